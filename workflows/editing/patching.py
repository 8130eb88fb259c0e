# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What lies between two editions of a workflow: the way back, and what was touched."""

from __future__ import annotations

import copy
import json
from typing import Any

from workflows.editing.edits import Data, Thing
from workflows.editing.places import things_in
from workflows.reading import below

# Stands for an edit that touched everything.
WHOLE = "*"


def difference(before: Any, after: Any, place: str = "") -> list[Data]:
    """Return the changes that make ``after`` of ``before``, for ``patched``."""
    if _same(before, after):
        return []
    if isinstance(before, dict) and isinstance(after, dict):
        changes: list[Data] = [{"at": below(place, key)} for key in before if key not in after]
        for key, value in after.items():
            where = below(place, key)
            if key in before:
                changes += difference(before[key], value, where)
            else:
                changes.append({"at": where, "value": value})
        return changes
    if isinstance(before, list) and isinstance(after, list):
        return _of_lists(before, after, place)
    return [{"at": place, "value": after}]


def patched(data: Any, changes: list[Data]) -> Any:
    """Return the data after the changes; what they were made from is not touched."""
    root = [copy.deepcopy(data)]
    for change in changes:
        names = [name.replace("~1", "/").replace("~0", "~") for name in change["at"].split("/")]
        holder: Any = root
        key: Any = 0
        for name in names[1:]:
            holder = holder[key]
            key = int(name) if isinstance(holder, list) else name
        if "put" in change:
            start = change["start"]
            holder[key][start : start + change["cut"]] = copy.deepcopy(change["put"])
        elif "value" in change:
            holder[key] = copy.deepcopy(change["value"])
        else:
            del holder[key]
    return root[0]


def touched(before: Data, after: Data) -> tuple[str, ...]:
    """Return what differs, thing by thing: ``steps/new``, ``start``.

    The order of things is nobody's: two people who move things do not disturb each other.
    """
    found = [
        key
        for key in sorted({*before, *after} - set(Thing) - {"parts"})
        if not _same(before.get(key), after.get(key))
    ]
    for thing in Thing:
        was, now = _by_code(things_in(before, thing)), _by_code(things_in(after, thing))
        codes = [code for code in {**was, **now} if not _same(was.get(code), now.get(code))]
        found += [f"{thing}/{code}" for code in codes]
    return tuple(found)


def _of_lists(before: list[Any], after: list[Any], place: str) -> list[Data]:
    shorter = min(len(before), len(after))
    start = 0
    while start < shorter and _same(before[start], after[start]):
        start += 1
    end = 0
    while end < shorter - start and _same(before[-1 - end], after[-1 - end]):
        end += 1
    cut, put = before[start : len(before) - end], after[start : len(after) - end]
    if len(cut) == len(put) == 1:
        return difference(cut[0], put[0], below(place, start))
    return [{"at": place, "start": start, "cut": len(cut), "put": put}]


def _by_code(items: list[Data]) -> dict[str, list[Data]]:
    # A draft may hold two things of one code: they are looked at together.
    found: dict[str, list[Data]] = {}
    for item in items:
        found.setdefault(item["code"], []).append(item)
    return found


def _same(one: Any, other: Any) -> bool:
    """Whether two values are written alike: to JSON true is not 1, and 1 is not 1.0."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
