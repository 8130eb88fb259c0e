# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What else may happen to an answer: taken back, given up, told, two texts made one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from grc.answers.models.drafting import Decided
from grc.core.refusals import NotAllowed, NotNow, Refusal
from grc.desk.access import find, gesture, member_required
from grc.desk.actions import address
from grc.desk.editor import editor_page
from grc.desk.forms import SettleForm, TellForm
from grc.desk.gestures import Panel, SeeOther, data_of
from grc.desk.panels import fill, press
from grc.service_requests.guards import can_work

if TYPE_CHECKING:
    from django.http import HttpResponse

    from grc.answers.models import Answer, DraftState
    from grc.service_requests.models import ServiceRequest
    from grc.ui.http import MemberRequest


@gesture
def recall(request: MemberRequest, service_request: ServiceRequest) -> HttpResponse:
    """Take one's own answer back before anybody decided, and go on writing."""

    def verb() -> str:
        _living(service_request).recall(by=request.user)
        return _("You took the answer back: it is a draft again.")

    return press(request, service_request, verb, to=address("answer", service_request))


@gesture
def withdraw(request: MemberRequest, service_request: ServiceRequest) -> HttpResponse:
    """Give up the draft."""

    def verb() -> str:
        _living(service_request).withdraw(by=request.user)
        return _("The draft is given up. What was written stays readable.")

    return press(request, service_request, verb, anchor="answer")


@member_required
def tell(request: MemberRequest, reference: str) -> HttpResponse:
    """Record that somebody told the approved answer."""
    service_request = find(request, reference)
    panel = Panel(
        name="tell",
        title=_("I have told the answer"),
        href=address("tell", service_request),
        submit=_("Record that the answer was told"),
        form=TellForm(data_of(request)),
        help=_("Tell it as it was approved: the text is on this page."),
    )

    def verb(given: dict[str, Any]) -> str:
        answer = _living(service_request).tell(given["channel"], by=request.user)
        return _("Answer sent %(channel)s.") % {"channel": answer.get_sent_by_channel_display()}

    return fill(request, service_request, panel, verb, anchor="answer")


@gesture
def settle(request: MemberRequest, service_request: ServiceRequest) -> HttpResponse:
    """Choose between the draft and a text that was typed beside it. The other stays readable."""
    form = SettleForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        with transaction.atomic():
            said = _settle(request, service_request, **form.cleaned_data)
    except Refusal as refusal:
        return editor_page(request, service_request, refused=refusal)
    messages.success(request, said)
    return SeeOther(address("answer", service_request) + "#main")


@gesture
def settle_annotation(
    request: MemberRequest, service_request: ServiceRequest, key: int
) -> HttpResponse:
    """Accept or refuse what a validator proposed for one passage."""
    accept = request.POST.get("accept") == "yes"
    revision = request.POST.get("based_on", "")

    def verb() -> str:
        based_on = int(revision) if revision.isdecimal() and len(revision) < 10 else -1
        _living(service_request).settle_annotation(
            key, accept=accept, based_on=based_on, by=request.user
        )
        return _("Accepted: the text is changed.") if accept else _("Refused: the text stays.")

    return press(request, service_request, verb, to=address("answer", service_request))


def _settle(
    request: MemberRequest,
    service_request: ServiceRequest,
    *,
    aside: int,
    based_on: int,
    keep: str,
) -> str:
    answer = _living(service_request)
    state = answer.draft_states.filter(pk=aside, kept_aside=True).first()
    if state is None:
        raise Http404
    if not can_work(request.user, service_request):
        raise NotAllowed(_("Only people of %(team)s can answer.") % {"team": service_request.team})
    if keep == "draft":
        _put_away(state)
        return _("The draft stays as it is. The other text remains readable below.")
    if based_on != answer.revision:
        raise NotNow(_("The draft changed again meanwhile. Compare the two texts once more."))
    answer.save_draft(
        state.body,
        outcome=state.outcome,
        based_on=based_on,
        by=request.user,
        decided=Decided.kept(state.decided, answer) if state.decided else None,
        apart=True,
    )
    _put_away(state)
    return _("This text is now the draft. The other remains among the versions kept.")


def _put_away(state: DraftState) -> None:
    state.settled = True
    state.save(update_fields=["settled"])


def _living(service_request: ServiceRequest) -> Answer:
    answer: Answer | None = service_request.answers.living().first()
    if answer is None:
        raise NotNow(_("There is no answer in progress any more. Reload the page to see it."))
    return answer
