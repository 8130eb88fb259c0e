# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Edits inside a thing: its condition, part by part, and its lists."""

from __future__ import annotations

import copy
from typing import Any

from workflows.editing.edits import (
    AddPart,
    AddTest,
    Data,
    Group,
    MovePart,
    PartEdit,
    RemovePart,
    SetPart,
)
from workflows.editing.places import find_part, holder_of, part_gone, refuse
from workflows.findings import gettext_noop

_GROUPS = ("all", "any")
_QUESTIONS = "/form/fields"


def make(item: Data, edit: PartEdit) -> None:
    """Make the edit inside its thing; raises ``EditRefused`` where there is nothing to change."""
    match edit:
        case AddPart(at=at, value=value):
            _append(item, at, copy.deepcopy(value))
        case SetPart(at=at, value=value):
            find_part(item, at)
            holder, key = holder_of(item, at)
            holder[key] = copy.deepcopy(value)
        case RemovePart(at=at):
            find_part(item, at)
            _remove(item, at)
        case MovePart(at=at, by=by):
            holder, key = holder_of(item, at)
            if not isinstance(holder, list):
                raise part_gone(at)
            shift(holder, key, by)
        case AddTest(at=at, value=value):
            _add_test(item, at, copy.deepcopy(value))
        case Group(at=at, how=how):
            _group(item, at, how)


def shift(items: list[Any], index: int, by: int) -> None:
    """Move an item so many places down its list, as far as it goes."""
    item = items.pop(index)
    items.insert(max(0, min(len(items), index + by)), item)


def _append(item: Data, at: str, value: object) -> None:
    holder, key = holder_of(item, at)
    found = holder.setdefault(key, []) if isinstance(holder, dict) else holder[key]
    if not isinstance(found, list):
        raise part_gone(at)
    found.append(value)


def _remove(item: Data, at: str) -> None:
    """Remove a part; a group that it leaves empty goes too, one that it leaves alone opens."""
    holder, key = holder_of(item, at)
    del holder[key]
    around = at.rpartition("/")[0]
    group, _slash, word = around.rpartition("/")
    if around == _QUESTIONS and not holder:
        # A form that asks nothing is none.
        _remove(item, group)
    elif isinstance(holder, list) and word in _GROUPS:
        if not holder:
            _remove(item, group)
        elif len(holder) == 1:
            outer, outer_key = holder_of(item, group)
            outer[outer_key] = holder[0]
    elif isinstance(holder, dict) and key == "not" and not holder:
        _remove(item, around)


def _add_test(item: Data, at: str, value: object) -> None:
    holder, key = holder_of(item, at)
    if isinstance(holder, dict) and key not in holder:
        holder[key] = value
        return
    there = holder[key]
    how = _group_of(there)
    if how:
        there[how].append(value)
    else:
        holder[key] = {"all": [there, value]}


def _group(item: Data, at: str, how: str) -> None:
    part = find_part(item, at)
    holder, key = holder_of(item, at)
    if how == "not":
        is_turned = isinstance(part, dict) and set(part) == {"not"}
        holder[key] = part["not"] if is_turned else {"not": part}
    elif how in _GROUPS:
        now = _group_of(part)
        holder[key] = {how: part[now] if now else [part]}
    else:
        message = gettext_noop("Choose one of: %(values)s.")
        raise refuse("unknown_value", message, at, values=", ".join((*_GROUPS, "not")))


def _group_of(part: object) -> str:
    """Return how a group holds, or nothing for a part that is none."""
    found = [key for key in _GROUPS if isinstance(part, dict) and isinstance(part.get(key), list)]
    return found[0] if found else ""
