# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Where requests wait: how many stand at each step today, and how long steps took of late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db import connection
from django.utils import timezone

if TYPE_CHECKING:
    from workflows.models import Workflow

# How many of the newest requests of one service are looked at: a median needs no more.
MOST_SAMPLED: Final = 5_000
_MEDIANS: Final = """
    WITH sampled AS (
        SELECT request.id, request.submitted_at
        FROM catalog_service service CROSS JOIN LATERAL (
            SELECT id, submitted_at FROM service_requests_servicerequest
            WHERE municipality_id = service.municipality_id AND service_id = service.id
            AND submitted_at >= %(since)s
            ORDER BY submitted_at DESC, id DESC LIMIT %(most)s
        ) request
        WHERE service.municipality_id = %(town)s AND service.workflow_id = %(workflow)s
    ), moves AS (
        SELECT event.name, event.data ->> 'from' AS step, event.data ->> 'transition' AS way,
            event.at - coalesce(lag(event.at) OVER (
                PARTITION BY event.subject_id ORDER BY event.id), sampled.submitted_at) AS took
        FROM sampled JOIN journal_event event ON event.municipality_id = %(town)s
            AND event.subject_type = 'service_requests.servicerequest'
            AND event.subject_id = sampled.id AND event.name = 'moved'
    )
    SELECT step, way, count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY took)
    FROM moves GROUP BY GROUPING SETS ((step), (step, way))
"""


@dataclass(frozen=True)
class Figure:
    """How many, and how long in the middle of them; either may be unknown."""

    count: int | None = None
    median: timedelta | None = None


@dataclass(frozen=True)
class Living:
    """What is so today: by step, and by step and way, each by code."""

    steps: Mapping[str, Figure] = field(default_factory=dict)
    ways: Mapping[tuple[str, str], Figure] = field(default_factory=dict)


def living_figures(
    workflow: Workflow, counts: Mapping[str, int], *, since: datetime | None = None
) -> Living:
    """Return the living requests by step with the median times of those submitted ``since``.

    The time of a step is from arriving to leaving it, the time of a way that of the requests that
    took it; six months by default, the newest requests of each service only.
    """
    begun = since or timezone.now() - timedelta(days=182)
    params: dict[str, datetime | int] = {
        "since": begun,
        "most": MOST_SAMPLED,
        "town": workflow.municipality_id,
        "workflow": workflow.pk,
    }
    steps = {code: Figure(count) for code, count in counts.items()}
    ways: dict[tuple[str, str], Figure] = {}
    with connection.cursor() as cursor:
        cursor.execute(_MEDIANS, params)
        for step, way, taken, median in cursor.fetchall():
            if way is None:
                steps[step] = Figure(counts.get(step, 0), median)
            else:
                ways[step, way] = Figure(taken, median)
    return Living(steps, ways)
