# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the town has and what needs attention, in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from grc.accounts.models import Membership, Team
from grc.answers.models import CircuitDraft
from grc.catalog.holding import Holding
from grc.catalog.models import FormDraft, Service
from grc.municipalities.enums import LegalCode
from grc.municipalities.models import LegalText
from grc.service_requests.law.acknowledging import lacking, needs_recourse
from grc.webhooks.models import DisabledWhy, Webhook
from workflows.models import Workflow, WorkflowVersion
from workflows.text import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Sentences of one kind that the page shows; the rest is counted.
MOST_SAID = 20


@dataclass(frozen=True)
class Point:
    """Something that needs attention: a sentence, and where to see to it."""

    sentence: str
    href: str = ""


def what_there_is() -> list[str]:
    """Return what the town has, counted."""
    people = Membership.objects.filter(user__is_active=True).values("user").distinct().count()
    offered = Service.objects.offered().count()
    teams, workflows = Team.objects.count(), Workflow.objects.count()
    return [
        ngettext(
            "%(count)d service can be asked for on the portal.",
            "%(count)d services can be asked for on the portal.",
            offered,
        )
        % {"count": offered},
        ngettext(
            "%(count)d person works here.",
            "%(count)d people work here.",
            people,
        )
        % {"count": people},
        ngettext("There is %(count)d team.", "There are %(count)d teams.", teams)
        % {"count": teams},
        ngettext("There is %(count)d workflow.", "There are %(count)d workflows.", workflows)
        % {"count": workflows},
    ]


def attention() -> list[Point]:
    """Return what needs attention, the gravest first."""
    services = list(
        Service.objects.in_order().select_related("form_version", "team", "municipality")
    )
    found = [
        *_first_steps(services),
        *_without_form(services),
        *_unacknowledged(services),
        *_nobody(services),
        *_silent_systems(),
        *_drafts(),
    ]
    if (over := len(found) - MOST_SAID) > 0:
        more = ngettext("And %(count)d more point.", "And %(count)d more points.", over)
        return [*found[:MOST_SAID], Point(more % {"count": over})]
    return found


def _first_steps(services: list[Service]) -> Iterator[Point]:
    """Say what a new town needs, in the order in which it is made."""
    if services:
        return
    if not Team.objects.working().exists():
        words = _("There is no team yet: add the first one.")
        yield Point(words, reverse("studio:team_begin"))
    if not WorkflowVersion.objects.published().exists():
        words = _("No workflow is published yet: begin with a ready-made one.")
        yield Point(words, reverse("studio:workflows"))
    words = _("Citizens cannot ask for anything yet: add a service.")
    yield Point(words, reverse("studio:service_begin"))


def _without_form(services: list[Service]) -> Iterator[Point]:
    for service in services:
        if service.form_version_id is None:
            words = _("“%(service)s” has no form yet: citizens do not see it.")
            yield Point(words % {"service": service}, _page_of(service, "form"))


def _unacknowledged(services: list[Service]) -> Iterator[Point]:
    """Say where requesters receive a bare receipt, and what is missing (law R1.04, R1.05)."""
    asking = [one for one in services if needs_recourse(one)]
    has_recourse = bool(asking) and _has_recourse(asking[0])
    for service in services:
        if missing := lacking(service, has_recourse=has_recourse):
            words = _("The acknowledgement of “%(service)s” lacks: %(missing)s.")
            said = {"service": service, "missing": ", ".join(str(one.label) for one in missing)}
            yield Point(words % said, _page_of(service, "acknowledgement"))


def _has_recourse(service: Service) -> bool:
    today = timezone.localdate(timezone=service.municipality.zone)
    return LegalText.objects.applying(today).filter(code=LegalCode.RECOURSE).exists()


def _nobody(services: list[Service]) -> Iterator[Point]:
    language = get_language() or "fr"
    for service, function in Holding(services).missing():
        words = _("“%(service)s”: nobody is “%(function)s”. Administrators stand in.")
        said = {"service": service, "function": resolve(function.label, language)}
        yield Point(words % said, f"{_page_of(service)}#function-{function.code}")


def _silent_systems() -> Iterator[Point]:
    """Say which systems Catalaune disabled by itself; a person's decision needs no attention."""
    silent = Webhook.objects.exclude(disabled_at=None).exclude(disabled_why=DisabledWhy.PERSON)
    for webhook in silent.in_order()[:MOST_SAID]:
        words = _("“%(system)s” is told nothing any more: %(why)s.")
        said = {"system": webhook, "why": DisabledWhy(webhook.disabled_why).label}
        yield Point(words % said, reverse("studio:system", args=[webhook.code]))


def _page_of(service: Service, name: str = "service") -> str:
    return reverse(f"studio:{name}", args=[service.code])


def _drafts() -> Iterator[Point]:
    drafts = FormDraft.objects.filter(service__form_version__isnull=False)
    for draft in drafts.select_related("service").order_by("pk"):
        words = _("The form of “%(service)s” has changes that are not published.")
        yield Point(words % {"service": draft.service}, _page_of(draft.service, "form"))
    for version in WorkflowVersion.objects.drafts().select_related("workflow").order_by("pk"):
        words = _("The workflow “%(workflow)s” has a draft that is not published.")
        address = reverse("studio:workflow", args=[version.workflow.slug])
        yield Point(words % {"workflow": version.workflow}, address)
    for circuit_draft in CircuitDraft.objects.order_by("code"):
        words = _("The circuit “%(circuit)s” has a draft that is not published.")
        address = reverse("studio:circuit", args=[circuit_draft.code])
        yield Point(words % {"circuit": circuit_draft}, address)
