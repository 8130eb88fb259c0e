# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What happened to real requests, once more through another version: where it would have gone.

Only what people did is repeated: buttons, words, answers, each at its time. Timers and effects are
those of the version that is tried. A gesture that it does not know is missed, and life goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from workflows.definition import Trigger
from workflows.machine import Machine
from workflows.outcomes import AnswerEvent
from workflows.playing.case import Came, Case, Demanded
from workflows.playing.player import Player, Refused
from workflows.playing.world import World


@dataclass(frozen=True)
class Pressed:
    """Somebody who held these functions pressed a button."""

    at: datetime
    transition: str
    functions: tuple[str, ...]
    outcome: str = ""
    demanded: Demanded | None = None


@dataclass(frozen=True)
class Wrote:
    """The citizen wrote."""

    at: datetime


@dataclass(frozen=True)
class Sent:
    """Some of what the citizen was asked for came, by its codes; ``left``: something did not.

    Where ``heard`` is not so it need not come, and nothing follows yet.
    """

    at: datetime
    items: tuple[str, ...]
    left: bool = False
    heard: bool = True
    how: Came = Came.SENT


@dataclass(frozen=True)
class Answered:
    """Something happened to the answer."""

    at: datetime
    event: AnswerEvent
    outcome: str = ""


@dataclass(frozen=True)
class Gave:
    """A team that was asked by this function gave its contribution."""

    at: datetime
    function: str


Stimulus = Pressed | Wrote | Sent | Answered | Gave


@dataclass(frozen=True)
class Lived:
    """What a real request went through: its stimuli in order, and the steps it was at since when.

    ``until`` is its end, or now. ``told`` counts the words that its workflow sent, ``filled`` are
    the answers that buttons were given.
    """

    key: int
    case: Case
    stimuli: tuple[Stimulus, ...]
    steps: tuple[tuple[str, datetime], ...]
    until: datetime
    has_ended: bool
    told: int = 0
    filled: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Relived:
    """How one request would have gone."""

    key: int
    path: tuple[str, ...]
    same_path: bool
    stuck_at: str
    missed: tuple[str, ...]
    told: int
    times: tuple[tuple[str, timedelta], ...]


@dataclass
class Replay:
    """How many requests would have gone, one version beside the other.

    Times are summed by step; ``missed`` counts gestures that were not possible, ``stuck`` lists
    requests that ended and would not have, with the step where they would be. ``load`` counts the
    gestures of each function.
    """

    requests: int = 0
    same_path: int = 0
    told_before: int = 0
    told_after: int = 0
    stuck: dict[int, str] = field(default_factory=dict)
    missed: Counter[str] = field(default_factory=Counter)
    times_before: dict[str, timedelta] = field(default_factory=dict)
    times_after: dict[str, timedelta] = field(default_factory=dict)
    visits_before: Counter[str] = field(default_factory=Counter)
    visits_after: Counter[str] = field(default_factory=Counter)
    load_before: Counter[str] = field(default_factory=Counter)
    load_after: Counter[str] = field(default_factory=Counter)

    def add(self, lived: Lived, relived: Relived, machine: Machine) -> None:
        """Count one more request."""
        self.requests += 1
        self.same_path += relived.same_path
        self.told_before += lived.told
        self.told_after += relived.told
        self.missed.update(relived.missed)
        if relived.stuck_at:
            self.stuck[lived.key] = relived.stuck_at
        _sum(self.times_before, self.visits_before, times_of(lived.steps, lived.until))
        _sum(self.times_after, self.visits_after, relived.times)
        missed = Counter(relived.missed)
        for stimulus in lived.stimuli:
            if isinstance(stimulus, Pressed):
                self.load_before.update(stimulus.functions[:1])
                if missed[stimulus.transition]:
                    missed[stimulus.transition] -= 1
                else:
                    self.load_after.update(_function_of(machine, stimulus))


def relive(machine: Machine, lived: Lived, world: World) -> Relived:
    """Let a request go through ``machine``; its case is used up. Never raises."""
    case = lived.case
    case.step, case.step_since = machine.start.code, case.submitted_at
    player = Player(machine, case, world)
    missed = [name for stimulus in lived.stimuli if (name := _repeat(player, stimulus, lived))]
    player.pass_time(max(lived.until, player.now))
    visits = [(machine.start.code, case.submitted_at)]
    visits += [(taken.to, taken.at) for taken in player.taken if taken.to != taken.left]
    path = tuple(step for step, _at in visits)
    stuck = lived.has_ended and not machine.step(case.step).is_end
    return Relived(
        key=lived.key,
        path=path,
        same_path=path == tuple(step for step, _at in lived.steps),
        stuck_at=case.step if stuck else "",
        missed=tuple(missed),
        told=case.told(),
        times=tuple(times_of(visits, lived.until)),
    )


def times_of(
    visits: Iterable[tuple[str, datetime]], until: datetime
) -> list[tuple[str, timedelta]]:
    """Return how long each visit lasted, the last one until the end."""
    known = list(visits)
    ends = [at for _step, at in known[1:]] + [until]
    return [
        (step, max(end - at, timedelta(0))) for (step, at), end in zip(known, ends, strict=True)
    ]


def _repeat(player: Player, stimulus: Stimulus, lived: Lived) -> str:
    """Repeat one thing that happened; return its name where it was not possible."""
    player.pass_time(max(stimulus.at, player.now))
    try:
        match stimulus:
            case Pressed(_, transition, functions, outcome, demanded):
                values = lived.filled
                player.press(
                    transition, functions, values=values, outcome=outcome, demanded=demanded
                )
            case Wrote():
                player.write()
            case Sent(_, items, _, heard, how):
                player.send_items(items, heard=heard, how=how)
            case Answered(_, event, outcome):
                _answer(player, event, outcome)
            case Gave(_, function):
                player.contribute(function)
    except Refused:
        # An answer that is validated otherwise is no gesture that anybody misses.
        return stimulus.transition if isinstance(stimulus, Pressed) else ""
    return ""


def _answer(player: Player, event: AnswerEvent, outcome: str) -> None:
    """Repeat what became of an answer; one that was sent at once is validated first if it must."""
    here = player.case.step
    if event is AnswerEvent.SENT and player.machine.listens(here, AnswerEvent.SUBMITTED):
        player.answer(AnswerEvent.SUBMITTED)
        player.answer(AnswerEvent.APPROVED)
    player.answer(event, outcome)


def _function_of(machine: Machine, pressed: Pressed) -> tuple[str, ...]:
    """Return who presses this button in the version that is tried."""
    ways = (
        way
        for way in machine.definition.transitions
        if way.code == pressed.transition and way.trigger is Trigger.BUTTON
    )
    way = next(ways, None)
    return way.functions[:1] if way is not None else ()


def _sum(
    times: dict[str, timedelta], visits: Counter[str], more: Iterable[tuple[str, timedelta]]
) -> None:
    for step, lasted in more:
        times[step] = times.get(step, timedelta(0)) + lasted
        visits[step] += 1
