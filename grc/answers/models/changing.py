# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext as _

from grc.answers.circuits import changes
from grc.answers.circuits.changes import ChangeRefused, Fault
from grc.answers.circuits.definition import Stage, StageKind, Then, Who, Whose
from grc.answers.enums import ChangeKind, TurnEnd
from grc.answers.guards import refusal_to_change, refusal_to_consult
from grc.core.canonical import content_hash
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.core.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable

    from grc.accounts.models import User
    from grc.answers.circuits.definition import Definition
    from grc.answers.models.answer import Answer
    from grc.answers.rounds.course import Course

#: Working hours that somebody who is asked for an opinion on one case has, unless said otherwise.
OPINION_HOURS: Final = 8


class ChangingMixin:
    """The circuit of one case, changed by somebody who may, with a reason that stays."""

    @transaction.atomic
    def consult(
        self,
        person: User,
        *,
        round_number: int,
        reason: str,
        by: User,
        hours: int = OPINION_HOURS,
    ) -> Answer:
        """Ask one more person for an opinion before whoever is asked now decides.

        It goes on without the opinion once the time has passed.
        """
        course = _course(self, round_number)
        if refusal := refusal_to_consult(by, course):
            raise NotAllowed(refusal)
        _check_person(course, person)
        stage = Stage(
            code=changes.free_code(course.definition, f"opinion-{person.pk}"),
            kind=StageKind.OPINION,
            who=(Who(whose=Whose.PERSON, person=person.pk),),
            hours=hours,
            then=Then.GO_ON,
        )
        current = course.progress.current
        before = current.code if current else None
        changed = _tried(
            lambda: changes.add(course.definition, course.progress, stage, before=before)
        )
        return _apply(course, changed, ChangeKind.ADDED, stage.code, reason, by)

    @transaction.atomic
    def skip_stage(self, code: str, *, round_number: int, reason: str, by: User) -> Answer:
        """Leave one stage out on this case. The last one that approves stays."""
        course = _course(self, round_number)
        _may_change(by, course)
        words = _reason(reason)
        changed = _tried(
            lambda: changes.skip(course.definition, course.progress, code, reason=words)
        )
        return _apply(course, changed, ChangeKind.SKIPPED, code, reason, by)

    @transaction.atomic
    def move_stage(
        self, code: str, *, before: str | None, round_number: int, reason: str, by: User
    ) -> Answer:
        """Ask one stage earlier or later on this case."""
        course = _course(self, round_number)
        _may_change(by, course)
        changed = _tried(
            lambda: changes.move(course.definition, course.progress, code, before=before)
        )
        return _apply(course, changed, ChangeKind.MOVED, code, reason, by)


def _course(mixin: ChangingMixin, number: int) -> Course:
    from grc.answers.models.deciding import open_course

    return open_course(mixin, number)


def _may_change(user: User, course: Course) -> None:
    if refusal := refusal_to_change(user, course):
        raise NotAllowed(refusal)


def _check_person(course: Course, person: User) -> None:
    if person.pk not in course.roster.active:
        raise NotValid(_("Choose somebody who works in this town."))
    if person.pk == course.answer.author_id:
        raise NotValid(_("Choose somebody else than the author."))
    if any(turn.person_id == person.pk for turn in course.open_turns):
        raise NotValid(_("%(person)s is already asked.") % {"person": person})


def _reason(reason: str) -> str:
    reason = clean(reason)
    if not reason:
        raise NotValid(_("Say why you change this circuit."))
    return reason


def _tried(change: Callable[[], Definition]) -> Definition:
    """Return the changed circuit; a change that cannot be made is refused in words."""
    try:
        return change()
    except ChangeRefused as refused:
        sentences = {
            Fault.UNKNOWN: _("This stage is not in the circuit any more. Reload the page."),
            Fault.DONE: _("This stage is done: what was decided stays."),
            Fault.LAST_VALIDATION: _("At least one person must approve: this stage stays."),
            Fault.TOO_LONG: _("This circuit is long enough: no stage can be added."),
            Fault.ORDER: _("Nothing is asked after a signature: the signature stays last."),
        }
        raise NotNow(sentences[refused.fault]) from refused


def _apply(
    course: Course, changed: Definition, kind: ChangeKind, stage: str, reason: str, by: User
) -> Answer:
    """Keep the changed circuit; whoever comes later now is put off."""
    course.change(changed, kind, stage, reason=_reason(reason), by=by)
    current = course.progress.current
    for turn in course.open_turns:
        if current is None or turn.stage != current.code:
            course.close(turn, TurnEnd.SUSPENDED)
    answer = course.answer
    told = {"kind": str(kind), "stage": stage, "circuit": content_hash(changed.to_data())}
    answer.record("circuit_changed", by=by, round=course.round.number, **told)
    answer.go_on(course.round, by=by)
    return answer
