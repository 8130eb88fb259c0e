# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The services of the town."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grc.answers.choosing import VALIDATORS
from grc.answers.models.circuit import CircuitRule
from grc.catalog.configuring import ServiceContent, begin_service, change_service
from grc.catalog.holder_forms import HolderForm, holder_choices
from grc.catalog.holders import add_holder, remove_holder
from grc.catalog.models import FormDraft, FunctionMapping, Service
from grc.catalog.options import choose_options, options_fingerprint, options_of
from grc.core.text import on_one_line
from grc.studio.access import LARGEST_KEY, SeeOther, administrator_required
from grc.studio.forms import data_of, refusal_of
from grc.studio.navigation import show
from grc.studio.paging import page_of
from grc.studio.services.acknowledgement import previews_of
from grc.studio.services.forms import (
    OptionsForm,
    ServiceForm,
    service_as_typed,
)
from grc.studio.services.telling import about, functions_of, standing

if TYPE_CHECKING:
    from django.http import HttpResponse

    from grc.core.refusals import Refusal
    from grc.studio.forms import Meanwhile
    from grc.studio.services.acknowledgement import Preview
    from grc.ui.http import MemberRequest

PAGE = 100


@require_safe
@administrator_required
def services(request: MemberRequest) -> HttpResponse:
    """List the services in the order of the portal."""
    found = Service.objects.select_related("team", "workflow", "form_version")
    page = page_of(found, ("position", "code", "pk"), request.GET, size=PAGE)
    drafts = set(FormDraft.objects.filter(service__in=page.rows).values_list("service", flat=True))
    rows = [(one, standing(one), one.pk in drafts) for one in page.rows]
    return show(request, "studio/services.html", {"page": page, "rows": rows}, place="services")


@administrator_required
def begin(request: MemberRequest) -> HttpResponse:
    """Create a service, from nothing or as a copy of another."""
    source = Service.objects.filter(code=on_one_line(request.GET.get("copie", ""))).first()
    town = request.municipality
    initial: dict[str, Any] = {}
    if source is not None:
        initial = service_as_typed(ServiceContent.of(source), town.languages)
        initial |= {name: "" for name in initial if name.startswith("name_")}
    form = ServiceForm(data_of(request), initial=initial, municipality=town)
    if request.method != "POST":
        return _form_page(request, form, source=source)
    if not form.is_valid():
        return _form_page(request, form, source=source, status=422)
    made: list[Service] = []
    refused = refusal_of(
        lambda: made.append(
            begin_service(
                form.content, copy_of=source, confirmed=form.is_confirmed, by=request.user
            )
        )
    )
    if refused is not None:
        return _form_page(request, form, source=source, refused=refused)
    messages.success(request, _("The service is there. Publish its form: citizens then see it."))
    return SeeOther(reverse("studio:form", args=[made[0].code]))


@require_safe
@administrator_required
def service(request: MemberRequest, code: str) -> HttpResponse:
    """Read what a service is and who does what."""
    return service_page(request, find(code))


@require_safe
@administrator_required
def acknowledgement(request: MemberRequest, code: str) -> HttpResponse:
    """Read what requesters of a service are told when they file."""
    found = find(code)
    context = {"service": found, "previews": previews_of(found)}
    return show(request, "studio/acknowledgement.html", context, place="services")


@administrator_required
def edit(request: MemberRequest, code: str) -> HttpResponse:
    """Change what is written about a service."""
    found, town = find(code), request.municipality
    now = ServiceContent.of(found)
    if request.method != "POST":
        initial = service_as_typed(now, town.languages) | {"based_on": now.fingerprint}
        form = ServiceForm(initial=initial, municipality=town, service=found)
        return _form_page(request, form, found)
    form = ServiceForm(request.POST, municipality=town, service=found)
    if not form.is_valid():
        return _form_page(request, form, found, status=422)
    if "preview" in request.POST:
        return _form_page(request, form, found, previews=previews_of(found, form.content))
    based_on, confirmed = form.cleaned_data["based_on"], form.is_confirmed
    refused = refusal_of(
        lambda: change_service(
            found, form.content, based_on=based_on, confirmed=confirmed, by=request.user
        )
    )
    if refused is not None:
        return _form_page(request, form, found, refused=refused)
    messages.success(request, _("The service is saved."))
    return SeeOther(reverse("studio:service", args=[found.code]))


