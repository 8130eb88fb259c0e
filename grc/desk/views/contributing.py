# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Contributing to a request of another team, and asking another team no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from grc.accounts.models import Team
from grc.core.refusals import NotAllowed, NotNow
from grc.desk.access import find, gesture, member_required
from grc.desk.contributions import address_of
from grc.desk.forms import ContributeForm
from grc.desk.gestures import Panel, data_of
from grc.desk.panels import fill, press
from grc.service_requests.guards import can_contribute
from grc.service_requests.models import ServiceRequest
from grc.service_requests.reference import parse_reference

if TYPE_CHECKING:
    from django.http import HttpResponse

    from grc.core.refusals import Refusal
    from grc.ui.http import MemberRequest


@member_required
def contribute(request: MemberRequest, reference: str, team: int) -> HttpResponse:
    """Open the form of a team that is asked, or take what it says."""
    asked = get_object_or_404(Team, pk=team)
    service_request, is_seen = _found(request, reference, asked)
    contribution = service_request.contributions.open().filter(team=asked).first()
    form = ContributeForm(data_of(request))
    panel = Panel(
        name="contribute",
        title=_("Our contribution: %(team)s") % {"team": asked},
        help=contribution.question if contribution else "",
        href=address_of("contribute", service_request, asked.pk),
        submit=_("Give our contribution"),
        form=form,
    )

    def verb(given: dict[str, Any]) -> str:
        service_request.contribute(given["body"], by=request.user, team=asked)
        return _("Your contribution is given. %(team)s reads it now.") % {
            "team": service_request.team
        }

    if not is_seen:
        body = form.data.get(form.add_prefix("body"), "")
        return press(request, service_request, lambda: verb({"body": body}), panel=panel)
    unless = _refusal(request, asked, is_open=contribution is not None)
    return fill(request, service_request, panel, verb, anchor="contributions", unless=unless)


@gesture
def stop_asking(request: MemberRequest, service_request: ServiceRequest, team: int) -> HttpResponse:
    asked = get_object_or_404(Team, pk=team)

    def verb() -> str:
        service_request.withdraw_contribution(asked, by=request.user)
        return _("%(team)s is not asked any more.") % {"team": asked}

    return press(request, service_request, verb, anchor="contributions")


def _found(request: MemberRequest, reference: str, asked: Team) -> tuple[ServiceRequest, bool]:
    """Return the request, and whether this person still sees it. Raises Http404.

    Once a colleague was faster they do not; they are told so, and what they typed comes back.
    """
    try:
        return find(request, reference), True
    except Http404:
        rows = ServiceRequest.objects.with_context().filter(contributions__team=asked)
        found = rows.filter(reference=parse_reference(reference) or "").first()
        if request.method != "POST" or found is None or not can_contribute(request.user, asked):
            raise
        return found, False


def _refusal(request: MemberRequest, asked: Team, *, is_open: bool) -> Refusal | None:
    if not can_contribute(request.user, asked):
        return NotAllowed(_("Only people of %(team)s can contribute here.") % {"team": asked})
    if not is_open:
        return NotNow(_("Nothing is asked of %(team)s here any more.") % {"team": asked})
    return None
