# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Making an edit: new data, or a refusal in words."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from typing import Any

from workflows.definition import Definition
from workflows.editing import parts, ready
from workflows.editing.codes import free_code
from workflows.editing.edits import (
    Add,
    AddValidation,
    AddWaiting,
    Change,
    Data,
    Edit,
    Move,
    Recode,
    Remove,
    Replace,
    Settle,
    Several,
    Thing,
)
from workflows.editing.patching import touched
from workflows.editing.places import (
    EditRefused,
    begin_list,
    find,
    index_of,
    name_of,
    place_of,
    refuse,
    things_in,
)
from workflows.editing.references import forget, rename, write_out
from workflows.findings import DefinitionError, Finding, gettext_noop
from workflows.parsing import definition_to_data, parse_definition
from workflows.soundness import check

Judge = Callable[[Definition], Iterable[Finding]]

_OTHERWISE = {
    Thing.FUNCTION: "function",
    Thing.STEP: "step",
    Thing.TRANSITION: "way",
    Thing.SHARED_CONDITION: "condition",
    Thing.SHARED_EFFECTS: "effects",
}
_SHARED = frozenset({Thing.SHARED_CONDITION, Thing.SHARED_EFFECTS})


def apply(data: Data, edit: Edit) -> Data:
    """Return the workflow after the edit; ``data`` is a workflow and is not touched.

    Raises ``EditRefused``: what was to be changed is gone, or the result would be no workflow.
    """
    if isinstance(edit, Several):
        for one in edit.edits:
            data = apply(data, one)
        return data
    draft = copy.deepcopy(data)
    try:
        _make(draft, edit)
        return definition_to_data(parse_definition(draft))
    except DefinitionError as refusal:
        raise EditRefused(refusal.findings) from refusal


def consequences(data: Data, edit: Edit, judge: Judge = check) -> tuple[Finding, ...]:
    """Return what an edit would bring beside what it says: what goes with it, and new findings.

    ``judge`` finds what is wrong with a definition. Raises ``EditRefused`` as ``apply`` does.
    """
    after = apply(data, edit)

    def known_by(finding: Finding) -> tuple[str, str]:
        return finding.code, str(sorted(finding.params.items()))

    known = {known_by(finding) for finding in judge(parse_definition(data))}
    found = judge(parse_definition(after))
    brought = [finding for finding in found if known_by(finding) not in known]
    return (*_beside(data, after, edit), *brought)


def _make(data: Data, edit: Edit) -> None:
    assert not isinstance(edit, Several)  # noqa: S101 - each of several is made alone
    match edit:
        case Replace(definition):
            data.clear()
            data.update(copy.deepcopy(definition))
        case Add() | Change() | Move() | Remove() | Recode():
            _make_to_thing(data, edit)
        case Settle(key, value):
            _settle(data, key, value)
        case AddValidation(stages):
            ready.add_validation(data, stages)
        case AddWaiting(kind):
            ready.add_waiting(data, kind)
        case _:
            parts.make(find(data, edit.thing, edit.code), edit)


def _make_to_thing(data: Data, edit: Add | Change | Move | Remove | Recode) -> None:
    match edit:
        case Add(thing, item, after):
            _add(data, thing, copy.deepcopy(item), after)
        case Change(thing, code, keys):
            _change(find(data, thing, code), keys, place_of(data, thing, code))
        case Move(thing, code, by):
            parts.shift(things_in(data, thing), index_of(data, thing, code), by)
        case Remove(thing, code):
            _remove(data, thing, code)
        case Recode(thing, code, to):
            _recode(data, thing, code, to)


def _add(data: Data, thing: Thing, item: Data, after: str) -> None:
    listed = begin_list(data, thing)
    taken = {other["code"] for other in listed}
    if not item.get("code"):
        item["code"] = free_code(item.get("label"), taken, _OTHERWISE[thing])
    elif item["code"] in taken:
        raise _taken(thing, item["code"])
    at = index_of(data, thing, after) + 1 if after else len(listed)
    listed.insert(at, item)


def _change(item: Data, keys: Data, place: str) -> None:
    if "code" in keys:
        message = gettext_noop("A code is changed with everything that names it, not alone.")
        raise refuse("code_alone", message, place)
    _set(item, keys)


def _settle(data: Data, key: str, value: Any) -> None:
    if key in set(Thing) or key in ("format", "parts"):
        message = gettext_noop("This is changed one thing at a time.")
        raise refuse("not_at_once", message, f"/{key}")
    _set(data, {key: value})


def _set(record: Data, keys: Data) -> None:
    for key, value in keys.items():
        if value is None:
            record.pop(key, None)
        else:
            record[key] = copy.deepcopy(value)


def _remove(data: Data, thing: Thing, code: str) -> None:
    index = index_of(data, thing, code)
    if thing is Thing.STEP and len(data["steps"]) == 1:
        message = gettext_noop("“%(step)s” is the only step: add another before you remove it.")
        raise refuse("only_step", message, "/steps/0", step=name_of(data["steps"][0]))
    listed = things_in(data, thing)
    item = listed.pop(index)
    if any(other["code"] == code for other in listed):
        return
    if thing in _SHARED:
        write_out(data, thing, item)
    else:
        forget(data, thing, code)


def _recode(data: Data, thing: Thing, code: str, to: str) -> None:
    item = find(data, thing, code)
    if to == code:
        return
    if any(other["code"] == to for other in things_in(data, thing)):
        raise _taken(thing, to)
    item["code"] = to
    rename(data, thing, code, to)


def _taken(thing: Thing, code: str) -> EditRefused:
    message = gettext_noop("The code “%(code)s” is taken: choose another.")
    return refuse("code_taken", message, f"/{thing}", code=code)


def _beside(before: Data, after: Data, edit: Edit) -> list[Finding]:
    """Say what else than the thing itself the removal of a thing touches."""
    if not isinstance(edit, Remove):
        return []
    found = []
    for name in touched(before, after):
        list_name, _slash, code = name.partition("/")
        if list_name == Thing.TRANSITION and name != f"{edit.thing}/{edit.code}":
            found.append(_said_of(before, after, code, is_shared=edit.thing in _SHARED))
        elif name == "start":
            step = name_of(find(after, Thing.STEP, after["start"]))
            message = gettext_noop("Requests will begin at “%(step)s”.")
            found.append(Finding("start_moves", message, {"step": step}, "/start", "warning"))
    return found


def _said_of(before: Data, after: Data, code: str, *, is_shared: bool) -> Finding:
    name = name_of(find(before, Thing.TRANSITION, code))
    place = place_of(before, Thing.TRANSITION, code)
    if is_shared:
        message = gettext_noop("“%(transition)s” does what it did: it is written out there.")
        return Finding("written_out", message, {"transition": name}, place, "warning")
    if any(way["code"] == code for way in after["transitions"]):
        message = gettext_noop("“%(transition)s” stays, without what it took from here.")
        return Finding("goes_without", message, {"transition": name}, place, "warning")
    message = gettext_noop("“%(transition)s” goes with it.")
    return Finding("goes_with_it", message, {"transition": name}, place, "warning")
