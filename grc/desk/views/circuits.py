# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""How the town validates, to read; and the checks of what left without a visa."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grc.answers.configuring.portrait import Portrait
from grc.answers.guards import refusal_to_see_circuits
from grc.answers.models import Circuit, CircuitRule, SpotCheck
from grc.core.refusals import NotAllowed, Refusal
from grc.desk.access import member_required
from grc.desk.answers import letter_of
from grc.desk.gestures import SeeOther, data_of
from grc.desk.navigation import show
from grc.desk.power_forms import VerdictForm
from grc.desk.request_page import facts_of
from grc.service_requests.models import ServiceRequest

if TYPE_CHECKING:
    from django.http import HttpResponse

    from grc.core.line import LinePoint
    from grc.ui.http import MemberRequest

#: Checks that one page lists, the oldest first.
MOST_SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One circuit as a page shows it."""

    circuit: Circuit
    points: list[LinePoint]
    sentences: list[str]


@require_safe
@member_required
def circuits(request: MemberRequest) -> HttpResponse:
    """Read which answers take which circuit, and what waits to be looked at."""
    if refusal := refusal_to_see_circuits(request.user):
        raise NotAllowed(refusal)
    rules = list(CircuitRule.objects.in_order())
    # In the order in which the rules name them; those that none names come last.
    found = {rule.circuit_id: rule.circuit for rule in rules}
    living = [*found.values(), *Circuit.objects.living().exclude(pk__in=found)]
    portrait = Portrait(living)
    waiting = SpotCheck.objects.open_to(request.user).waiting().order_by("drawn_at", "pk")
    waiting = waiting.select_related("round__author", "round__answer__service_request__service")
    context = {
        "rules": [(rule, portrait.rule(rule)) for rule in rules],
        "circuits": [
            Shown(
                circuit=one,
                points=portrait.points(one.parsed),
                sentences=portrait.sentences(one.parsed),
            )
            for one in living
        ],
        "checks": list(waiting[:MOST_SHOWN]),
        "sees_circuits": True,
    }
    return show(request, "desk/circuits.html", context, place="powers")


@member_required
def spot_check(request: MemberRequest, pk: int) -> HttpResponse:
    """Look at an answer that left without a visa, and say what one finds."""
    found = SpotCheck.objects.open_to(request.user).select_related(
        "round__author", "round__answer__signatory", "checked_by"
    )
    check = found.filter(pk=pk).first()
    if check is None:
        raise Http404
    form = VerdictForm(data_of(request))
    refused, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                with transaction.atomic():
                    check.record(
                        form.cleaned_data["verdict"],
                        finding=form.cleaned_data["finding"],
                        by=request.user,
                    )
            except Refusal as refusal:
                refused, status = refusal, refusal.status
            else:
                messages.success(request, _("What you found is recorded."))
                return SeeOther(reverse("desk:circuits"))
    return _check_page(request, check, form, refused, status)


def _check_page(
    request: MemberRequest,
    check: SpotCheck,
    form: VerdictForm,
    refused: Refusal | None,
    status: int,
) -> HttpResponse:
    round_ = check.round
    service_request = ServiceRequest.objects.with_context().get(pk=round_.answer.service_request_id)
    round_.answer.service_request = service_request
    context = facts_of(service_request) | {
        "check": check,
        "round": round_,
        "service_request": service_request,
        "letter": letter_of(
            round_.answer,
            body=round_.body,
            signatory=round_.author,
            content=round_.content,
        ),
        "form": form,
        "refused": refused,
    }
    return show(request, "desk/spot_check.html", context, place="powers", status=status)
