# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The validator's inbox: one answer at a time, approved or returned, then the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grc.answers.enums import AnswerState, RoundState, WayOut
from grc.answers.models.sending import way_out
from grc.answers.rounds.course import Course
from grc.answers.rounds.line import asked_now
from grc.core.refusals import NotValid, Refusal
from grc.desk.access import member_required
from grc.desk.answers import letter_of
from grc.desk.forms import ApproveForm, ReturnForm
from grc.desk.gestures import SeeOther
from grc.desk.inbox import (
    awaiting,
    next_address,
    place_of,
    reading,
    remember_opened,
    round_address,
    shown_to,
)
from grc.desk.navigation import show
from grc.desk.request_page import facts_of
from grc.desk.validating import context_of, undoable_by
from grc.service_requests.models import ServiceRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from grc.answers.models import Answer, Round
    from grc.desk.validating import Forms
    from grc.ui.http import MemberRequest


@require_safe
@member_required
def inbox(request: MemberRequest) -> HttpResponse:
    """Open the oldest answer that waits, or say that none does."""
    first = awaiting(request.user, request.municipality).first()
    if first is not None:
        return redirect(round_address(first.round))
    context = {"undoable": undoable_by(request.user)}
    return show(request, "desk/inbox_empty.html", context, place="inbox")


@require_safe
@member_required
def round_page(request: MemberRequest, answer: int, number: int) -> HttpResponse:
    """Show one answer to decide on."""
    round_ = find_round(request, answer, number)
    remember_opened(request, round_)
    return page(request, round_)


@member_required
def approve(request: MemberRequest, answer: int, number: int) -> HttpResponse:
    """Give a visa to exactly the round that was read."""
    round_ = find_round(request, answer, number)
    form = ApproveForm(request.POST)

    def verb() -> str:
        remark = form.cleaned_data["remark"] if form.is_valid() else ""
        approved = round_.answer.approve(round_number=number, by=request.user, remark=remark)
        return _approved_words(approved)

    return decide(request, round_, verb)


@member_required
def send_back(request: MemberRequest, answer: int, number: int) -> HttpResponse:
    """Return the round to its author, with a reason."""
    round_ = find_round(request, answer, number)
    form = ReturnForm(request.POST)

    def verb() -> str:
        if not form.is_valid():
            raise NotValid(_("Say why you return this answer: the author needs it to go on."))
        reason = form.cleaned_data["reason"]
        round_.answer.return_to_author(round_number=number, reason=reason, by=request.user)
        return _("Returned to %(author)s with your reason.") % {"author": round_.answer.author}

    return decide(request, round_, verb, form=form)


def _approved_words(answer: Answer) -> str:
    if answer.state == AnswerState.SUBMITTED and answer.open_round is not None:
        asked = asked_now(answer.open_round)
        return _("Approved. Asked now: %(people)s.") % {"people": asked}
    way = way_out(answer, is_signed=answer.is_signed, has_failed=False)
    if way == WayOut.HAND:
        return _("Approved: the author is asked to tell the answer.")
    if way == WayOut.SIGNATURE:
        return _("Approved: it leaves as soon as it is signed.")
    return _("Approved: the answer leaves by e-mail in a minute.")


def decide(
    request: MemberRequest,
    round_: Round,
    verb: Callable[[], str],
    *,
    form: ReturnForm | None = None,
    bound: Forms | None = None,
    to: str = "",
) -> HttpResponse:
    """Run a gesture on a round, then go on to the next one, or to the address ``to``.

    A refusal shows the round as it is now, with what was typed.
    """
    if request.method != "POST":
        return redirect(round_address(round_))
    try:
        with transaction.atomic():
            said = verb()
    except Refusal as refusal:
        return page(request, _fresh(round_), form=form, bound=bound, refused=refusal)
    messages.success(request, said)
    return SeeOther(to or next_address(request.user, request.municipality))


def find_round(request: MemberRequest, answer: int, number: int) -> Round:
    found = (
        shown_to(request.user, request.municipality)
        .filter(answer_id=answer, number=number)
        .select_related("answer__author", "answer__signatory", "author")
        .first()
    )
    if found is None:
        raise Http404
    found.answer.service_request = ServiceRequest.objects.with_context().get(
        pk=found.answer.service_request_id
    )
    return found


def _fresh(round_: Round) -> Round:
    round_.refresh_from_db(fields=["state", "closed_at"])
    return round_


def page(
    request: MemberRequest,
    round_: Round,
    *,
    form: ReturnForm | None = None,
    bound: Forms | None = None,
    refused: Refusal | None = None,
) -> HttpResponse:
    """Render the page of a round: to decide, or what was decided."""
    service_request = round_.answer.service_request
    status = refused.status if refused else 200
    visible = ServiceRequest.objects.visible_to(request.user).filter(pk=service_request.pk)
    context: dict[str, Any] = {
        "round": round_,
        "place": place_of(request.user, request.municipality, round_),
        "refused": refused,
        "is_visible": visible.exists(),
        "typed": form.data.get("reason", "") if form else "",
        "undoable": undoable_by(request.user),
    }
    if round_.state != RoundState.OPEN:
        context["visa"] = round_.visas.select_related("by").last()
        context["lost"] = _typed_in(bound)
        return render(request, "desk/round_decided.html", context, status=status)
    course = Course(round_.answer, round_)
    context |= facts_of(service_request) | reading(request.user, course)
    context |= context_of(request.user, course, bound)
    context |= {
        "letter": letter_of(
            round_.answer,
            body=round_.body,
            signatory=round_.answer.author,
            content=round_.content,
        ),
        "return_form": form or ReturnForm(),
        "approve_form": ApproveForm(),
    }
    return render(request, "desk/round.html", context, status=status)


def _typed_in(bound: Forms | None) -> str:
    """Return the words of a form that came too late: they are shown, to be copied."""
    forms = (bound or {}).values()
    values = [
        form[name].value()
        for form in forms
        for name in ("body", "replacement", "reason", "remark")
        if name in form.fields
    ]
    return "\n\n".join(value for value in values if value)
