# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What time does to a circuit: a reminder, then somebody above, or on without an opinion.

Silence never approves. Each of these may run twice, or late, and must not matter.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from grc.answers.circuits.definition import ACCORD, Then
from grc.answers.enums import AnswerState, RoundState, Timer, TurnEnd
from grc.answers.models import Answer, Turn
from grc.answers.rounds.course import Course
from grc.answers.rounds.roster import Roster
from grc.answers.telling.reminding import Reminder, tell
from grc.core.refusals import NotNow

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

#: Turns that one sweep of a town looks at; the next sweep takes the others.
AT_ONCE = 200


def time_out(turn_id: int) -> None:
    """Do what the passed time of one turn asks for. Nothing where it was decided meanwhile."""
    with transaction.atomic():
        course, turn = _course_of(turn_id)
        if turn is None or turn.timer_at is None or turn.timer_at > course.at:
            return
        if turn.timer == Timer.LAPSE:
            _lapse(course, turn)
        elif turn.timer == Timer.ESCALATE:
            _escalate(course, turn)
        else:
            _remind(course, turn)


def rescue(turn_id: int) -> None:
    """Pass a turn that nobody can decide any more to somebody above: nobody's leaving blocks."""
    with transaction.atomic():
        course, turn = _course_of(turn_id)
        if turn is None or turn.escalated_at is not None:
            return
        if not course.roster.able(turn, course.round.writers):
            _escalate(course, turn)


def stranded(turns: QuerySet[Turn], *, on: date | None = None) -> list[int]:
    """Return the ids of the turns that nobody can decide today: those asked left, or wrote.

    Read by parts: thousands of turns ask the same few roles.
    """
    roster = Roster(on or timezone.now().date())
    asked = turns.select_related("round").only(
        *("person", "team", "role", "kind", "service", "answer_kind", "delegable"),
        "round__writers",
    )
    found = (
        turn.pk
        for turn in asked.iterator(chunk_size=500)
        if not roster.able(turn, turn.round.writers)
    )
    return list(islice(found, AT_ONCE))


def _course_of(turn_id: int) -> tuple[Course, Turn | None]:
    """Lock the answer of a turn; the turn is None when it is over."""
    turn = Turn.objects.select_related("round__answer__service_request").get(pk=turn_id)
    answer: Answer = turn.round.answer.lock()
    round_ = answer.rounds.get(pk=turn.round_id)
    course = Course(answer, round_, at=timezone.now())
    waits = answer.state == AnswerState.SUBMITTED and round_.state == RoundState.OPEN
    return course, next((t for t in course.open_turns if t.pk == turn_id and waits), None)


def _remind(course: Course, turn: Turn) -> None:
    stage = course.definition.stage(turn.stage)
    turn.reminded_at, turn.timer, turn.timer_at = course.at, "", None
    if stage.then is Then.ESCALATE:
        turn.timer = Timer.ESCALATE
        turn.timer_at = course.after(stage.grace or stage.hours or 1)
    turn.save(update_fields=["reminded_at", "timer", "timer_at"])
    course.answer.record("reminded", by=None, round=course.round.number, stage=turn.stage)
    for person in sorted(course.roster.able(turn, course.round.writers)):
        Reminder(turn, person).defer(
            municipality=course.answer.service_request.municipality, subject=course.answer
        )


def _escalate(course: Course, turn: Turn) -> None:
    """Ask somebody above as well: the first of them all to decide does."""
    turn.escalated_at, turn.timer, turn.timer_at = course.at, "", None
    turn.save(update_fields=["escalated_at", "timer", "timer_at"])
    stage = course.definition.stage(turn.stage)
    asked = course.roster.able(turn, course.round.writers)
    try:
        seat = course.asking.above(turn.team_id, stage, beyond=asked)
    except NotNow:
        course.answer.record("nobody_above", by=None, round=course.round.number, stage=turn.stage)
        return
    for ask in seat:
        passed = course.ask(ask, stage, seat=turn.seat, passed_from=turn, timed=False)
        tell(course, passed)
    course.answer.record("escalated", by=None, round=course.round.number, stage=turn.stage)


def _lapse(course: Course, turn: Turn) -> None:
    """Go on without an opinion that did not come in its time."""
    if turn.kind != "opinion" or turn.stage == ACCORD:
        raise ValueError("Silence never approves.")
    course.close(turn, TurnEnd.LAPSED)
    for other in course.open_turns:
        if other.stage == turn.stage:
            course.close(other, TurnEnd.LAPSED)
    course.answer.record("opinion_lapsed", by=None, round=course.round.number, stage=turn.stage)
    course.answer.go_on(course.round, by=None)
