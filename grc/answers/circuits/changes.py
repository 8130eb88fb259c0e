# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What may be changed in the circuit of one case: only what is not done yet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from grc.answers.circuits.definition import MOST_STAGES, Definition, Stage
from grc.answers.circuits.progress import StageState

if TYPE_CHECKING:
    from grc.answers.circuits.progress import Progress

_OPEN = (StageState.NOW, StageState.NEXT)


class Fault(StrEnum):
    """Why a change cannot be made."""

    UNKNOWN = "unknown"
    DONE = "done"
    LAST_VALIDATION = "last_validation"
    TOO_LONG = "too_long"
    ORDER = "order"


@dataclass(frozen=True)
class ChangeRefused(Exception):
    """The change is not possible; ``fault`` says why."""

    fault: Fault

    def __str__(self) -> str:
        return str(self.fault)


def add(definition: Definition, now: Progress, stage: Stage, *, before: str | None) -> Definition:
    """Return the circuit with one more stage, before the named one, or last.

    Raises ChangeRefused when that stage is done, or when the circuit is long enough.
    """
    if len(definition.stages) >= MOST_STAGES:
        raise ChangeRefused(Fault.TOO_LONG)
    if before is None:
        return Definition((*definition.stages, stage))
    position = _position(definition, now, before)
    stages = list(definition.stages)
    stages.insert(position, stage)
    return Definition(tuple(stages))


def skip(definition: Definition, now: Progress, code: str, *, reason: str) -> Definition:
    """Return the circuit that leaves one stage out.

    Raises ChangeRefused when it is done, or when it is the last one that approves.
    """
    stage = definition.stages[_position(definition, now, code)]
    others = [
        one
        for one in definition.stages
        if one.kind.approves and not one.skipped and one.code != code
    ]
    if stage.kind.approves and not others:
        raise ChangeRefused(Fault.LAST_VALIDATION)
    return definition.with_stage(replace(stage, skipped=reason))


def move(definition: Definition, now: Progress, code: str, *, before: str | None) -> Definition:
    """Return the circuit in which one stage that has not begun comes before another, or last.

    Raises ChangeRefused when either is done, or when a signature would not be last.
    """
    stage = definition.stages[_position(definition, now, code)]
    rest = Definition(tuple(one for one in definition.stages if one.code != code))
    if before == code:
        return definition
    position = len(rest.stages) if before is None else _position(rest, now, before)
    stages = list(rest.stages)
    stages.insert(position, stage)
    kinds = [one.kind for one in stages]
    if kinds != sorted(kinds, key=lambda kind: kind == "signature"):
        raise ChangeRefused(Fault.ORDER)
    return Definition(tuple(stages))


def free_code(definition: Definition, stem: str) -> str:
    """Return a code that no stage bears yet: the stem, or the stem and a number."""
    if not definition.has(stem):
        return stem
    number = 2
    while definition.has(f"{stem}-{number}"):
        number += 1
    return f"{stem}-{number}"


def _position(definition: Definition, now: Progress, code: str) -> int:
    try:
        position, state = definition.index(code), now.state_of(code)
    except KeyError as error:
        raise ChangeRefused(Fault.UNKNOWN) from error
    if state not in _OPEN:
        raise ChangeRefused(Fault.DONE)
    return position
