# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grc.answers.enums import (
    OPINIONS,
    AnswerState,
    Decision,
    RoundState,
    StageKind,
)
from grc.core.refusals import NotNow, NotValid
from grc.core.text import clean
from workflows.definition import AnswerEvent

if TYPE_CHECKING:
    from grc.accounts.models import User
    from grc.answers.models.answer import Answer
    from grc.answers.models.round import Round
    from grc.answers.rounds.course import Course


class DecidingMixin:
    """Visas: each is one person's decision on exactly the round that they read."""

    @transaction.atomic
    def approve(self, *, round_number: int, by: User, remark: str = "") -> Answer:
        """Give a visa, with or without a remark. The last one lets the answer leave."""
        course = open_course(self, round_number)
        turn, standing = course.turn_for(by)
        if turn.kind == StageKind.OPINION:
            raise NotValid(_("Your opinion is asked: say whether it is favourable, and why."))
        if turn.kind == StageKind.SIGNATURE:
            _check_signature(course)
        course.decide(turn, standing, Decision.APPROVED, clean(remark))
        course.answer.record("approved", by=by, round=round_number, stage=turn.stage)
        course.answer.go_on(course.round, by=by)
        return course.answer

    @transaction.atomic
    def give_opinion(
        self, opinion: str, *, round_number: int, by: User, remark: str = ""
    ) -> Answer:
        """Say what one thinks of the answer. It goes on whatever the opinion."""
        if opinion not in OPINIONS:
            raise NotValid(_("Say whether your opinion is favourable, reserved or unfavourable."))
        remark = clean(remark)
        if opinion != Decision.FAVOURABLE and not remark:
            raise NotValid(_("Say why: the others decide with your reasons before them."))
        course = open_course(self, round_number)
        turn, standing = course.turn_for(by)
        if turn.kind != StageKind.OPINION:
            raise NotValid(_("Your decision is asked, not an opinion: approve it or return it."))
        course.decide(turn, standing, Decision(opinion), remark)
        course.answer.record("opinion_given", by=by, round=round_number, stage=turn.stage)
        course.answer.go_on(course.round, by=by)
        return course.answer

    @transaction.atomic
    def return_to_author(self, *, round_number: int, reason: str, by: User) -> Answer:
        """Return the round with a reason. Nothing is erased: the next round comes after it."""
        reason = clean(reason)
        if not reason:
            raise NotValid(_("Say why you return this answer: the author needs it to go on."))
        course = open_course(self, round_number)
        turn, standing = course.turn_for(by)
        if turn.kind == StageKind.OPINION:
            raise NotValid(_("Your opinion is asked: say whether it is favourable, and why."))
        course.decide(turn, standing, Decision.RETURNED, reason)
        answer = course.answer
        answer.close_round(course.round, RoundState.RETURNED)
        answer._reopen()
        answer.save(update_fields=["state"])
        answer.record("returned", by=by, round=round_number, stage=turn.stage)
        answer.leave_validation(AnswerEvent.RETURNED, by=by)
        return answer

    @transaction.atomic
    def hand_over(self, to: User, *, round_number: int, reason: str, by: User) -> Answer:
        """Say “not for me”: to whom instead, and why. The stage asks them from now on."""
        reason = clean(reason)
        if not reason:
            raise NotValid(_("Say why this is not for you: whoever receives it will read it."))
        course = open_course(self, round_number)
        turn, standing = course.turn_for(by)
        _check_new_person(course, to, by)
        visa = course.decide(turn, standing, Decision.HANDED_OVER, reason, handed_to=to)
        course.pass_to(to, turn)
        course.answer.record("handed_over", by=by, round=round_number, to=to.pk, visa=visa.pk)
        course.answer.wait_for(course.open_turns)
        return course.answer

    @transaction.atomic
    def amend(self, body: str, *, round_number: int, by: User, remark: str = "") -> Round:
        """Correct the text oneself: a new round, which one approves at one's own stage.

        Every visa on the text before is void. Somebody who did not write what was corrected must
        approve it too: another stage of the circuit, or else the author.
        """
        from grc.answers.models.drafting import checked_body
        from grc.answers.models.submitting import freeze

        course = open_course(self, round_number)
        turn, standing = course.turn_for(by)
        if not course.definition.stage(turn.stage).amendable or not turn.kind != "opinion":
            raise NotValid(_("The text cannot be corrected at this stage: return it, or suggest."))
        body = checked_body(body)
        if body == course.round.body:
            raise NotValid(_("You changed nothing: approve the answer as it is."))
        if not body:
            raise NotValid(_("A correction cannot leave the answer empty."))
        answer, before = course.answer, course.round
        course.decide(turn, standing, Decision.AMENDED, clean(remark))
        answer.close_round(before, RoundState.AMENDED)
        answer.keep_amended(body, by=by)
        round_ = freeze(answer, course.same_choice(), by, amends=before)
        told = {"next": round_.number, **round_.fingerprints}
        answer.record("amended", by=by, round=round_number, **told)
        course.carry_to(round_, turn, standing)
        answer.go_on(round_, by=by)
        return round_


def open_course(mixin: object, number: int) -> Course:
    """Lock the answer and return the course of that round. Raises NotNow when it is over."""
    from grc.answers.rounds.course import Course

    answer = cast("Answer", mixin).lock()
    round_ = answer.rounds.filter(number=number).first()
    if round_ is None or round_.state != RoundState.OPEN or answer.state != AnswerState.SUBMITTED:
        raise NotNow(_over(answer, round_))
    if not round_.is_intact:
        raise NotNow(_("The text of this round was altered: it cannot leave. Tell your IT."))
    return Course(answer, round_)


def _over(answer: Answer, round_: Round | None) -> str:
    """Say why nothing can be decided on a round any more."""
    if round_ is None or round_.state == RoundState.RECALLED:
        return _("The author took this answer back: there is nothing to decide now.")
    visa = round_.visas.exclude(decision=Decision.TAKEN_BACK).select_related("by").last()
    if visa is None:
        return _("This answer left by the rule, without a visa: there is nothing to decide now.")
    sentences = {
        RoundState.APPROVED: _("%(person)s has already approved this answer."),
        RoundState.RETURNED: _("%(person)s has already returned this answer."),
        RoundState.AMENDED: _("%(person)s has corrected this answer: read the new version."),
    }
    return sentences[RoundState(round_.state)] % {"person": visa.by}


def _check_new_person(course: Course, to: User, by: User) -> None:
    if to.pk == by.pk:
        raise NotValid(_("Choose another person than yourself."))
    if to.pk not in course.roster.active:
        raise NotValid(_("Choose somebody who works in this town."))
    if to.pk in course.round.writers:
        raise NotValid(_("%(person)s wrote in this answer: choose somebody else.") % {"person": to})


def _check_signature(course: Course) -> None:
    from grc.answers.legality import refusal_to_sign

    signatory = course.answer.signatory
    if signatory is not None:
        refusal = refusal_to_sign(course.answer, signatory, at=timezone.now())
        if refusal:
            raise NotNow(refusal)
