# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Visas of the demo: whoever a circuit asks decides, whatever the circuit is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from grc.accounts.models import User
from grc.answers.enums import AnswerState, Decision, StageKind
from grc.answers.rounds.course import Course

if TYPE_CHECKING:
    from grc.answers.models import Answer, Turn

#: More visas than any circuit of the demo asks for.
MOST_VISAS: Final = 20


def asked_now(answer: Answer) -> tuple[Turn, User] | None:
    """Return the turn that waits first, and who decides on it: one of its own before others."""
    fresh = answer.lock()
    round_ = fresh.open_round
    if fresh.state != AnswerState.SUBMITTED or round_ is None:
        return None
    course = Course(fresh, round_)
    turn = course.open_turns[0]
    able = sorted(course.roster.able(turn, round_.writers))
    holders = [person for person in able if course.roster.holds(person, turn)]
    return turn, User.objects.get(pk=(holders or able)[0])


def decide_next(answer: Answer, *, by: User | None = None) -> bool:
    """Give the visa or the opinion that is asked now. Return whether one was asked."""
    asked = asked_now(answer)
    if asked is None:
        return False
    turn, person = asked
    number = turn.round.number
    if turn.kind == StageKind.OPINION:
        answer.give_opinion(Decision.FAVOURABLE, round_number=number, by=by or person)
    else:
        answer.approve(round_number=number, by=by or person)
    return True


def approve_all(answer: Answer) -> None:
    """Give every visa that the circuit asks for."""
    for _visa in range(MOST_VISAS):
        if not decide_next(answer):
            return


def return_once(answer: Answer, reason: str) -> None:
    """Return the answer to its author; opinions that are asked before are given."""
    for _visa in range(MOST_VISAS):
        asked = asked_now(answer)
        if asked is None:
            return
        turn, person = asked
        if turn.kind != StageKind.OPINION:
            answer.return_to_author(round_number=turn.round.number, reason=reason, by=person)
            return
        decide_next(answer)
