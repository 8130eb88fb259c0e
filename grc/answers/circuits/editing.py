# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Changes of a circuit that is being written, as pure functions over its stages."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from grc.answers.circuits.changes import free_code
from grc.answers.circuits.definition import Definition, Stage, StageKind

if TYPE_CHECKING:
    from grc.answers.circuits.definition import Who

Data = dict[str, Any]
#: What holds in no case: a rule that waits for its first test, or lost its last.
NEVER: Data = {"not": {"all": []}}


class NoSuchStage(LookupError):
    """The circuit has no stage of that code."""


def fingerprint(stage: Stage) -> str:
    """Return what a form carries, so that nobody writes over a stage they have not seen."""
    data = json.dumps(stage.to_data(), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(data.encode()).hexdigest()[:16]


def stage_of(definition: Definition, code: str) -> Stage:
    """Return the stage of that code. Raises NoSuchStage."""
    try:
        return definition.stage(code)
    except KeyError as missing:
        raise NoSuchStage(code) from missing


def added(definition: Definition, stage: Stage) -> Definition:
    """Return the circuit with a stage more, last; but nothing is asked after a signature."""
    stage = replace(stage, code=free_code(definition, str(stage.kind)))
    stages = list(definition.stages)
    signatures = [one for one in stages if one.kind is StageKind.SIGNATURE]
    place = len(stages) if stage.kind is StageKind.SIGNATURE else len(stages) - len(signatures)
    stages.insert(place, stage)
    return Definition(tuple(stages))


def changed(definition: Definition, stage: Stage) -> Definition:
    """Return the circuit in which ``stage`` takes the place of the one that bears its code."""
    stage_of(definition, stage.code)
    return definition.with_stage(stage)


def moved(definition: Definition, code: str, by: int) -> Definition:
    """Return the circuit with a stage some places later, or earlier, as far as there is room."""
    stage = stage_of(definition, code)
    place = definition.index(code)
    rest = [one for one in definition.stages if one.code != code]
    rest.insert(min(max(place + by, 0), len(rest)), stage)
    return Definition(tuple(rest))


def removed(definition: Definition, code: str) -> Definition:
    stage_of(definition, code)
    return Definition(tuple(one for one in definition.stages if one.code != code))


def asking(definition: Definition, code: str, who: Who) -> Definition:
    """Return the circuit in which a stage asks one more."""
    stage = stage_of(definition, code)
    if who in stage.who:
        return definition
    return definition.with_stage(replace(stage, who=(*stage.who, who)))


def asking_no_more(definition: Definition, code: str, index: int) -> Definition:
    """Return the circuit in which a stage asks one less, and needs no more than it asks."""
    stage = stage_of(definition, code)
    who = (*stage.who[:index], *stage.who[index + 1 :])
    asks_each = any(one.each for one in who)
    need = stage.need if asks_each else min(stage.need, max(len(who), 1))
    return definition.with_stage(replace(stage, who=who, need=need))


def parts_of(condition: Data | None) -> tuple[str, list[Data]]:
    """Return how the parts of a condition hold together (all or any), and the parts."""
    if condition is None or condition == NEVER:
        return "all", []
    for how in ("all", "any"):
        if set(condition) == {how}:
            return how, list(condition[how])
    return "all", [condition]


def of_parts(how: str, parts: list[Data]) -> Data | None:
    """Return the condition that these parts make; None for none, which holds always."""
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else {how: parts}
