# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What conditions of a workflow may look at: the request itself, and its form.

Computed from the row alone: a page asks nothing more of the database for them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from django.utils import timezone
from django.utils.translation import gettext_noop

from grc.catalog.holding import Holding
from grc.catalog.models import Service
from grc.core import wording
from grc.core.wording import label
from grc.service_requests.enums import Channel, Priority
from grc.service_requests.placeholders import BY_NAME, VALUES
from grc.service_requests.timers.moments import options_of
from grc.webhooks.models import Webhook
from workflows.options import PREFIX as OPTIONS
from workflows.playing.world import FILLED
from workflows.rules import Fact, FactType, Vocabulary, form_facts, form_values
from workflows.text import LocalisedText
from workflows.vocabularies import Words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime, tzinfo

    from grc.service_requests.models import ServiceRequest
    from workflows.fields.kinds import Field
    from workflows.models import Workflow
    from workflows.soundness.survey import Unheld


_PLAIN = (
    ("place", FactType.WORDS, gettext_noop("the place")),
    ("requester.name", FactType.WORDS, gettext_noop("the requester’s name")),
    ("requester.email", FactType.TEXT, gettext_noop("the requester’s e-mail")),
    ("requester.phone", FactType.TEXT, gettext_noop("the requester’s telephone")),
    (
        "requester.wrote",
        FactType.BOOLEAN,
        gettext_noop("the existence of an unanswered word of the requester"),
    ),
    ("assigned", FactType.BOOLEAN, gettext_noop("the existence of somebody in charge")),
    ("submitted.on", FactType.DATE, gettext_noop("the day of the submission")),
    ("due.on", FactType.DATE, gettext_noop("the due date")),
    ("legal.on", FactType.DATE, gettext_noop("the legal date")),
    (
        "contributions.open",
        FactType.WHOLE,
        gettext_noop("the number of contributions waited for"),
    ),
    (
        "items.open",
        FactType.WHOLE,
        gettext_noop("the number of items that the requester has not sent"),
    ),
    (
        "items.indispensable_open",
        FactType.WHOLE,
        gettext_noop("the number of indispensable items that the requester has not sent"),
    ),
    ("days.open", FactType.WHOLE, gettext_noop("the number of days since the submission")),
    ("days.here", FactType.WHOLE, gettext_noop("the number of days at this step")),
    ("days.left", FactType.WHOLE, gettext_noop("the number of days before the due date")),
)


@lru_cache(maxsize=1)
def own_facts() -> Vocabulary:
    """Return the facts that every request has, whatever its service."""
    channels, priority = wording.options_of(Channel), label(gettext_noop("the priority"))
    return Vocabulary(
        [
            Fact("channel", FactType.CHOICE, label(gettext_noop("the channel")), channels),
            Fact("priority", FactType.WHOLE, priority),
            *(Fact(name, kind, label(msgid)) for name, kind, msgid in _PLAIN),
        ]
    )


def vocabulary(fields: Iterable[Field] = ()) -> Vocabulary:
    """Return the facts that conditions may speak of; ``fields`` are those of a form."""
    return own_facts() | Vocabulary(form_facts(fields))


def words_of(workflow: Workflow) -> Words:
    """Return what conditions and texts of a workflow may name, the fields of its forms included.

    A field that two services ask for differently is no fact: nothing true can be said of it.
    """
    from grc.service_requests.versions.rehearsing import rehearsal_of

    services = Service.objects.filter(workflow=workflow, form_version__isnull=False)
    asked: dict[str, list[Fact]] = {}
    fields: dict[str, Field] = {}
    followers = list(services.select_related("form_version").order_by("pk"))
    for service in followers:
        if service.form_version is not None:
            fields |= {field.code: field for field in service.form_version.parsed}
            for fact in form_facts(service.form_version.parsed):
                asked.setdefault(fact.name, []).append(fact)
    known = Vocabulary(facts[0] for facts in asked.values() if _agree(facts))
    clock, asking = workflow.municipality.working_time, tuple(fields.values())
    return Words(
        own_facts() | known,
        own_placeholders() | {VALUES + code for code in fields},
        lambda definition: rehearsal_of(definition, clock=clock, fields=asking, services=followers),
        _unheld(followers),
        frozenset(Service.objects.values_list("code", flat=True)),
        tuple(workflow.municipality.languages),
        webhooks=frozenset(Webhook.objects.enabled().values_list("code", flat=True)),
    )


