# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What one may do with an answer to validate: its forms, each where its guard allows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from grc.accounts.models import Membership, User
from grc.answers.circuits.progress import StageState
from grc.answers.enums import AnswerState, Decision, StageKind
from grc.answers.guards import refusal_to_change, refusal_to_consult
from grc.answers.models import Answer
from grc.answers.rounds.course import Course
from grc.answers.rounds.line import stage_label
from grc.core.refusals import NotAllowed
from grc.desk.validation_forms import (
    AmendForm,
    ConsultForm,
    HandOverForm,
    OpinionForm,
    StageForm,
    SuggestForm,
)

if TYPE_CHECKING:
    from django import forms
    from django.db.models import QuerySet

    from grc.answers.models import Turn, Visa

Forms = dict[str, "forms.Form"]


@dataclass(frozen=True)
class Possible:
    """What a person may do with an open round."""

    turn: Turn | None
    refusal: str
    amends: bool = False
    consults: bool = False
    changes: bool = False

    @property
    def decides(self) -> bool:
        return self.turn is not None and self.turn.kind != StageKind.OPINION

    @property
    def opines(self) -> bool:
        return self.turn is not None and self.turn.kind == StageKind.OPINION

    @property
    def signs(self) -> bool:
        return self.turn is not None and self.turn.kind == StageKind.SIGNATURE


def possible(user: User, course: Course) -> Possible:
    """Return what this person may do, as each command's own guard says."""
    consults = not refusal_to_consult(user, course)
    changes = not refusal_to_change(user, course)
    try:
        turn, _standing = course.turn_for(user)
    except NotAllowed as refusal:
        return Possible(None, str(refusal), consults=consults, changes=changes)
    stage = course.definition.stage(turn.stage)
    amends = stage.amendable and turn.kind != StageKind.OPINION
    return Possible(turn, "", amends=amends, consults=consults, changes=changes)


def forms_for(course: Course, may: Possible, bound: Forms | None = None) -> Forms:
    """Return the forms of what may be done; ``bound`` are those that were just sent."""
    found: Forms = {}
    if may.opines:
        found["opinion"] = OpinionForm()
    if may.turn is not None:
        found["hand_over"] = HandOverForm(people=colleagues(course))
        found["suggest"] = SuggestForm()
    if may.amends:
        found["amend"] = AmendForm(initial={"body": course.round.body})
    if may.consults:
        reason = _("For your opinion.")
        found["consult"] = ConsultForm(people=colleagues(course), initial={"reason": reason})
    if may.changes and (stages := stages_ahead(course)):
        found["stage"] = StageForm(stages=stages)
    return found | (bound or {})


def colleagues(course: Course) -> QuerySet[User]:
    """Return who may be asked: everybody of the town who did not write in the text."""
    members = Membership.objects.filter(user__is_active=True).exclude(
        user__in=[*course.round.writers, course.answer.author_id]
    )
    return User.objects.filter(pk__in=members.values("user"))


def stages_ahead(course: Course) -> list[tuple[str, str]]:
    """Return the stages that can still be changed, as choices."""
    ahead = (StageState.NOW, StageState.NEXT)
    return [
        (stage.code, stage_label(stage))
        for stage, state in course.progress.states
        if state in ahead
    ]


def undoable_by(user: User) -> list[Answer]:
    """Return the answers that have not left yet and whose last visa this person gave."""
    leaving = Answer.objects.filter(
        state=AnswerState.APPROVED,
        undo_until__gt=timezone.now(),
        rounds__visas__by=user,
        rounds__visas__decision=Decision.APPROVED,
    )
    found = leaving.select_related("service_request").distinct().order_by("-undo_until")[:3]
    return [answer for answer in found if _gave_the_last(user, answer)]


def _gave_the_last(user: User, answer: Answer) -> bool:
    round_ = answer.leaving_round
    if round_ is None:
        return False
    given = [v for v in Course(answer, round_).counting if v.decision == Decision.APPROVED]
    return bool(given) and given[-1].by_id == user.pk


def visas_now(course: Course) -> list[Visa]:
    """Return what was decided on this version so far, with the people who did."""
    return list(course.round.visas.select_related("by", "for_person", "handed_to"))


def context_of(user: User, course: Course, bound: Forms | None = None) -> dict[str, Any]:
    """Return what the page of a round needs to let this person act."""
    may = possible(user, course)
    return {
        "may": may,
        "cannot_decide": may.refusal,
        "forms": forms_for(course, may, bound),
        "given": visas_now(course),
        "annotations": list(course.round.annotations.select_related("by")),
    }
