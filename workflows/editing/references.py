# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Where things are named: to rename them everywhere, or to forget them.

Effects name functions under ``function`` and ``functions``, whatever they do; what entrusts one
names another under ``to``. Scenarios follow a
new name; of what is gone they go on telling, and fail where it is missing.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from workflows.definition import StepKind
from workflows.editing.edits import Data, Thing


def rename(data: Data, thing: Thing, code: str, to: str) -> None:
    """Write the new code wherever the old one stood."""
    if thing is Thing.STEP and data["start"] == code:
        data["start"] = to
    if thing is Thing.SHARED_CONDITION:
        _replace_conditions(data, code, {"part": to})
    elif thing is Thing.SHARED_EFFECTS:
        _replace_effects(data, code, [{"do": "part", "part": to}])
    for holder, key in [*_named(data, thing), *_told(data, thing)]:
        named = holder[key]
        if isinstance(named, list):
            holder[key] = [to if one == code else one for one in named]
        elif named == code:
            holder[key] = to


def forget(data: Data, thing: Thing, code: str) -> None:
    """Take away what names a thing that is gone; what makes no sense without it goes with it.

    A way that led there, or that began nowhere else, goes; another only loses it. Requests begin
    elsewhere if they began there.
    """
    if thing is Thing.STEP:
        data["transitions"] = [way for way in data["transitions"] if _lives(way, code)]
        if data["start"] == code:
            data["start"] = _first(data["steps"])
    if thing is Thing.FUNCTION:
        for holder in _acting(data):
            holder["effects"] = [effect for effect in holder["effects"] if _acts(effect, code)]
    for holder, key in list(_named(data, thing)):
        if isinstance(holder[key], list) and code in holder[key]:
            holder[key] = [one for one in holder[key] if one != code]


def write_out(data: Data, thing: Thing, item: Data) -> None:
    """Write what was shared wherever it was used: everything does what it did."""
    if thing is Thing.SHARED_CONDITION:
        _replace_conditions(data, item["code"], item["when"])
    else:
        _replace_effects(data, item["code"], item["effects"])


def _replace_conditions(data: Data, code: str, by: Data) -> None:
    for holder in (*data["transitions"], *data.get("parts", {}).get("conditions", ())):
        if "when" in holder:
            holder["when"] = _replaced(holder["when"], code, by)


def _replaced(condition: Any, code: str, by: Data) -> Any:
    if isinstance(condition, list):
        return [_replaced(one, code, by) for one in condition]
    if not isinstance(condition, dict):
        return condition
    if condition.get("part") == code:
        return copy.deepcopy(by)
    return {key: _replaced(value, code, by) for key, value in condition.items()}


def _replace_effects(data: Data, code: str, by: list[Data]) -> None:
    for holder in _acting(data):
        holder["effects"] = [
            one
            for effect in holder["effects"]
            for one in (copy.deepcopy(by) if effect.get("part") == code else [effect])
        ]


def _named(data: Data, thing: Thing) -> Iterator[tuple[Data, str]]:
    """Yield each object and key under which things of this sort are named."""
    for way in data["transitions"]:
        if thing is Thing.STEP:
            yield from _present(way, "to")
            origin = way["from"]
            yield from _present(origin, "except") if isinstance(origin, dict) else [(way, "from")]
        elif thing is Thing.FUNCTION:
            yield from _present(way, "functions")
    for holder in _acting(data) if thing is Thing.FUNCTION else ():
        for effect in holder["effects"]:
            yield from _present(effect, "function")
            yield from _present(effect, "functions")
            if effect["do"] == "entrust":
                yield (effect, "to")


def _acting(data: Data) -> Iterator[Data]:
    """Yield what holds a list of effects: transitions, and the parts that they share."""
    shared = data.get("parts", {}).get("effects", [])
    return (holder for holder in (*data["transitions"], *shared) if "effects" in holder)


def _told(data: Data, thing: Thing) -> Iterator[tuple[Data, str]]:
    """Yield each object and key under which scenarios name things of this sort."""
    for scenario in data.get("scenarios", ()):
        for move in scenario["play"]:
            if thing is Thing.STEP:
                yield from _present(move.get("expect", {}), "step")
            elif "press" in move:
                yield move, "press" if thing is Thing.TRANSITION else "as"


def _present(record: Data, key: str) -> list[tuple[Data, str]]:
    return [(record, key)] if key in record else []


def _lives(way: Data, code: str) -> bool:
    origin: Any = way["from"]
    return way.get("to") != code and origin != [code]


def _acts(effect: Data, code: str) -> bool:
    if effect["do"] == "entrust" and effect["to"] == code:
        return False
    return effect.get("function") != code and effect.get("functions") != [code]


def _first(steps: list[Data]) -> str:
    new = (step for step in steps if step["kind"] == StepKind.NEW)
    found: str = next(new, steps[0])["code"]
    return found