def _unheld(services: list[Service]) -> Unheld:
    """Return who tells where nobody holds a function; it reads nothing before it is asked."""
    holding: list[Holding] = []

    def told(function: str) -> list[LocalisedText]:
        if not holding:
            holding.append(Holding(services))
        found = (one for one in services if not holding[0].people(one, function))
        return [LocalisedText(service.name) for service in found]

    return told


def own_placeholders() -> frozenset[str]:
    """Return the names that texts may hold whatever the service."""
    return frozenset(BY_NAME)


def _agree(facts: list[Fact]) -> bool:
    codes = [{option.code for option in fact.options} for fact in facts]
    return all(fact.type is facts[0].type for fact in facts) and all(c == codes[0] for c in codes)


def facts_about(service_request: ServiceRequest, wanted: Collection[str]) -> dict[str, object]:
    """Return those facts that are wanted, each of the type that the vocabulary declares."""
    if not wanted:
        return {}
    known = own_values(service_request, service_request.municipality.zone, timezone.now())
    if any(name.startswith(VALUES) for name in wanted):
        fields = service_request.form_version.parsed
        known |= form_values(fields, service_request.values)
    known |= _of_the_workflow(service_request, wanted)
    return {name: known[name] for name in wanted if name in known}


def _of_the_workflow(service_request: ServiceRequest, wanted: Collection[str]) -> dict[str, object]:
    """Return what its buttons asked and its service chose, where a condition looks."""
    definition, known = service_request.machine.definition, dict[str, object]()
    if any(name.startswith(FILLED) for name in wanted):
        known |= form_values(definition.form_fields, service_request.filled, FILLED)
    if any(name.startswith(OPTIONS) for name in wanted):
        fields = [option.field for option in definition.options]
        known |= form_values(fields, options_of(service_request), OPTIONS)
    return known


class Known(Protocol):
    """What own facts are computed from: a request, or a case that only a scenario knows."""

    @property
    def channel(self) -> str: ...
    @property
    def priority(self) -> int: ...
    @property
    def place(self) -> str: ...
    @property
    def requester_name(self) -> str: ...
    @property
    def requester_email(self) -> str: ...
    @property
    def requester_phone(self) -> str: ...
    @property
    def requester_wrote_at(self) -> datetime | None: ...
    @property
    def assignee_id(self) -> Any: ...
    @property
    def contributions_open(self) -> int: ...
    @property
    def items_open(self) -> int: ...
    @property
    def items_indispensable_open(self) -> int: ...
    @property
    def submitted_at(self) -> datetime: ...
    @property
    def step_since(self) -> datetime: ...
    @property
    def due_on(self) -> date | None: ...
    @property
    def legal_on(self) -> date | None: ...


def own_values(known: Known, zone: tzinfo, now: datetime) -> dict[str, object]:
    """Return the values of the own facts, as they are at that moment in that time zone."""
    today, due = now.astimezone(zone).date(), known.due_on

    def day_of(moment: datetime) -> date:
        return moment.astimezone(zone).date()

    return {
        "channel": str(known.channel),
        "priority": int(known.priority or Priority.NORMAL),
        "place": known.place,
        "requester.name": known.requester_name,
        "requester.email": known.requester_email,
        "requester.phone": known.requester_phone,
        "requester.wrote": known.requester_wrote_at is not None,
        "assigned": known.assignee_id is not None,
        "submitted.on": day_of(known.submitted_at),
        "due.on": due,
        "legal.on": known.legal_on,
        "contributions.open": int(known.contributions_open),
        "items.open": int(known.items_open),
        "items.indispensable_open": int(known.items_indispensable_open),
        "days.open": (today - day_of(known.submitted_at)).days,
        "days.here": (today - day_of(known.step_since)).days,
        "days.left": (due - today).days if due is not None else None,
    }
