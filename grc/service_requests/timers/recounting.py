# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Timers that wait are counted anew when a town works at other hours, on other days, elsewhere.

However that was changed, it is noticed within a minute: the town remembers which clock its timers
follow, or which run counts them. Requests are looked at in batches, by their keys; a batch is one
transaction, in which the job of the next one is written: a worker that is killed loses nothing and
repeats nothing. What has come does not come again, since timers remember what they counted from.
Dates stay: a due date was promised, legal dates are those of the calendar.
"""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db.models import Q
from procrastinate.contrib.django.models import ProcrastinateJob

from grc.municipalities.models import Municipality
from grc.service_requests.models import ServiceRequest
from invariants import town_scope
from workflows.models import WorkflowVersion
from workflows.timers import Unit

if TYPE_CHECKING:
    from grc.service_requests.querysets import ServiceRequestQuerySet

logger = logging.getLogger(__name__)

#: Requests whose rows one transaction holds: nobody at a desk waits long for one of them.
AT_ONCE: Final = 200


def look_at_clock(municipality: Municipality) -> None:
    """Begin to count anew where the clock of a town is another than its timers follow.

    Raises ValueError where what is stored is no clock: nothing is counted before it is mended.
    """
    from grc.service_requests.tasks import recount_timers

    clock = municipality.clock_fingerprint
    if clock == municipality.clock_followed:
        return
    _ = municipality.working_time
    with municipality.scope():
        town = _held(municipality.pk)
        jobs = ProcrastinateJob.objects.filter(
            task_name=recount_timers.name,
            status__in=("todo", "doing"),
            args__run=town.clock_followed,
            args__clock=clock,
        )
        if not jobs.exists():
            town.clock_followed = run = secrets.token_hex(32)
            town.save(update_fields=["clock_followed"])
            # Until then a page may still count by the clock of before.
            later = recount_timers.configure(schedule_in={"seconds": settings.TOWN_BELIEVED})
            later.defer(municipality=town.pk, run=run, clock=clock)


def count_anew(municipality: int, run: str, clock: str, *, after: int = 0) -> None:
    """Count the timers of one batch anew: the requests of a town that follow the key ``after``.

    Nothing happens where the clock has changed since: another run counts, or will.
    """
    from grc.service_requests.tasks import recount_timers

    with town_scope(municipality):
        town = _held(municipality)
        if (town.clock_followed, town.clock_fingerprint) != (run, clock):
            return
        # Alone, then read with what they need: nothing is lost to a change we waited for.
        keys = list(_timed(after).locked().values_list("pk", flat=True)[:AT_ONCE])
        if keys:
            _count(town, keys)
            recount_timers.defer(municipality=town.pk, run=run, clock=clock, after=keys[-1])
        else:
            town.clock_followed = clock
            town.save(update_fields=["clock_followed"])


def _held(municipality: int) -> Municipality:
    """Return the town as it is now, held: batches and beginnings take turns."""
    return Municipality.objects.select_for_update(of=("self",), no_key=True).get(pk=municipality)


def _timed(after: int) -> ServiceRequestQuerySet:
    """Return the requests after this key that wait for a timer, or may though they do not."""
    versions = WorkflowVersion.objects.exclude(state=WorkflowVersion.State.DRAFT)
    by_clock = [one.pk for one in versions.defer("definition") if _follows_clock(one)]
    waiting = Q(timer_at__isnull=False) | Q(ended_at__isnull=True)
    found = ServiceRequest.objects.filter(waiting, pk__gt=after, workflow_version__in=by_clock)
    return found.order_by("pk")


def _follows_clock(version: WorkflowVersion) -> bool:
    """Return whether timers of a version depend on the hours, the holidays or the time zone."""
    delays = (way.after for way in version.machine.definition.transitions)
    return any(delay is not None and delay.unit is not Unit.HOURS for delay in delays)


def _count(municipality: Municipality, keys: list[int]) -> None:
    rows = ServiceRequest.objects.filter(pk__in=keys).select_related("service", "workflow_version")
    changed = []
    for row in rows.defer("workflow_version__definition"):
        row.municipality = municipality
        before = row.timer_at
        try:
            row.set_timer()
        except Exception:
            # One that fails does not hold up the others.
            logger.exception("The timers of request %s could not be counted anew.", row.pk)
            continue
        if row.timer_at != before:
            changed.append(row)
    ServiceRequest.objects.bulk_update(changed, ["timer_at"])
