# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Acknowledging what was filed; a bare receipt, and a task, where something is missing (R1.04).

Whoever files hears at once that it arrived. Where the town did not write down all that the law
wants in an acknowledgement, that is all they hear: administrators are told what is missing, and the
whole acknowledgement follows by itself once it is there. They are told again before the tenth day.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone

from grc.accounts.enums import Role
from grc.accounts.models import Membership, User
from grc.journal.models import Event
from grc.service_requests.law.acknowledging import received_on
from grc.service_requests.models import ServiceRequest
from grc.service_requests.notifications import (
    Acknowledgement,
    AcknowledgementLacking,
    Incomplete,
    Receipt,
)

if TYPE_CHECKING:
    from datetime import date, datetime

    from grc.municipalities.models import Municipality

logger = logging.getLogger(__name__)

#: Days of the calendar until the whole acknowledgement must have left: the stricter reading.
DAYS: Final = 10
#: Days before that on which administrators are told again.
WARNED: Final = 3
#: Requests of one transaction.
AT_ONCE: Final = 50


def acknowledge(service_request: ServiceRequest) -> None:
    """Tell the requester that their request arrived, in the transaction that files it."""
    lacking = _acknowledged(service_request)
    if lacking is None:
        return
    town = service_request.municipality
    Receipt(service_request).defer(municipality=town, subject=service_request)
    service_request.acknowledge_by = received_on(service_request) + timedelta(days=DAYS)
    service_request.save(update_fields=["acknowledge_by"])
    Event.objects.record(
        "acknowledgement_lacking", service_request, by=None, missing=list(lacking.missing)
    )
    _tell_administrators(service_request, lacking)


def complete(municipality: Municipality, *, at: datetime) -> int:
    """Acknowledge in full what could not be before, and return how many.

    May run twice at the same time: each request is taken by one.
    """
    today = timezone.localdate(at, timezone=municipality.zone)
    after, completed = 0, 0
    while True:
        with municipality.scope():
            found = _batch_after(after)
            for service_request in found:
                service_request.municipality = municipality
                completed += _completed(service_request, today + timedelta(days=WARNED))
        if len(found) < AT_ONCE:
            return completed
        after = found[-1].pk


def _batch_after(pk: int) -> list[ServiceRequest]:
    rows = ServiceRequest.objects.filter(acknowledge_by__isnull=False, pk__gt=pk).order_by("pk")
    locked = rows.select_for_update(of=("self",), skip_locked=True)
    return list(locked.select_related("service", "team", "form_version")[:AT_ONCE])


def _completed(service_request: ServiceRequest, warned_until: date) -> bool:
    """Complete one alone: one that fails does not keep the others waiting."""
    try:
        with transaction.atomic():
            return _complete(service_request, warned_until)
    except Exception:
        logger.exception("Request %s could not be acknowledged.", service_request.pk)
        return False


def _complete(service_request: ServiceRequest, warned_until: date) -> bool:
    lacking = _acknowledged(service_request)
    if lacking is not None:
        due = service_request.acknowledge_by
        if due is not None and due <= warned_until:
            _tell_administrators(service_request, lacking, is_late=True)
        return False
    service_request.acknowledge_by = None
    service_request.save(update_fields=["acknowledge_by"])
    Event.objects.record("acknowledgement_completed", service_request, by=None)
    return True


def _acknowledged(service_request: ServiceRequest) -> Incomplete | None:
    """Defer the whole acknowledgement; return why it could not be."""
    notification = Acknowledgement(service_request)
    try:
        notification.defer(municipality=service_request.municipality, subject=service_request)
    except Incomplete as lacking:
        return lacking
    return None


def _tell_administrators(
    service_request: ServiceRequest, lacking: Incomplete, *, is_late: bool = False
) -> None:
    """Write to each administrator: once a day for a service, once more for a request that waits."""
    members = Membership.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True)
    for person in User.objects.filter(pk__in=members.values("user")).order_by("pk"):
        AcknowledgementLacking(service_request, person, lacking.missing, is_late=is_late).defer(
            municipality=service_request.municipality, subject=service_request.service
        )
