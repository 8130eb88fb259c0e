# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A machine at work on a case: gestures, words, answers, time. What real requests do, they do."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from workflows.definition import StepKind, Transition, Word
from workflows.effects import (
    Ask,
    Assign,
    BeginAnswer,
    Contribute,
    Effect,
    Join,
    Notify,
    PassOn,
    SetDue,
    SetPriority,
    Tell,
    Whom,
)
from workflows.fields import FieldKind, ValueRefused, clean_value
from workflows.findings import Finding, gettext_noop
from workflows.machine import Facts, Machine, NotAvailable
from workflows.outcomes import AnswerEvent
from workflows.playing.asking import ask, hear, receive, stop_asking
from workflows.playing.case import Came, Case, Demanded, Said
from workflows.playing.effort import Effort
from workflows.playing.world import World
from workflows.rules import each_test, holds
from workflows.timers import Unit, has_come, with_come

# A Monday morning: working days follow.
BEGINS = datetime(2027, 3, 1, 9, tzinfo=UTC)
_ASKED_AGAIN = timedelta(days=1)
# Of one play, those included that wait for their condition: nobody's story has as many.
_MOST_TIMERS = 2_000


@dataclass(frozen=True)
class Taken:
    """A transition that was taken: from where, to where, when."""

    transition: str
    left: str
    to: str
    at: datetime


