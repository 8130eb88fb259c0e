# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Workflows: the list of them, one of them in sentences or as a diagram, and a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from grc.catalog.models import Service
from grc.service_requests.models import ServiceRequest
from grc.studio.access import SeeOther, administrator_required
from grc.studio.forms import data_of
from grc.studio.navigation import show
from grc.studio.workflows.conditions import fact_label
from grc.studio.workflows.effects import offered
from grc.studio.workflows.forms import BeginForm, NameForm
from grc.studio.workflows.listing import listed
from grc.studio.workflows.opening import Opened, make, open_workflow, turn
from grc.studio.workflows.words import OPTION_KINDS
from workflows.definition import StepKind
from workflows.editing import AddValidation, AddWaiting, Thing, blank, staged
from workflows.library import load
from workflows.models import Workflow, WorkflowVersion

if TYPE_CHECKING:
    from django.http import HttpResponse

    from grc.core.refusals import Refusal
    from grc.ui.http import MemberRequest
    from workflows.editing import Edit

# What can be added whole, by the name that the button sends.
READY: dict[str, Edit] = {
    "validation-1": AddValidation(1),
    "validation-2": AddValidation(2),
    "validation-3": AddValidation(3),
    "waiting_citizen": AddWaiting(StepKind.WAITING_CITIZEN),
    "waiting_third_party": AddWaiting(StepKind.WAITING_THIRD_PARTY),
}


@require_safe
@administrator_required
def workflows(request: MemberRequest) -> HttpResponse:
    """List the workflows: what is published, what is being written, who follows them."""
    return show(request, "studio/workflows.html", {"rows": listed()}, place="workflows")


@administrator_required
def begin(request: MemberRequest) -> HttpResponse:
    """Create a workflow from a beginning or from a copy."""
    form = BeginForm(
        data_of(request),
        languages=request.municipality.languages,
        workflows=list(Workflow.objects.order_by("slug")),
    )
    if request.method == "POST" and form.is_valid():
        workflow = Workflow.objects.begin(
            form.name,
            _beginning(form.cleaned_data["start"]),
            municipality_id=request.municipality.pk,
            by=request.user,
        )
        messages.success(request, _("The workflow is there, as a draft."))
        return SeeOther(reverse("studio:workflow", args=[workflow.slug]))
    status = 422 if request.method == "POST" else 200
    return show(
        request, "studio/workflow_begin.html", {"form": form}, place="workflows", status=status
    )


@administrator_required
def rename(request: MemberRequest, slug: str) -> HttpResponse:
    """Call a workflow otherwise; its address stays, for links hold on to it."""
    found = get_object_or_404(Workflow, slug=slug)
    form = NameForm(data_of(request), languages=request.municipality.languages, now=found.name)
    address = reverse("studio:workflow", args=[slug])
    if request.method == "POST" and form.is_valid():
        found.name = form.name
        found.save(update_fields=("name",))
        messages.success(request, _("The name is saved."))
        return SeeOther(address)
    context = {"form": form, "title": _("Name of the workflow"), "back": address}
    status = 422 if request.method == "POST" else 200
    return show(
        request,
        "studio/workflow_part.html",
        context | {"back_words": found},
        place="workflows",
        status=status,
    )


@require_safe
@administrator_required
def workflow(request: MemberRequest, slug: str) -> HttpResponse:
    """Show the steps as sentences, each with its ways out, and what is wrong beside its place."""
    return workflow_page(request, open_workflow(request, slug))


@require_safe
@administrator_required
def drawn(request: MemberRequest, slug: str) -> HttpResponse:
    """Show the workflow as a diagram whose steps and transitions lead to their forms.

    ``size=whole``: as wide as the page, however small.
    """
    opened = open_workflow(request, slug)
    context = context_of(opened, here="diagram")
    context["diagram"] = opened.page.drawing(opened.published)
    context["whole"] = request.GET.get("size") == "whole"
    return show(request, "studio/workflow_diagram.html", context, place="workflows")


