# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Trying a workflow: scenarios played and recorded, requests of the last months replayed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grc.core.refusals import NotValid, Refusal
from grc.service_requests.models import ServiceRequest
from grc.service_requests.reference import parse_reference
from grc.service_requests.versions.recording import record_scenario
from grc.studio.access import SeeOther, administrator_required
from grc.studio.navigation import show
from grc.studio.views.workflows.pages import context_of
from grc.studio.workflows.opening import Opened, make, open_workflow
from grc.studio.workflows.scenarios import scenarios_of
from grc.studio.workflows.trying import MONTHS, replayed
from workflows.editing import Settle
from workflows.scenario import scenario_to_data

if TYPE_CHECKING:
    from django.http import HttpResponse

    from grc.ui.http import MemberRequest
    from workflows.scenario import Scenario


@require_safe
@administrator_required
def trying(request: MemberRequest, slug: str) -> HttpResponse:
    """Play the scenarios; with ``months``, let the requests of so long go through this version."""
    return _page(request, open_workflow(request, slug))


@require_POST
@administrator_required
def record(request: MemberRequest, slug: str) -> HttpResponse:
    """Keep what a request went through as a scenario."""
    opened, typed = open_workflow(request, slug), request.POST.get("reference", "")[:40]
    try:
        scenario = _recorded(opened, typed)
    except Refusal as refusal:
        return _page(request, opened, typed=typed, refused=refusal)
    kept = [*opened.page.data.get("scenarios", []), scenario_to_data(scenario)]
    return _changed(request, opened, kept, said=_("The scenario is kept with the draft."))


@require_POST
@administrator_required
def forget(request: MemberRequest, slug: str, code: str) -> HttpResponse:
    """Take a scenario out of the draft; undo brings it back."""
    opened = open_workflow(request, slug)
    kept = [one for one in opened.page.data.get("scenarios", []) if one["code"] != code]
    return _changed(request, opened, kept, said=_("The scenario is taken out of the draft."))


def _recorded(opened: Opened, typed: str) -> Scenario:
    reference = parse_reference(typed)
    rows = ServiceRequest.objects.with_context().filter(
        reference=reference or "", workflow_version__workflow=opened.workflow
    )
    found = rows.first()
    if found is None:
        raise NotValid(_("No request of this workflow has this reference: look at it again."))
    codes = {one["code"] for one in opened.page.data.get("scenarios", [])}
    number = next(n for n in range(1, len(codes) + 2) if f"scenario_{n}" not in codes)
    return record_scenario(found, code=f"scenario_{number}")


def _changed(
    request: MemberRequest, opened: Opened, scenarios: list[Any], *, said: str
) -> HttpResponse:
    token = request.POST.get("based_on", opened.token)
    edit = Settle("scenarios", scenarios or None)
    refused = make(request, opened.workflow, edit, token)
    if refused is not None:
        return _page(request, open_workflow(request, opened.workflow.slug), refused=refused)
    messages.success(request, said)
    return SeeOther(reverse("studio:workflow_trying", args=[opened.workflow.slug]))


def _page(
    request: MemberRequest, opened: Opened, *, typed: str = "", refused: Refusal | None = None
) -> HttpResponse:
    months = request.GET.get("months", "")
    chosen = int(months) if months in {str(number) for number in MONTHS} else 0
    context = context_of(opened, here="trying") | {
        "listed": scenarios_of(opened.page),
        "months": MONTHS,
        "chosen": chosen,
        "replay": replayed(opened.page, chosen) if chosen else None,
        "typed": typed,
        "refused": refused,
    }
    status = refused.status if refused else 200
    return show(request, "studio/workflow_trying.html", context, place="workflows", status=status)