class Refused(Exception):
    """A gesture that cannot be made now; ``finding`` says why."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(finding.sentence)


class Player:
    """Plays one case through a machine. ``asked`` are the conditions met: code, whether it held.

    Once its ``effort`` is spent no timer comes any more, and no move can be made.
    """

    def __init__(
        self, machine: Machine, case: Case, world: World, effort: Effort | None = None
    ) -> None:
        self.machine, self.case, self.world = machine, case, world
        self.effort = effort or Effort()
        self.now = case.submitted_at
        self._moments: dict[tuple[str, str], datetime | None] = {}
        self._tests: dict[str, int] = {}
        self.taken: list[Taken] = []
        self.asked: set[tuple[str, bool]] = set()
        self.timer_at: datetime | None = None
        self._demanded: Demanded | None = None
        self._timers_left = _MOST_TIMERS
        self._set_timer()

    def facts(self) -> Facts:
        """Return what guards may look at, now."""
        case = self.case
        self.effort.look(self._tests_at(case.step))
        known = self.world.facts(case, self.machine.facts_wanted, self.now)
        for way in self.machine.definition.transitions:
            if way.when is not None and case.step in way.sources:
                self.asked.add((way.code, holds(way.when, known)))
        return Facts(answer_pending=case.answer_pending, known=known, trail=case.trail)

    def press(
        self,
        code: str,
        functions: Collection[str],
        *,
        values: Mapping[str, Any] | None = None,
        outcome: str = "",
        demanded: Demanded | None = None,
    ) -> None:
        """Press a button; raises ``Refused``. ``demanded`` instead of all that it would ask for."""
        try:
            way = self.machine.check(self.case.step, code, functions, self.facts())
        except NotAvailable as refusal:
            raise Refused(refusal.finding) from refusal
        outcome = _outcome_of(way, outcome)
        self._fill(way, values or {})
        begins = self.machine.step(self.case.step).kind is StepKind.NEW and _is_wordless(way)
        self._demanded = demanded
        self._take(way, outcome, by=next(iter(functions), ""))
        self._demanded = None
        if begins and self.machine.step(self.case.step).kind is StepKind.IN_PROGRESS:
            # At the desk, taking a new request and beginning its work are one gesture, where
            # nothing else is asked.
            self.case.assignee_id = self.case.assignee_id or next(iter(functions), "")

    def write(self) -> None:
        """Let the citizen write; what follows their word follows."""
        self._hear()

    def send_items(
        self, codes: Collection[str] | None = None, *, heard: bool = True, how: Came = Came.SENT
    ) -> None:
        """Let the citizen send what they were asked for, or those of it; raises ``Refused``.

        ``heard``: what may follow their word may follow.
        """
        if not receive(self.case, codes, self.world, self.now) and codes is None:
            message = gettext_noop("Nothing is asked of the requester here.")
            raise Refused(Finding("no_items", message))
        if heard:
            self._hear(how)
        self._set_timer()

    def _hear(self, how: Came = Came.SENT) -> None:
        hear(self.case, how, self.now)
        had_ended = self.machine.step(self.case.step).is_end
        way = self.after_word(self.facts())
        if way is None:
            self._set_timer()
            return
        self._take(way, way.outcomes[0] if way.outcomes else "")
        if had_ended and not self.machine.step(self.case.step).is_end:
            # Somebody else of the team gets what was contested.
            functions = (one.code for one in self.machine.definition.functions)
            self.case.assignee_id = self.case.assignee_id or next(functions, None)

    def after_word(self, facts: Facts) -> Transition | None:
        """Return what follows a word of the citizen now: after an end only for a while."""
        case, machine = self.case, self.machine
        if machine.step(case.step).is_end and not case.is_contestable(self.now):
            return None
        return None if facts.answer_pending else machine.by_citizen(case.step, facts)

    def contribute(self, function: str) -> None:
        """Let a team give its contribution; raises ``Refused`` where none is asked of it."""
        case = self.case
        join = case.contributions.pop(function, None)
        if join is None:
            message = gettext_noop("No contribution of “%(function)s” is open here.")
            raise Refused(Finding("no_contribution", message, {"function": function}))
        if join is Join.ANY:
            case.contributions = {
                code: how for code, how in case.contributions.items() if how is Join.ALL
            }
        elif Join.ALL in case.contributions.values():
            return
        way = self.machine.by_joined(case.step, self.facts())
        if way is not None:
            self._take(way, way.outcomes[0] if way.outcomes else "", by=function)

    def answer(self, event: AnswerEvent, outcome: str = "") -> None:
        """Let something happen to the answer; raises ``Refused`` where it cannot."""
        case = self.case
        if refusal := self.refusal_of(event):
            raise Refused(refusal)
        way = self.machine.by_answer(case.step, event, self.facts())
        case.answer_pending = event is AnswerEvent.SUBMITTED and way is not None
        case.answer_leaving = event is AnswerEvent.APPROVED
        case.answer_drafting = event in (AnswerEvent.RETURNED, AnswerEvent.RECALLED)
        if way is not None:
            self._take(way, outcome or "done", by="")

    def pass_time(self, until: datetime) -> None:
        """Let timers come, each at its moment, until that moment."""
        while self.timer_at is not None and self.timer_at <= until and self._timers_left:
            self._timers_left -= 1
            self.now = max(self.now, self.timer_at)
            self._fire()
        self.now = until

    def wait(self, amount: int, unit: Unit) -> None:
        """Let so much time pass."""
        until = self.world.later(self.now, amount, unit)
        self.effort.count(self.now, until, unit)
        self.pass_time(until)

    def refusal_of(self, event: AnswerEvent) -> Finding | None:
        """Return why this cannot happen to the answer now; None where it can."""
        pending, ended = self.case.answer_pending, self.machine.step(self.case.step).is_end
        is_there = {
            AnswerEvent.RETURNED: pending,
            AnswerEvent.RECALLED: pending or self.case.answer_leaving,
        }
        if event is AnswerEvent.SUBMITTED and (pending or ended):
            message = gettext_noop("No answer can be submitted here.")
        elif event is AnswerEvent.SENT and (pending or ended):
            message = gettext_noop("No answer can be sent here: validate it first.")
        elif not is_there.get(event, True):
            message = gettext_noop("No answer is being validated here.")
        else:
            return None
        return Finding("no_answer", message)

    def _fill(self, way: Transition, values: Mapping[str, Any]) -> None:
        for question in way.form.fields if way.form else ():
            if question.kind is FieldKind.FILE:
                continue
            try:
                value = clean_value(question, typed(values.get(question.code)))
            except ValueRefused as refusal:
                raise Refused(refusal.finding) from refusal
            self.case.filled[question.code] = value

    def _take(self, way: Transition, outcome: str = "", *, by: str = "") -> None:
        case, machine = self.case, self.machine
        left, trail = case.step, case.trail
        to = machine.target(way, left, trail)
        if to != left:
            case.contributions = {}
        ends = machine.step(to).is_end
        for effect in way.effects:
            if not (ends and isinstance(effect, Ask | BeginAnswer)):
                self._carry_out(effect, by)
        if ends:
            case.contributions = {}
            stop_asking(case, self.world, self.now)
        if not way.stays:
            case.trail = machine.trail_after(way, left, trail)
            case.step, case.step_since = to, self.now
            case.outcome = outcome if ends else ""
        self.taken.append(Taken(way.code, left, to, self.now))
        self._set_timer()

    def _carry_out(self, effect: Effect, by: str) -> None:
        case = self.case
        match effect:
            case Assign(Whom.ACTOR):
                case.assignee_id = by or case.assignee_id
            case Assign(Whom.NOBODY):
                case.assignee_id = None
            case Assign(Whom.LEAST_BUSY, function):
                case.assignee_id = function
            case PassOn(function):
                case.team, case.assignee_id = function, None
            case SetPriority(priority):
                case.priority = self.world.priority(priority)
            case SetDue(None):
                case.due_on = None
            case SetDue(int(days), working):
                case.due_on = self.world.due(self.now, days, working=working)
                unit = Unit.WORKING_DAYS if working else Unit.DAYS
                self.effort.count(self.now.date(), case.due_on, unit)
            case Tell(text):
                case.said.append(Said("requester", text, self.now))
            case Notify(functions, text):
                case.said.extend(Said(function, text, self.now) for function in functions)
            case BeginAnswer():
                is_free = not (case.answer_pending or case.answer_leaving)
                case.answer_drafting |= is_free and bool(by or case.assignee_id)
            case Contribute(functions, text, join):
                for function in functions:
                    case.contributions.setdefault(function, join)
            case Ask():
                ask(case, effect, self.world, self.now, self._demanded)

    def _set_timer(self) -> None:
        self.timer_at = min((at for _way, at in self.moments()), default=None)

    def _fire(self) -> None:
        moments = self.moments()
        due = {way.code for way, at in moments if at <= self.now}
        way = self.machine.by_timer(self.case.step, due, self.facts()) if due else None
        if way is None:
            later = [at for _way, at in moments if at > self.now]
            self.timer_at = min([*later, *([self.now + _ASKED_AGAIN] if due else [])], default=None)
            return
        if way.after is not None:
            come, counted = self.case.timers_fired, self._counted_from(way)
            self.case.timers_fired = with_come(come, way.code, way.after, counted)
        self._take(way, way.outcomes[0] if way.outcomes else "")

    def moments(self) -> list[tuple[Transition, datetime]]:
        """Return the timers that run now, each with when it comes."""
        found = []
        for way in self.machine.timers(self.case.step):
            counted = self._counted_from(way)
            if self.effort.is_spent:
                return []
            if not has_come(self.case.timers_fired, way.code, counted):
                moment = self._moment(way, counted)
                found += [(way, moment)] if moment is not None else []
        return found

    def _tests_at(self, step: str) -> int:
        """Return how many tests the conditions of a step hold, each for each of its values."""
        if step not in self._tests:
            ways = [way for way in self.machine.definition.transitions if step in way.sources]
            values = (one.value for way in ways if way.when for one in each_test(way.when))
            self._tests[step] = sum(len(v) or 1 if isinstance(v, tuple) else 1 for v in values)
        return self._tests[step]

    def _moment(self, way: Transition, counted: str) -> datetime | None:
        """Return when a timer comes: worked out once for the moment that it counts from."""
        key = way.code, counted
        if way.after is not None and key not in self._moments:
            options = self.machine.definition.options
            self._moments[key] = moment = self.world.moment(self.case, way.after, options)
            since = self.world.anchor(self.case, way.after.since)
            self.effort.count(since, moment, way.after.unit)
        return self._moments.get(key)

    def _counted_from(self, way: Transition) -> str:
        anchor = self.world.anchor(self.case, way.after.since) if way.after else None
        return anchor.isoformat() if anchor is not None else ""


def _is_wordless(way: Transition) -> bool:
    return not (way.form or way.asked_items) and {way.message, way.reason} == {Word.NONE}


def _outcome_of(way: Transition, outcome: str) -> str:
    if not way.outcomes:
        return ""
    if len(way.outcomes) == 1 and not outcome:
        return way.outcomes[0]
    if outcome in way.outcomes:
        return outcome
    message = gettext_noop("Say how the request ends: %(values)s.")
    raise Refused(Finding("no_outcome", message, {"values": ", ".join(way.outcomes)}))


def typed(value: Any) -> Any:
    """Return a value of a scenario as forms hold it."""
    return list(value) if isinstance(value, tuple) else value
