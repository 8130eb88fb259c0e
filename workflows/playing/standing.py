# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Where a story stands, and how it may go on: what a sandbox shows after each click.

A story is a scenario that grows by one move at a time. It is played from its beginning each time,
so that nothing has to be kept but the story itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from workflows.definition import Step, Transition, Trigger
from workflows.findings import Finding, gettext_noop
from workflows.machine import Machine, wording
from workflows.outcomes import AnswerEvent
from workflows.playing.asking import COUNTED
from workflows.playing.case import Asked, Case
from workflows.playing.player import Player, Taken
from workflows.playing.telling import begun, make_move
from workflows.playing.world import World
from workflows.scenario import (
    Answering,
    Contributed,
    Expect,
    Move,
    Press,
    Scenario,
    SendItems,
    Wait,
    Write,
)


@dataclass(frozen=True)
class Turn:
    """One move of a story: when it was made, what was taken by it, what stood against it.

    ``said`` is how many words had been written before it.
    """

    move: Move
    at: datetime
    taken: tuple[Taken, ...] = ()
    said: int = 0
    finding: Finding | None = None

    @property
    def is_claim(self) -> bool:
        """Whether it only says what must be so: where that is wrong, life goes on."""
        return is_claim(self.move)


@dataclass(frozen=True)
class Possible:
    """A move that could come next; ``refusal`` says why it cannot, ``way`` what it sets off."""

    move: Move
    way: Transition | None = None
    refusal: Finding | None = None

    @property
    def asks(self) -> bool:
        """Whether something has to be said with it: answers to questions, or how it ends."""
        way = self.way if isinstance(self.move, Press) else None
        return way is not None and (way.form is not None or len(way.outcomes) > 1)


@dataclass(frozen=True)
class Standing:
    """Where a story stands. ``left`` are the moves after one that could not be made."""

    case: Case
    step: Step
    now: datetime
    turns: tuple[Turn, ...]
    left: tuple[Move, ...]
    possible: tuple[Possible, ...]
    timers: tuple[tuple[Transition, datetime], ...]
    next_timer_at: datetime | None

    @property
    def made(self) -> tuple[Move, ...]:
        """The moves that could be made: the story as it goes on."""
        return tuple(turn.move for turn in self.turns if turn.is_claim or turn.finding is None)

    @property
    def stopped(self) -> Turn | None:
        """The move that could not be made, if there is one: nothing after it was played."""
        last = self.turns[-1] if self.turns else None
        return last if last and last.finding and not last.is_claim else None


def is_claim(move: Move) -> bool:
    """Tell whether a move only says what must be so."""
    return isinstance(move, Expect) or (isinstance(move, Press) and move.refused)


def stand(machine: Machine, scenario: Scenario, world: World) -> Standing:
    """Play a story to its end, or to the first move that cannot be made; say what may come next.

    What was expected and is not so is told, and does not stop it. Never raises for a scenario that
    parsing accepts and a workflow that ``can_be_played``.
    """
    player = Player(machine, begun(machine, scenario.given, world.zone), world)
    turns: list[Turn] = []
    for move in scenario.play:
        at, taken, said = player.now, len(player.taken), len(player.case.said)
        finding = make_move(player, move)
        turns.append(Turn(move, at, tuple(player.taken[taken:]), said, finding))
        if finding is not None and not is_claim(move):
            break
    return Standing(
        case=player.case,
        step=machine.step(player.case.step),
        now=player.now,
        turns=tuple(turns),
        left=scenario.play[len(turns) :],
        possible=tuple(_possible(player)),
        timers=tuple(sorted(player.moments(), key=lambda timer: timer[1])),
        next_timer_at=player.timer_at,
    )


def _possible(player: Player) -> Iterator[Possible]:
    yield Possible(Write(), _after_word(player))
    if player.case.items_open:
        yield from _sending(player)
    yield from _buttons(player)
    yield from _answering(player)
    for function in player.case.contributions:
        yield Possible(Contributed((function,)))
    no_timer = Finding("no_timer", gettext_noop("No timer runs here."))
    yield Possible(Wait(None), refusal=None if player.timer_at is not None else no_timer)


def _sending(player: Player) -> Iterator[Possible]:
    """Yield what the requester may send: all that is waited for, or one thing of several."""
    waited_for = [one for one in player.case.items if one.is_open]
    yield Possible(SendItems(), _after_word(player, waited_for))
    if len(waited_for) > 1:
        for one in waited_for:
            yield Possible(SendItems((one.code,)), _after_word(player, [one]))


def _after_word(player: Player, sent: Sequence[Asked] = ()) -> Transition | None:
    facts, case = player.facts(), player.case
    if sent:
        needed = sum(one.indispensable for one in sent)
        left = (case.items_open - len(sent), case.items_indispensable_open - needed)
        counts = dict(zip(COUNTED, left, strict=True))
        known = {name: counts.get(name, said) for name, said in facts.known.items()}
        facts = replace(facts, known=known)
    return player.after_word(facts)


def _buttons(player: Player) -> Iterator[Possible]:
    """Yield each button under each function that it belongs to, as the desk shows it."""
    machine, here, facts = player.machine, player.case.step, player.facts()
    for function in dict.fromkeys(one.code for one in machine.definition.functions):
        for found in machine.available(here, {function}, facts):
            if function in found.transition.functions:
                move = Press(found.transition.code, (function,))
                yield Possible(move, found.transition, found.refusal)
    for found in machine.available(here, (), facts):
        if not found.transition.functions:
            yield Possible(Press(found.transition.code, ()), found.transition, found.refusal)


def _answering(player: Player) -> Iterator[Possible]:
    """Yield what may happen to an answer, where this workflow listens to it anywhere.

    A house sends nothing that it must validate first, and begins no answer that nothing follows.
    """
    machine, here = player.machine, player.case.step
    ways = machine.definition.transitions
    heard = {way.on for way in ways if way.trigger is Trigger.ANSWER}
    for event in AnswerEvent:
        if event in heard:
            way = machine.by_answer(here, event, player.facts())
            yield Possible(Answering(event), way, _refusal_of(player, event, way))


def _refusal_of(player: Player, event: AnswerEvent, way: Transition | None) -> Finding | None:
    machine, case = player.machine, player.case
    if event is AnswerEvent.APPROVED and not case.answer_pending:
        event = AnswerEvent.RETURNED
    if refusal := player.refusal_of(event):
        return refusal
    if event is AnswerEvent.SUBMITTED and case.answer_leaving:
        message = gettext_noop("An answer is approved and on its way out: it is sent next.")
        return Finding("answer_leaving", message)
    validates = machine.listens(case.step, AnswerEvent.SUBMITTED)
    if event is AnswerEvent.SENT and validates and not case.answer_leaving:
        message = gettext_noop("No answer can be sent here: validate it first.")
        return Finding("no_answer", message)
    if event in (AnswerEvent.SUBMITTED, AnswerEvent.SENT) and way is None:
        message = gettext_noop("Nothing follows it at “%(step)s”: move the request on first.")
        here = machine.step(case.step)
        return Finding("nothing_follows", message, {"step": wording(here.label, here.code)})
    return None
