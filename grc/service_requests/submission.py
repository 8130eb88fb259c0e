# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Filing a request: one transaction writes the row, its files, its event, its acknowledgement."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grc.clock.working_time import add_working_days, calendar_of
from grc.core.refusals import NotNow
from grc.journal.models import Event
from grc.service_requests.enums import Channel
from grc.service_requests.law.receipts import acknowledge
from grc.service_requests.models import ServiceRequest
from workflows.models import WorkflowVersion

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from django.core.files.uploadedfile import UploadedFile

    from grc.catalog.models import Service
    from grc.journal.models.event import Actor


@dataclass(frozen=True, kw_only=True)
class Requester:
    """Who asks, as they said it. Contact data belong to one request (law R2.02)."""

    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    language: str = "fr"


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where it is: words, and a position where one is known (WGS 84, degrees)."""

    text: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, kw_only=True)
class Filing:
    """Everything somebody filled in, checked by the form."""

    values: dict[str, Any]
    requester: Requester = field(default_factory=Requester)
    place: Place = field(default_factory=Place)
    files: dict[str, list[UploadedFile[bytes]]] = field(default_factory=dict)
    channel: Channel = Channel.PORTAL
    form_token: UUID | None = None
    # The request whose workflow opens this one: nobody filed it, so nobody is thanked.
    linked_from: ServiceRequest | None = None


@transaction.atomic
def submit(service: Service, filing: Filing, *, by: Actor) -> ServiceRequest:
    """File a request and return it. The same form token twice returns the first one.

    Raises NotNow when the service has no published form or workflow.
    """
    try:
        service_request = _row(service, filing)
        with transaction.atomic():
            service_request.save(force_insert=True)
    except (IntegrityError, NotNow):
        # The same form arrived before, perhaps a moment ago and through another process.
        if (earlier := _filed_before(filing)) is not None:
            return earlier
        raise
    told: dict[str, Any] = {"channel": filing.channel, "service": service.pk}
    if filing.linked_from is not None:
        told["linked_from"] = filing.linked_from.pk
    Event.objects.record("submitted", service_request, by=by, **told)
    for code, files in filing.files.items():
        for upload in files:
            service_request.attach(upload, field=code, by=by)
    if filing.linked_from is None:
        acknowledge(service_request)
    return service_request


def _filed_before(filing: Filing) -> ServiceRequest | None:
    if filing.form_token is None:
        return None
    return ServiceRequest.objects.filter(form_token=filing.form_token).first()


def _row(service: Service, filing: Filing) -> ServiceRequest:
    published = WorkflowVersion.objects.published().filter(workflow=service.workflow_id)
    # There is at most one; its definition is in the process's memory once it was read.
    version = next(iter(published.only("published_at", "municipality_id")), None)
    if version is None or service.form_version is None:
        raise NotNow(
            _("%(service)s is not open yet. Call the town hall: they can take your request.")
            % {"service": service.title}
        )
    start, now = version.machine.start, timezone.now()
    service_request = ServiceRequest(
        linked_from=filing.linked_from,
        municipality=service.municipality,
        service=service,
        form_version=service.form_version,
        workflow_version=version,
        step=start.code,
        step_kind=start.kind,
        step_since=now,
        submitted_at=now,
        team=service.team,
        channel=filing.channel,
        language=filing.requester.language,
        values=filing.values,
        requester_name=filing.requester.name,
        requester_email=filing.requester.email,
        requester_phone=filing.requester.phone,
        requester_address=filing.requester.address,
        place=filing.place.text[:300],
        latitude=filing.place.latitude,
        longitude=filing.place.longitude,
        form_token=filing.form_token,
    )
    service_request.summary = service_request.describe()[:200]
    service_request.due_on = _due_on(service, now)
    day = now.astimezone(service.municipality.zone).date()
    service_request.legal_on, service_request.silence = service.legal_date_of(day), service.silence
    service_request.set_timer()
    return service_request


def _due_on(service: Service, now: datetime) -> date | None:
    """Return the day by which the service means to have answered; None where it names none."""
    if not service.target_days:
        return None
    municipality = service.municipality
    return add_working_days(
        now.astimezone(municipality.zone).date(),
        service.target_days,
        calendar_of(municipality.country, municipality.subdivision),
    )
