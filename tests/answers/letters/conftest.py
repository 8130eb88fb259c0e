# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A press, where there is one, and letters to print."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.utils import translation
from PIL import Image

from grc.answers.letters import LetterContent, Sender, Signature, missing_packages
from grc.core.markup import to_html
from tests.answers.letters.reading import Printed

GREETING = "Madame,\n\nLe trou est rebouché.\n\nJe vous prie d'agréer mes salutations."


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def press() -> None:
    """Absent libraries: the test skips and says so; in CI that is a failure."""
    if missing := missing_packages():
        reason = f"no PDFs without {', '.join(missing)}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture
def letter() -> Callable[..., LetterContent]:
    """Makes a letter of the mayor's; what is named is changed."""

    def make(**changes: Any) -> LetterContent:
        given: dict[str, Any] = {
            "language": "en",
            "sender": SENDER,
            "recipient": ("Madame Jeanne Leclerc", "14 rue de la Bruyère", "51000 CHÂLONS"),
            "place": "Châlons",
            "written_on": date(2026, 11, 22),
            "reference": "CH-2026-004217",
            "subject": "Trou dans la chaussée",
            "body": to_html(GREETING),
            "signature": Signature(formula="La maire,", name="Hélène Marchand"),
        }
        return LetterContent(**(given | changes))

    return make


@pytest.fixture
def read() -> Callable[[bytes], Printed]:
    return Printed


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (60, 30), (31, 95, 91, 255)).save(out, format="PNG")
    return out.getvalue()


SENDER = Sender(
    town="Ville de Châlons",
    address=("Hôtel de ville", "1 place Foch", "51000 Châlons"),
    contact=("03 26 00 00 00", "mairie@chalons.example"),
    footer="Ville de Châlons, place Foch",
    logo=picture(),
)
