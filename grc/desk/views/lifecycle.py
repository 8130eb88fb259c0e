# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Moving a request along its workflow by one of its buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grc.core.refusals import NotNow
from grc.desk.access import find, member_required
from grc.desk.actions import address, is_wordless
from grc.desk.forms import TransitionForm
from grc.desk.gestures import Panel, data_of
from grc.desk.panels import fill, press
from grc.desk.request_page import refused_page
from workflows.definition import Trigger
from workflows.text import resolve

if TYPE_CHECKING:
    from django.http import HttpResponse

    from grc.service_requests.models import ServiceRequest
    from grc.ui.http import MemberRequest
    from workflows.definition import Transition


@member_required
def perform(request: MemberRequest, reference: str, code: str) -> HttpResponse:
    """Open the form of a button of the workflow, or press the button."""
    service_request = find(request, reference)
    transition = _button(service_request, code)
    if request.method != "POST" and (refusal := _refusal(request, service_request, code)):
        return refused_page(request, service_request, refusal)

    def verb(given: dict[str, Any]) -> str:
        fresh = service_request.perform(code, by=request.user, **given)
        if transition.stays:
            return _("Done: %(gesture)s.") % {"gesture": _label(transition)}
        return _("The request is now at “%(step)s”.") % {"step": fresh.step_label}

    if request.method == "POST" and is_wordless(transition):
        return press(request, service_request, lambda: verb({}))
    form = TransitionForm(
        data_of(request),
        request.FILES or None,
        transition=transition,
        service_request=service_request,
    )
    panel = _panel(service_request, transition, form)
    return fill(request, service_request, panel, lambda _cleaned: verb(form.given))


def _panel(service_request: ServiceRequest, transition: Transition, form: TransitionForm) -> Panel:
    label = _label(transition)
    return Panel(
        name="perform",
        title=label,
        href=address("perform", service_request, transition.code),
        submit=label,
        form=form,
    )


def _label(transition: Transition) -> str:
    return resolve(transition.label, get_language() or "fr")


def _button(service_request: ServiceRequest, code: str) -> Transition:
    """Return the button of that code, at this step or at another: what was typed must come back."""
    buttons = [
        transition
        for transition in service_request.machine.definition.transitions
        if transition.code == code and transition.trigger is Trigger.BUTTON
    ]
    if not buttons:
        raise Http404
    here = (button for button in buttons if service_request.step in button.sources)
    return next(here, buttons[0])


def _refusal(request: MemberRequest, service_request: ServiceRequest, code: str) -> NotNow | None:
    for availability in service_request.available_to(request.user):
        if availability.transition.code == code:
            finding = availability.refusal
            return NotNow(service_request.said(finding)) if finding else None
    return NotNow(
        _("This cannot be done at the step “%(step)s”.") % {"step": service_request.step_label}
    )
