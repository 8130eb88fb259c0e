# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Who has the request: take it, put it back, give it to somebody, pass it on to another team."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from grc.core.refusals import NotAllowed
from grc.desk.access import find, gesture, member_required
from grc.desk.actions import address
from grc.desk.forms import AssignForm, EntrustForm, PassOnForm, PriorityForm
from grc.desk.gestures import Panel, data_of
from grc.desk.panels import fill, press
from grc.service_requests.guards import can_assign, can_work

if TYPE_CHECKING:
    from django.http import HttpResponse

    from grc.service_requests.models import ServiceRequest
    from grc.ui.http import MemberRequest


@gesture
def take(request: MemberRequest, service_request: ServiceRequest) -> HttpResponse:
    def verb() -> str:
        service_request.take(by=request.user)
        return _("You now have this request.")

    return press(request, service_request, verb)


@gesture
def release(request: MemberRequest, service_request: ServiceRequest) -> HttpResponse:
    def verb() -> str:
        service_request.release(by=request.user)
        return _("The request is back in the team’s queue.")

    return press(request, service_request, verb)


@member_required
def assign(request: MemberRequest, reference: str) -> HttpResponse:
    """Give the request to a person of the team."""
    service_request = find(request, reference)
    panel = Panel(
        name="assign",
        title=_("Give to somebody of %(team)s") % {"team": service_request.team},
        href=address("assign", service_request),
        submit=_("Give the request"),
        form=AssignForm(data_of(request), service_request=service_request),
    )

    def verb(given: dict[str, Any]) -> str:
        service_request.assign(given["person"], by=request.user)
        return _("%(person)s now has this request.") % {"person": given["person"]}

    unless = None
    if not can_assign(request.user, service_request):
        unless = NotAllowed(_("Only a supervisor of the team can give a request to somebody."))
    return fill(request, service_request, panel, verb, unless=unless)


@member_required
def pass_on(request: MemberRequest, reference: str) -> HttpResponse:
    """Pass the request on to another team."""
    service_request = find(request, reference)
    panel = Panel(
        name="pass_on",
        title=_("Pass on to another team"),
        href=address("pass_on", service_request),
        submit=_("Pass on"),
        form=PassOnForm(data_of(request), service_request=service_request),
        help=_("%(team)s will no longer see the request.") % {"team": service_request.team},
    )

    def verb(given: dict[str, Any]) -> str:
        service_request.pass_on(given["team"], by=request.user, reason=given["reason"])
        return _("%(team)s now has request %(reference)s.") % {
            "team": given["team"],
            "reference": service_request.display_reference,
        }

    return fill(
        request, service_request, panel, verb, unless=_others_only(request, service_request)
    )


@member_required
def entrust(request: MemberRequest, reference: str) -> HttpResponse:
    """Say who holds a function of the workflow for this request alone."""
    service_request = find(request, reference)
    form = EntrustForm(data_of(request), service_request=service_request)
    panel = Panel(
        name="entrust",
        title=_("Entrust a function"),
        href=address("entrust", service_request),
        submit=_("Entrust"),
        form=form,
        help=_("For this request alone. Whoever holds a function sees the request."),
    )

    def verb(given: dict[str, Any]) -> str:
        service_request.entrust(given["function"], form.chosen, by=request.user)
        return _("The function is held as you said, for this request.")

    unless = None
    if not can_assign(request.user, service_request):
        unless = NotAllowed(_("Only a supervisor of the team can entrust a function to others."))
    return fill(request, service_request, panel, verb, unless=unless)


@member_required
def priority(request: MemberRequest, reference: str) -> HttpResponse:
    """Say how urgent the request is."""
    service_request = find(request, reference)
    initial = {"priority": service_request.priority}
    panel = Panel(
        name="priority",
        title=_("How urgent is it?"),
        href=address("priority", service_request),
        submit=_("Set the priority"),
        form=PriorityForm(data_of(request), initial=initial),
    )

    def verb(given: dict[str, Any]) -> str:
        fresh = service_request.set_priority(given["priority"], by=request.user)
        return _("Priority: %(priority)s.") % {"priority": fresh.get_priority_display()}

    return fill(
        request, service_request, panel, verb, unless=_others_only(request, service_request)
    )


def _others_only(request: MemberRequest, service_request: ServiceRequest) -> NotAllowed | None:
    if can_work(request.user, service_request):
        return None
    return NotAllowed(
        _("Only people of %(team)s can do this. Ask a supervisor to pass the request on.")
        % {"team": service_request.team}
    )
