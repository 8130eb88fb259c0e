# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Where a circuit stands, from the visas that were given: the one place that decides it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from grc.answers.circuits.definition import Definition, Stage


class StageState(StrEnum):
    """Where one stage stands."""

    DONE = "done"
    NOW = "now"
    NEXT = "next"
    SKIPPED = "skipped"
    LAPSED = "lapsed"  # an opinion that did not come in its time


@dataclass(frozen=True, kw_only=True)
class Given:
    """One favourable visa, or one opinion, at one seat of a stage, on the text of this round."""

    stage: str
    seat: int
    by: int


@dataclass(frozen=True)
class Progress:
    """The state of each stage, in order; ``current`` is the stage that waits, if one does."""

    states: tuple[tuple[Stage, StageState], ...]

    @property
    def current(self) -> Stage | None:
        return next((stage for stage, state in self.states if state is StageState.NOW), None)

    @property
    def is_complete(self) -> bool:
        return self.current is None

    def state_of(self, code: str) -> StageState:
        """Return the state of one stage. Raises KeyError when the circuit has none of that code."""
        for stage, state in self.states:
            if stage.code == code:
                return state
        raise KeyError(code)


def progress(
    definition: Definition,
    seats: Mapping[str, int],
    given: Iterable[Given],
    lapsed: Collection[str] = (),
) -> Progress:
    """Return where the circuit stands.

    ``seats`` tells how many are asked at each stage that was opened; a stage that never was is
    not done, whatever was given at it. Stages are asked one after the other, in their order.
    """
    filled: dict[str, set[int]] = {}
    for visa in given:
        filled.setdefault(visa.stage, set()).add(visa.seat)
    states: list[tuple[Stage, StageState]] = []
    waiting = False
    for stage in definition.stages:
        state = _state(stage, seats.get(stage.code, 0), filled.get(stage.code, set()), lapsed)
        if state is StageState.NOW:
            state, waiting = (StageState.NEXT if waiting else StageState.NOW), True
        states.append((stage, state))
    return Progress(tuple(states))


def _state(stage: Stage, seats: int, filled: set[int], lapsed: Collection[str]) -> StageState:
    if stage.skipped:
        return StageState.SKIPPED
    if stage.code in lapsed and not stage.kind.approves:
        return StageState.LAPSED
    if seats and len(filled) >= stage.needed(seats):
        return StageState.DONE
    return StageState.NOW


def is_foreign(definition: Definition, approvers: Iterable[int], writers: Collection[int]) -> bool:
    """Return whether the text may leave as far as four eyes go (law R1.34).

    A circuit that validates needs at least one approval by somebody who did not write in the text
    since the last foreign visa. A circuit that asks for no validation needs none.
    """
    return not definition.validates or any(person not in writers for person in approvers)
