# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The timers that would come at once if living requests moved to a version as it is proposed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from grc.service_requests.models import ServiceRequest
from grc.service_requests.timers.moments import anchor_of, moment_after
from workflows.options import option_values
from workflows.timers import has_come

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from grc.service_requests.versions.impact import Impact, Standing
    from workflows.definition import Transition
    from workflows.models import WorkflowVersion

#: Requests of one step that are looked at: beyond them the count is “at least”.
MOST_LOOKED_AT: Final = 2_000


@dataclass(frozen=True)
class AtOnce:
    """A timer, the step at which it would come at once, and for how many requests.

    ``is_least``: there are more requests than were looked at.
    """

    standing: Standing
    timer: Transition
    count: int
    is_least: bool


def timers_at_once(impact: Impact, version: WorkflowVersion) -> Iterator[AtOnce]:
    """Yield the timers that would come within a minute of the move, with how many requests."""
    now = timezone.now()
    for standing in impact.standing:
        timers = version.machine.timers(standing.proposed) if standing.proposed else ()
        if not timers:
            continue
        rows = ServiceRequest.objects.open().filter(
            workflow_version=standing.version, step=standing.step.code
        )
        joined = rows.select_related("service", "municipality").defer("values").order_by("pk")
        found: Counter[str] = Counter()
        for row in joined[:MOST_LOOKED_AT]:
            found.update(way.code for way in timers if _has_passed(row, way, version, now))
        for way in timers:
            if found[way.code]:
                is_least = standing.count > MOST_LOOKED_AT
                yield AtOnce(standing, way, found[way.code], is_least)


def _has_passed(
    row: ServiceRequest, way: Transition, version: WorkflowVersion, now: datetime
) -> bool:
    if way.after is None:
        return False
    since = anchor_of(row, way.after.since)
    options = option_values(version.machine.definition.options, row.service.options)
    amount = way.after.amount_for(options)
    if since is None or amount is None or has_come(row.timers_fired, way.code, since.isoformat()):
        return False
    moment = moment_after(row.municipality, since, way.after, amount)
    return moment is not None and moment <= now