@administrator_required
def hold(request: MemberRequest, code: str, function: str) -> HttpResponse:
    """Let somebody hold a function of this service."""
    found = find(code)
    if request.method == "POST":
        form = HolderForm(request.POST, choices=holder_choices(), prefix=function)
        chosen = form.chosen if form.is_valid() else None
        if chosen is None or function not in {one.code for one in functions_of(found)}:
            return service_page(request, found, status=422)
        refused = refusal_of(lambda: add_holder(found, function, chosen, by=request.user))
        if refused is not None:
            return service_page(request, found, refused=refused)
        messages.success(request, _("They hold this function from now on."))
    return SeeOther(f"{reverse('studio:service', args=[found.code])}#function-{function}")


@administrator_required
def release(request: MemberRequest, code: str, pk: int) -> HttpResponse:
    """Let somebody hold a function of this service no more."""
    found = find(code)
    mapping = FunctionMapping.objects.filter(service=found, pk=min(pk, LARGEST_KEY)).first()
    if request.method == "POST" and mapping is not None:
        remove_holder(mapping, by=request.user)
        messages.success(request, _("They no longer hold this function."))
    return SeeOther(f"{reverse('studio:service', args=[found.code])}#who")


@administrator_required
def choose(request: MemberRequest, code: str) -> HttpResponse:
    """Answer the questions that the workflow asks each service."""
    found = find(code)
    if request.method == "POST":
        form = OptionsForm(request.POST, service=found, options=options_of(found))
        if not form.is_valid():
            return service_page(request, found, options_form=form, status=422)
        based_on = form.cleaned_data["based_on"]
        refused = refusal_of(
            lambda: choose_options(found, form.given, based_on=based_on, by=request.user)
        )
        if refused is not None:
            fresh = find(code)
            now = {form.name_of(code): value for code, value in fresh.options.items()}
            meanwhile = form.meanwhile(now) if refused.status == 409 else []
            form.rebase(options_fingerprint(fresh))
            return service_page(
                request, fresh, options_form=form, refused=refused, meanwhile=meanwhile
            )
        messages.success(request, _("The choices are saved: requests under way follow them too."))
    return SeeOther(f"{reverse('studio:service', args=[found.code])}#options")


def find(code: str) -> Service:
    """Return the service of this code. Raises Http404."""
    found = Service.objects.select_related("team", "workflow", "form_version")
    return get_object_or_404(found, code=code)


def service_page(
    request: MemberRequest,
    found: Service,
    *,
    options_form: OptionsForm | None = None,
    refused: Refusal | None = None,
    meanwhile: list[Meanwhile] | None = None,
    status: int = 200,
) -> HttpResponse:
    choices = holder_choices()
    functions = [(one, HolderForm(choices=choices, prefix=one.code)) for one in functions_of(found)]
    context = {
        "service": found,
        "sentences": about(found),
        "standing": standing(found),
        "functions": functions,
        "rules_first": any(one.code in VALIDATORS for one, _form in functions)
        and CircuitRule.objects.in_order().exists(),
        "draft": found.form_drafts.first(),
        "options": options_form or OptionsForm(service=found, options=options_of(found)),
        "meanwhile": meanwhile or [],
        "refused": refused,
    }
    status = refused.status if refused else status
    return show(request, "studio/service.html", context, place="services", status=status)


def _form_page(
    request: MemberRequest,
    form: ServiceForm,
    service: Service | None = None,
    *,
    source: Service | None = None,
    refused: Refusal | None = None,
    previews: list[Preview] | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "previews": previews or [],
        "service": service,
        "source": source,
        "refused": refused,
    }
    if service is not None and refused is not None and refused.status == 409:
        now = ServiceContent.of(Service.objects.get(pk=service.pk))
        context["meanwhile"] = form.meanwhile(service_as_typed(now, form.languages))
        form.rebase(now.fingerprint)
    status = refused.status if refused else status
    return show(request, "studio/service_form.html", context, place="services", status=status)
