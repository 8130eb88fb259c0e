# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The table of ``table.toml``: how Catalaune says each thing."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("table.toml")


class Expressed(StrEnum):
    """From the best to the worst: what is made of several things is as good as its worst."""

    YES = "yes"
    OTHER = "other"
    PLANNED = "planned"
    NO = "no"
    UNKNOWN = "unknown"

    @property
    def rank(self) -> int:
        return list(Expressed).index(self)


@dataclass(frozen=True)
class Entry:
    """One line: ``name`` may hold ``*``; ``sample`` is a part of a definition that proves it."""

    kind: str
    name: str
    expressed: Expressed
    how: str
    built: bool = True
    sample: dict[str, Any] | None = None


UNKNOWN = Entry("", "", Expressed.UNKNOWN, "Not in the table: say how in table.toml.")


@cache
def entries() -> tuple[Entry, ...]:
    """Return every line; raises KeyError or ValueError for one that is not well written."""
    data = tomllib.loads(TABLE.read_text("utf-8"))
    return tuple(
        Entry(
            kind=kind,
            name=name,
            expressed=Expressed(line["is"]),
            how=line["how"],
            built=line.get("built", True),
            sample=json.loads(line["sample"]) if "sample" in line else None,
        )
        for kind, lines in data.items()
        for name, line in lines.items()
    )


def look_up(kind: str, name: str) -> Entry:
    """Find the line of a thing: its own name first, then the first pattern that fits."""
    of_kind = [entry for entry in entries() if entry.kind == kind]
    for entry in of_kind:
        if entry.name == name:
            return entry
    return next((entry for entry in of_kind if fnmatchcase(name, entry.name)), UNKNOWN)
