# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Each edit in one sentence: "Step “To validate” added"."""

from __future__ import annotations

from collections.abc import Mapping

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
from workflows.editing.places import find, name_of, things_in
from workflows.findings import Finding, gettext_noop
from workflows.text import LocalisedText, Wording

_ADDED: Mapping[Thing, str] = {
    Thing.FUNCTION: gettext_noop("Function “%(thing)s” added"),
    Thing.STEP: gettext_noop("Step “%(thing)s” added"),
    Thing.TRANSITION: gettext_noop("Transition “%(thing)s” added"),
    Thing.SHARED_CONDITION: gettext_noop("Shared condition “%(thing)s” added"),
    Thing.SHARED_EFFECTS: gettext_noop("Shared effects “%(thing)s” added"),
}
_CHANGED: Mapping[Thing, str] = {
    Thing.FUNCTION: gettext_noop("Function “%(thing)s” changed"),
    Thing.STEP: gettext_noop("Step “%(thing)s” changed"),
    Thing.TRANSITION: gettext_noop("Transition “%(thing)s” changed"),
    Thing.SHARED_CONDITION: gettext_noop("Shared condition “%(thing)s” changed"),
    Thing.SHARED_EFFECTS: gettext_noop("Shared effects “%(thing)s” changed"),
}
_MOVED: Mapping[Thing, str] = {
    Thing.FUNCTION: gettext_noop("Function “%(thing)s” moved in the list"),
    Thing.STEP: gettext_noop("Step “%(thing)s” moved in the list"),
    Thing.TRANSITION: gettext_noop("Transition “%(thing)s” moved in the list"),
    Thing.SHARED_CONDITION: gettext_noop("Shared condition “%(thing)s” moved in the list"),
    Thing.SHARED_EFFECTS: gettext_noop("Shared effects “%(thing)s” moved in the list"),
}
_REMOVED: Mapping[Thing, str] = {
    Thing.FUNCTION: gettext_noop("Function “%(thing)s” removed"),
    Thing.STEP: gettext_noop("Step “%(thing)s” removed"),
    Thing.TRANSITION: gettext_noop("Transition “%(thing)s” removed"),
    Thing.SHARED_CONDITION: gettext_noop("Shared condition “%(thing)s” removed"),
    Thing.SHARED_EFFECTS: gettext_noop("Shared effects “%(thing)s” removed"),
}
_REMOVED_WITH: Mapping[Thing, str] = {
    Thing.FUNCTION: gettext_noop("Function “%(thing)s” removed, with “%(with)s”"),
    Thing.STEP: gettext_noop("Step “%(thing)s” removed, with “%(with)s”"),
    Thing.TRANSITION: gettext_noop("Transition “%(thing)s” removed, with “%(with)s”"),
}
_RECODED = gettext_noop("Code of “%(thing)s” changed: %(from)s, now %(to)s")
_START = gettext_noop("Requests now begin at “%(step)s”")
_SETTLED = gettext_noop("“%(key)s” of the workflow changed")
_SCENARIOS: Mapping[str, str] = {
    "added": gettext_noop("Scenario “%(thing)s” added"),
    "changed": gettext_noop("Scenario “%(thing)s” changed"),
    "removed": gettext_noop("Scenario “%(thing)s” removed"),
}
_REPLACED = gettext_noop("Whole workflow replaced")
_VALIDATION = gettext_noop("Validation of answers added")
_WAITING = gettext_noop("Step “%(thing)s” added, with its ways")
# What the parts of a transition are about, by the key they stand under.
_PARTS: Mapping[str, str] = {
    "when": gettext_noop("Condition of “%(thing)s” changed"),
    "effects": gettext_noop("What happens with “%(thing)s” changed"),
    "form": gettext_noop("Questions of “%(thing)s” changed"),
}


