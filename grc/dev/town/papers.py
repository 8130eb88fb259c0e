# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a demo town prints: letterhead and law, from files that anybody can read and edit."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from grc.municipalities.models import LegalText, Letterhead

if TYPE_CHECKING:
    from grc.municipalities.models import Municipality

FOLDER: Final = Path(__file__).parent


def write_papers(municipality: Municipality) -> None:
    """Give a town its letterhead and its law. Raises ValidationError for what is incomplete."""
    Letterhead.objects.create(
        municipality=municipality, **_read(municipality.slug, "letterhead.toml")
    )
    for entry in _read(municipality.slug, "law.toml")["text"]:
        LegalText.objects.enact(
            municipality, entry.pop("code"), entry.pop("wording"), by=None, **entry
        )


def _read(slug: str, name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / slug / name).read_text("utf-8"))
