# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Before silence decides, colleagues are told; when it has, the history says so (law R1.28).

Pages ask the calendar themselves (``legal.implicit_decision``): no worker has to run for a decision
to be seen. What happens here is told once for each date, and anew where the date moves.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from grc.accounts.enums import Role
from grc.accounts.models import Membership, User
from grc.journal.models import Event
from grc.service_requests.law.dates import implicit_decision
from grc.service_requests.models import ServiceRequest
from grc.service_requests.notifications import LegalDateNear
from workflows.timers import Anchor, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from grc.municipalities.models import Municipality

logger = logging.getLogger(__name__)

#: Days before the legal date on which colleagues are told, the nearest first.
WARNED: Final = (1, 7, 15)
#: Days for which a worker that was away still tells the history what silence decided.
LOOKED_BACK: Final = 31
#: Requests of one transaction.
AT_ONCE: Final = 50
_NEAR, _BORN = "legal_date_near", "implicit_decision"


def watch(municipality: Municipality, *, at: datetime) -> int:
    """Tell what is near and record what silence decided; return how much was told.

    May run twice at the same time: each request is taken by one.
    """
    today = timezone.localdate(at, timezone=municipality.zone)
    days = (today - timedelta(days=LOOKED_BACK), today + timedelta(days=max(WARNED)))
    after, said = 0, 0
    while True:
        with municipality.scope():
            found = _batch_after(after, days)
            told = _told_before(found)
            for service_request in found:
                service_request.municipality = municipality
                said += _looked_at(service_request, told, today)
        if len(found) < AT_ONCE:
            return said
        after = found[-1].pk


def warning_due(days_left: int) -> int | None:
    """Return how many days before the date the warning is that is due so many days before it."""
    return next((days for days in WARNED if 0 < days_left <= days), None)


def _batch_after(pk: int, days: tuple[date, date]) -> list[ServiceRequest]:
    rows = ServiceRequest.objects.open().filter(legal_on__range=days, answered_by__isnull=True)
    later = rows.filter(pk__gt=pk).order_by("pk")
    locked = later.select_for_update(of=("self",), skip_locked=True)
    joined = locked.select_related("service", "team", "workflow_version", "assignee")
    return list(joined.defer("workflow_version__definition")[:AT_ONCE])


def _told_before(rows: Iterable[ServiceRequest]) -> set[tuple[int, str, str, int]]:
    """Return what was told of these requests: which, what, of which date, how long before."""
    events = Event.objects.filter(
        subject_type=ServiceRequest._meta.label_lower,
        subject_id__in=[row.pk for row in rows],
        name__in=(_NEAR, _BORN),
    )
    return {
        (event.subject_id, event.name, event.data["legal_on"], event.data.get("days", 0))
        for event in events.only("subject_id", "name", "data")
    }


def _looked_at(
    service_request: ServiceRequest, told: set[tuple[int, str, str, int]], today: date
) -> bool:
    """Look at one request alone: one that fails does not keep the others from being told."""
    try:
        with transaction.atomic():
            return _look_at(service_request, told, today)
    except Exception:
        logger.exception("The legal date of request %s could not be told.", service_request.pk)
        return False


def _look_at(
    service_request: ServiceRequest, told: set[tuple[int, str, str, int]], today: date
) -> bool:
    legal_on = service_request.legal_on
    if legal_on is None:
        return False
    day = legal_on.isoformat()
    if (decided := implicit_decision(service_request)) is not None:
        if (service_request.pk, _BORN, day, 0) in told:
            return False
        Event.objects.record(_BORN, service_request, by=None, legal_on=day, silence=str(decided))
        return True
    days = warning_due((legal_on - today).days)
    if days is None or (service_request.pk, _NEAR, day, days) in told:
        return False
    if _warns_itself(service_request, days):
        return False
    event = Event.objects.record(_NEAR, service_request, by=None, legal_on=day, days=days)
    for person in _colleagues(service_request):
        LegalDateNear(service_request, event, person).defer(
            municipality=service_request.municipality, subject=service_request
        )
    return True


def _warns_itself(service_request: ServiceRequest, days: int) -> bool:
    """Return whether the workflow tells colleagues itself, so long before the date."""
    delays = (way.after for way in service_request.machine.timers(service_request.step))
    return any(
        delay is not None
        and (delay.since, delay.before, delay.unit, delay.amount)
        == (Anchor.LEGAL_DATE, True, Unit.DAYS, days)
        for delay in delays
    )


def _colleagues(service_request: ServiceRequest) -> list[User]:
    """Return who has it and who supervises the team; administrators where there is nobody."""
    members = Membership.objects.filter(user__is_active=True)
    supervisors = members.filter(team=service_request.team_id, role=Role.SUPERVISOR)
    people = User.objects.filter(
        Q(pk__in=supervisors.values("user")) | Q(pk=service_request.assignee_id or 0),
        is_active=True,
    )
    found = list(people.order_by("pk"))
    if not found:
        administrators = members.filter(role=Role.ADMINISTRATOR)
        found = list(User.objects.filter(pk__in=administrators.values("user")).order_by("pk"))
    return found