def told(before: Data, edit: Edit, after: Data) -> Finding:
    """Return the sentence of an edit that led from ``before`` to ``after``."""
    match edit:
        case Several(edits):
            return told(before, edits[0], after) if edits else Finding("replaced", _REPLACED)
        case Replace():
            return Finding("replaced", _REPLACED)
        case AddValidation():
            return Finding("added", _VALIDATION)
        case AddWaiting():
            return Finding("added", _WAITING, {"thing": name_of(_new(before, after, Thing.STEP))})
        case Settle(key, _value):
            return _settled(key, before, after)
        case Add(thing, _item, _after):
            return Finding("added", _ADDED[thing], {"thing": name_of(_new(before, after, thing))})
        case Remove():
            return _removed(before, edit, after)
        case _:
            return _changed(before, edit, after)


def told_to_data(sentence: Finding) -> Data:
    """Return a sentence as JSON, for whoever reads it later in their language."""
    return {
        "code": sentence.code,
        "message": sentence.message,
        "params": {name: _param_data(param) for name, param in sentence.params.items()},
    }


def told_from_data(data: Data) -> Finding:
    """Return the sentence that ``told_to_data`` wrote."""
    params = {
        name: param
        if isinstance(param, str)
        else Wording(*(LocalisedText(text) for text in param["texts"]))
        for name, param in data["params"].items()
    }
    return Finding(data["code"], data["message"], params)


def _changed(before: Data, edit: Edit, after: Data) -> Finding:
    assert not isinstance(edit, Several | Replace | AddValidation | AddWaiting | Settle | Add)  # noqa: S101
    name = name_of(find(before, edit.thing, edit.code))
    match edit:
        case Change(thing, code, _keys):
            params = {"thing": name_of(find(after, thing, code))}
            return Finding("changed", _CHANGED[thing], params)
        case Move(thing, _code, _by):
            return Finding("moved", _MOVED[thing], {"thing": name})
        case Recode(_thing, code, to):
            return Finding("recoded", _RECODED, {"thing": name, "from": code, "to": to})
        case _:
            key = edit.at.split("/")[1] if hasattr(edit, "at") else ""
            message = _PARTS.get(key, _CHANGED[edit.thing])
            return Finding("changed", message, {"thing": name})


def _settled(key: str, before: Data, after: Data) -> Finding:
    if key == "start":
        step = next((step for step in after["steps"] if step["code"] == after["start"]), None)
        name = Wording(LocalisedText(after["start"])) if step is None else name_of(step)
        return Finding("start", _START, {"step": name})
    scenarios = _scenarios(before, after) if key == "scenarios" else None
    return scenarios or Finding("settled", _SETTLED, {"key": key})


def _scenarios(before: Data, after: Data) -> Finding | None:
    """Return which scenarios came, changed or went; None where more than one of these is so."""
    was, now = (
        {one["code"]: one for one in side.get("scenarios") or ()} for side in (before, after)
    )
    found = {
        "added": [one for code, one in now.items() if code not in was],
        "changed": [one for code, one in now.items() if code in was and was[code] != one],
        "removed": [one for code, one in was.items() if code not in now],
    }
    told = [(how, ones) for how, ones in found.items() if ones]
    if len(told) != 1:
        return None
    how, ones = told[0]
    texts = [text for one in ones for text in name_of(one).texts]
    return Finding(how, _SCENARIOS[how], {"thing": Wording(*texts)})


def _removed(before: Data, edit: Remove, after: Data) -> Finding:
    params = {"thing": name_of(find(before, edit.thing, edit.code))}
    left = {way["code"] for way in after["transitions"]}
    if edit.thing not in _REMOVED_WITH:
        return Finding("removed", _REMOVED[edit.thing], params)
    gone = [
        name_of(way)
        for way in before["transitions"]
        if way["code"] not in left and (edit.thing, edit.code) != (Thing.TRANSITION, way["code"])
    ]
    if not gone:
        return Finding("removed", _REMOVED[edit.thing], params)
    texts = [text for name in gone for text in name.texts]
    return Finding("removed", _REMOVED_WITH[edit.thing], params | {"with": Wording(*texts)})


def _new(before: Data, after: Data, thing: Thing) -> Data:
    known = {item["code"] for item in things_in(before, thing)}
    found: Data = next(item for item in things_in(after, thing) if item["code"] not in known)
    return found


def _param_data(param: str) -> object:
    if isinstance(param, Wording):
        return {"texts": [text.to_data() for text in param.texts]}
    return str(param)
