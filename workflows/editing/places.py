# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Finding things and their parts in the data of a workflow, and refusing with a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from workflows.editing.edits import Data, Thing
from workflows.findings import Finding, gettext_noop
from workflows.reading import below
from workflows.text import LocalisedText, Wording

# No list is so long; Python refuses to read a number of thousands of digits.
_LONGEST_INDEX = 6


class EditRefused(Exception):
    """The edit cannot be made; ``findings`` says why, each at its place."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(" ".join(finding.sentence for finding in self.findings))


def refuse(code: str, message: str, place: str = "", /, **params: str) -> EditRefused:
    """Return the refusal of one sentence."""
    return EditRefused([Finding(code, message, params, place)])


def things_in(data: Data, thing: Thing) -> list[Data]:
    """Return the list of things of a sort, an empty one where there is none yet."""
    found: Any = data
    for key in thing.value.split("/"):
        found = found.get(key, {})
    return found or []


def begin_list(data: Data, thing: Thing) -> list[Data]:
    """Return the list of things of a sort, written where there was none yet."""
    *around, name = thing.value.split("/")
    for key in around:
        data = data.setdefault(key, {})
    found: list[Data] = data.setdefault(name, [])
    return found


def find(data: Data, thing: Thing, code: str) -> Data:
    """Return the thing of that code, the first of two; raises ``EditRefused`` when it is gone."""
    found: Data = things_in(data, thing)[index_of(data, thing, code)]
    return found


def index_of(data: Data, thing: Thing, code: str) -> int:
    """Return where the thing of that code stands; raises ``EditRefused`` when it is gone."""
    for index, item in enumerate(things_in(data, thing)):
        if item["code"] == code:
            return index
    message = gettext_noop("“%(code)s” is no longer there: somebody removed it or renamed it.")
    raise refuse("gone", message, f"/{thing}", code=code)


def place_of(data: Data, thing: Thing, code: str) -> str:
    return below(f"/{thing}", index_of(data, thing, code))


def find_part(item: Data, at: str) -> Any:
    """Return what stands at a pointer inside a thing; raises ``EditRefused`` when nothing does."""
    holder, key = holder_of(item, at)
    if isinstance(holder, dict) and key not in holder:
        raise part_gone(at)
    return holder[key]


def holder_of(item: Data, at: str) -> tuple[Any, Any]:
    """Return the object or list around a pointer, and the key or index in it.

    The key of an object may be missing; raises ``EditRefused`` for anything else that is.
    """
    names = [name.replace("~1", "/").replace("~0", "~") for name in at.split("/")[1:]]
    if not at.startswith("/") or names[0] == "code":
        raise part_gone(at)
    holder: Any = item
    for name in names[:-1]:
        key = _key(holder, name, at)
        if isinstance(holder, dict) and key not in holder:
            raise part_gone(at)
        holder = holder[key]
    return holder, _key(holder, names[-1], at)


def name_of(item: Data) -> Wording:
    """Return the label of a thing, for a sentence."""
    return Wording(LocalisedText(item.get("label") or item["code"]))


def part_gone(at: str) -> EditRefused:
    message = gettext_noop("What was to be changed is no longer there: look at it again.")
    return refuse("part_gone", message, at)


def _key(holder: Any, name: str, at: str) -> str | int:
    if isinstance(holder, dict):
        return name
    is_index = name.isdecimal() and name.isascii() and len(name) < _LONGEST_INDEX
    if isinstance(holder, list) and is_index and int(name) < len(holder):
        return int(name)
    raise part_gone(at)
