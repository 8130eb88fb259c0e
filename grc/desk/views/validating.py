# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a validator may do beside approving and returning, one small form each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from grc.answers.rounds.course import Course
from grc.answers.rounds.line import asked_now
from grc.core.refusals import NotValid, Refusal
from grc.desk.access import member_required
from grc.desk.gestures import SeeOther
from grc.desk.inbox import round_address
from grc.desk.validating import colleagues, stages_ahead
from grc.desk.validation_forms import (
    AmendForm,
    ConsultForm,
    HandOverForm,
    OpinionForm,
    StageForm,
    SuggestForm,
)
from grc.desk.views.inbox import decide, find_round, page

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpResponse

    from grc.answers.models import Round
    from grc.ui.http import MemberRequest


@member_required
def opine(request: MemberRequest, answer: int, number: int) -> HttpResponse:
    """Give the opinion that is asked."""
    round_ = find_round(request, answer, number)
    form = OpinionForm(request.POST)

    def verb() -> str:
        given = _given(form)
        round_.answer.give_opinion(
            given["opinion"], round_number=number, by=request.user, remark=given["remark"]
        )
        return _("Your opinion is recorded. Thank you.")

    return decide(request, round_, verb, bound={"opinion": form})


@member_required
def hand_over(request: MemberRequest, answer: int, number: int) -> HttpResponse:
    """Say “not for me”: to whom, and why."""
    round_ = find_round(request, answer, number)
    form = HandOverForm(request.POST, people=colleagues(_course(round_)))

    def verb() -> str:
        given = _given(form)
        round_.answer.hand_over(
            given["person"], round_number=number, reason=given["reason"], by=request.user
        )
        return _("Handed over to %(person)s, who is told by e-mail.") % {"person": given["person"]}

    return decide(request, round_, verb, bound={"hand_over": form})


@member_required
def amend(request: MemberRequest, answer: int, number: int) -> HttpResponse:
    """Correct the text oneself, and approve it so."""
    round_ = find_round(request, answer, number)
    form = AmendForm(request.POST)

    def verb() -> str:
        corrected = round_.answer.amend(_given(form)["body"], round_number=number, by=request.user)
        asked = asked_now(corrected)
        return _("Your correction is version %(number)d. Asked now: %(people)s.") % {
            "number": corrected.number,
            "people": asked,
        }

    return decide(request, round_, verb, bound={"amend": form})


@member_required
def suggest(request: MemberRequest, answer: int, number: int) -> HttpResponse:
    """Propose other words for a passage, or say something about it."""
    round_ = find_round(request, answer, number)
    form = SuggestForm(request.POST)

    def verb() -> str:
        given = _given(form)
        round_.answer.annotate(
            given["quoted"],
            round_number=number,
            by=request.user,
            remark=given["remark"],
            replacement=given["replacement"] or None,
        )
        return _("Kept beside the text. The author sees it when you return the answer.")

    return decide(request, round_, verb, bound={"suggest": form}, to=round_address(round_))


@member_required
def consult(request: MemberRequest, answer: int, number: int) -> HttpResponse:
    """Ask one more person for an opinion, on this case."""
    round_ = find_round(request, answer, number)
    form = ConsultForm(request.POST, people=colleagues(_course(round_)))

    def verb() -> str:
        given = _given(form)
        round_.answer.consult(
            given["person"], round_number=number, reason=given["reason"], by=request.user
        )
        return _("%(person)s is asked for an opinion first.") % {"person": given["person"]}

    return decide(request, round_, verb, bound={"consult": form}, to=round_address(round_))


@member_required
def change_circuit(request: MemberRequest, answer: int, number: int) -> HttpResponse:
    """Leave a stage out on this case, or ask it first."""
    round_ = find_round(request, answer, number)
    form = StageForm(request.POST, stages=stages_ahead(_course(round_)))

    def verb() -> str:
        given = _given(form)
        if given["change"] == "skip":
            round_.answer.skip_stage(
                given["stage"], round_number=number, reason=given["reason"], by=request.user
            )
            return _("This stage is left out. Your reason stays in the circuit.")
        current = _course(round_).progress.current
        round_.answer.move_stage(
            given["stage"],
            before=current.code if current else None,
            round_number=number,
            reason=given["reason"],
            by=request.user,
        )
        return _("This stage is asked first. Your reason stays in the circuit.")

    return decide(request, round_, verb, bound={"stage": form}, to=round_address(round_))


@member_required
def undo(request: MemberRequest, answer: int, number: int) -> HttpResponse:
    """Take one's visa back before the answer leaves, and read it again."""
    round_ = find_round(request, answer, number)
    if request.method != "POST":
        return redirect(round_address(round_))
    try:
        with transaction.atomic():
            round_.answer.undo(by=request.user)
    except Refusal as refusal:
        return page(request, round_, refused=refusal)
    return SeeOther(round_address(round_))


def _course(round_: Round) -> Course:
    return Course(round_.answer, round_)


def _given(form: forms.Form) -> dict[str, Any]:
    if not form.is_valid():
        raise NotValid(" ".join(str(e) for errors in form.errors.values() for e in errors))
    return form.cleaned_data