@administrator_required
def complete(request: MemberRequest, slug: str) -> HttpResponse:
    """Add a ready piece: a validation, or a step to wait at."""
    opened = open_workflow(request, slug)
    edit = READY.get(request.POST.get("what", ""))
    if request.method != "POST" or edit is None:
        return SeeOther(reverse("studio:workflow", args=[slug]))
    token = request.POST.get("based_on", opened.token)
    refused = make(request, opened.workflow, edit, token)
    if refused is not None:
        return workflow_page(request, open_workflow(request, slug), refused=refused)
    messages.success(request, _("It is added, with all its transitions."))
    return SeeOther(reverse("studio:workflow", args=[slug]))


@administrator_required
def undo(request: MemberRequest, slug: str) -> HttpResponse:
    return _turn(request, slug, "undo", _("The change is taken back."))


@administrator_required
def redo(request: MemberRequest, slug: str) -> HttpResponse:
    return _turn(request, slug, "redo", _("The change is made again."))


def workflow_page(
    request: MemberRequest, opened: Opened, *, refused: Refusal | None = None
) -> HttpResponse:
    """Render the page of a workflow, after a refusal too."""
    page = opened.page
    context = context_of(opened, here="list") | {
        "steps": page.steps(),
        "wide_ways": page.wide_ways(),
        "functions": page.functions(),
        "shared_conditions": page.shared(Thing.SHARED_CONDITION),
        "shared_effects": page.shared(Thing.SHARED_EFFECTS),
        "facts": [(fact.name, fact_label(fact)) for fact in page.vocabulary],
        "sorts": offered(page.around),
        "options": page.options(),
        "option_kinds": list(OPTION_KINDS.items()),
        "is_validated": any(
            step.kind is StepKind.WAITING_VALIDATION for step in page.definition.steps
        ),
        "refused": refused,
    }
    status = refused.status if refused else 200
    return show(request, "studio/workflow.html", context, place="workflows", status=status)


def context_of(opened: Opened, *, here: str) -> dict[str, Any]:
    """Return what the pages of one workflow share: its state, undo and redo, what is wrong."""
    draft = opened.draft
    services = list(Service.objects.filter(workflow=opened.workflow).in_order())
    following = ServiceRequest.objects.open().filter(workflow_version__workflow=opened.workflow)
    living = following.aggregate(count=Count("pk"))["count"]
    words = ngettext("%(count)d open request", "%(count)d open requests", living)
    return {
        "workflow": opened.workflow,
        "draft": draft,
        "published": opened.published,
        "token": opened.token,
        "here": here,
        "said": opened.page.said,
        "has_errors": opened.page.has_errors,
        "last_edit": draft.last_edit if draft else None,
        "next_edit": draft.next_edit if draft else None,
        "services": services,
        "living": words % {"count": living},
    }


def _turn(request: MemberRequest, slug: str, verb: str, said: str) -> HttpResponse:
    workflow = get_object_or_404(Workflow, slug=slug)
    number = request.POST.get("number", "")
    if request.method == "POST" and number.isdecimal() and len(number) < 10:
        refused = turn(request, workflow, verb, int(number))
        if refused is not None:
            return workflow_page(request, open_workflow(request, slug), refused=refused)
        messages.success(request, said)
    return SeeOther(reverse("studio:workflow", args=[slug]))


def _beginning(start: str) -> dict[str, Any]:
    """Return the data that a choice of the form begins with."""
    kind, _colon, key = start.partition(":")
    if kind == "copy":
        versions = WorkflowVersion.objects.filter(workflow_id=int(key)).order_by("-number")
        definition: dict[str, Any] = versions.values_list("definition", flat=True)[0]
        return definition
    if kind == "report":
        return load("report")
    return blank() if kind == "blank" else staged(int(kind))
