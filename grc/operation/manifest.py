# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What an archive says of itself: who made it, from what, and what must come out of it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Self

from django.utils.translation import gettext as _

from grc.core.canonical import content_hash
from grc.operation.fingerprint import Content, Rounds
from grc.operation.refusals import CannotRestore

FORMAT: Final = 1


@dataclass(frozen=True)
class Part:
    """One member of the archive: its size in bytes and its SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """Everything a restore compares. ``postgres`` and ``pg_dump`` are major versions."""

    made_at: str
    catalaune: str
    postgres: int
    pg_dump: int
    migrations: list[str]
    tables: dict[str, Content]
    rounds: Rounds
    structure: dict[str, list[str]]
    parts: dict[str, Part]
    files: int
    file_bytes: int
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)

    @property
    def row_count(self) -> int:
        return sum(content.rows for content in self.tables.values())

    def to_json(self) -> bytes:
        """Return the manifest, sealed with its own hash."""
        content = {"archive": FORMAT, **asdict(self)}
        return json.dumps({**content, "seal": content_hash(content)}, indent=1).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Self:
        """Read a sealed manifest. Raises CannotRestore when it was changed or is of the future."""
        try:
            content = json.loads(text)
            seal, archive = content.pop("seal"), content["archive"]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CannotRestore(_("The manifest of this archive cannot be read.")) from error
        if archive != FORMAT:
            raise CannotRestore(
                _("This archive was made by a newer Catalaune: install that version first.")
            )
        if content_hash(content) != seal:
            raise CannotRestore(_("The manifest of this archive was changed after it was made."))
        return cls._from_data(content)

    @classmethod
    def _from_data(cls, content: dict[str, Any]) -> Self:
        del content["archive"]
        content["tables"] = {name: Content(**told) for name, told in content["tables"].items()}
        content["parts"] = {name: Part(**told) for name, told in content["parts"].items()}
        content["rounds"] = Rounds(**content["rounds"])
        return cls(**content)
