# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Timers that have come, taken in small batches by as many workers as there are.

A batch is one transaction: its rows are locked, those that another worker holds are passed over. A
worker that is killed loses its batch, and the next one finds it again.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone

from grc.catalog.options import follows_options
from grc.journal.models import Event
from grc.service_requests.models import ServiceRequest
from workflows.models import WorkflowVersion
from workflows.timers import OptionAmount

if TYPE_CHECKING:
    from datetime import datetime

    from grc.catalog.models import Service
    from grc.municipalities.models import Municipality

logger = logging.getLogger(__name__)

#: Requests whose rows one transaction holds: nobody at a desk waits long for one of them.
AT_ONCE: Final = 50
#: Batches of one run: other towns wait for their turn as well.
MOST_BATCHES: Final = 400
# What cannot be done now is tried again later, by itself.
TRIED_AGAIN: Final = timedelta(hours=1)


def fire_due(municipality: Municipality, *, at: datetime) -> int:
    """Take every timer of a town that has come by ``at``; return how many requests were looked at.

    May run twice at the same time: each request is taken by one.
    """
    looked_at = 0
    for _batch in range(MOST_BATCHES):
        with municipality.scope():
            found = _batch_of(at)
            for service_request in found:
                _fire(service_request, municipality, at)
        looked_at += len(found)
        if len(found) < AT_ONCE:
            break
    return looked_at


@follows_options
def look_again(service: Service) -> None:
    """Let the workers work out anew when timers come, where a service chooses how long they take.

    A shorter length would be noticed at the end of the longer one only.
    """
    living = ServiceRequest.objects.open().filter(service=service).order_by()
    versions = WorkflowVersion.objects.filter(pk__in=living.values("workflow_version"))
    chosen = [version.pk for version in versions if _counts_by_options(version)]
    living.filter(workflow_version__in=chosen).update(timer_at=timezone.now())


def _counts_by_options(version: WorkflowVersion) -> bool:
    delays = (way.after for way in version.machine.definition.transitions)
    return any(delay is not None and isinstance(delay.amount, OptionAmount) for delay in delays)


def _batch_of(at: datetime) -> list[ServiceRequest]:
    # Nothing waits here, so that the joined rows are as fresh as the locked ones.
    rows = ServiceRequest.objects.filter(timer_at__lte=at).order_by("timer_at", "pk")
    locked = rows.select_for_update(of=("self",), skip_locked=True)
    joined = locked.select_related("service", "team", "form_version", "workflow_version")
    return list(joined.defer("workflow_version__definition")[:AT_ONCE])


def _fire(service_request: ServiceRequest, municipality: Municipality, at: datetime) -> None:
    """Take one request's timer. One that fails does not hold up the others."""
    service_request.municipality = municipality
    try:
        with transaction.atomic():
            service_request.fire_timer(at=at)
    except Exception:
        logger.exception("A timer of request %s failed.", service_request.pk)
        ServiceRequest.objects.filter(pk=service_request.pk).update(timer_at=at + TRIED_AGAIN)
        Event.objects.record("timer_failed", service_request, by=None)
