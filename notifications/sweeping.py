# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Deliveries without a job, jobs without a worker: what somebody who died left behind."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

from django.db import connection
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from procrastinate.contrib.django.models import ProcrastinateJob

from invariants import town_scope
from notifications.models import Delivery
from notifications.waking import LOCK_PREFIX, QUEUES, wake

if TYPE_CHECKING:
    from datetime import datetime

logger = logging.getLogger(__name__)

#: Jobs deferred for one town in one sweep: a long backlog is taken up in several.
BATCH: Final = 1000
#: Seconds without a heartbeat after which a worker is dead (the settings say how often it beats).
SILENCE: Final = 20
#: Seconds that no job of ours takes, not even with a slow relay and the database away.
LONGEST_JOB: Final = 900
_DEAD: Final = """
    NOT EXISTS (
        SELECT FROM procrastinate_workers worker
        WHERE worker.id = job.worker_id
        AND worker.last_heartbeat > now() - make_interval(secs => %(silence)s)
    )
"""
# A job of ours holds ids only, and the deliveries that it would have sent are taken up by
# themselves; what comes again by the clock comes again.
_BURY: Final = f"""
    DELETE FROM procrastinate_jobs job
    WHERE job.status = 'doing' AND (
        (job.args ? 'timestamp' AND {_DEAD})
        OR (job.queue_name = ANY(%(queues)s) AND ({_DEAD} OR NOT EXISTS (
            SELECT FROM procrastinate_events event
            WHERE event.job_id = job.id AND event.type = 'started'
            AND event.at > now() - make_interval(secs => %(longest)s)
        )))
    )
"""  # noqa: S608 - no value of anybody
# Whatever else died with its worker is done again: our tasks may run twice.
_REVIVE: Final = f"""
    UPDATE procrastinate_jobs job SET status = 'todo', worker_id = NULL, scheduled_at = NULL
    WHERE job.status = 'doing' AND job.queue_name <> ALL(%(queues)s)
    AND NOT job.args ? 'timestamp' AND {_DEAD}
    AND NOT EXISTS (
        SELECT FROM procrastinate_jobs other
        WHERE other.queueing_lock = job.queueing_lock AND other.status = 'todo'
    )
"""  # noqa: S608 - no value of anybody


def take_up(municipality_id: int, *, at: datetime) -> int:
    """Wake a worker for what a town has to send and no waiting job will; return how many."""
    waiting = ProcrastinateJob.objects.filter(
        status="todo",
        queueing_lock=Concat(Value(LOCK_PREFIX), Cast(OuterRef("pk"), CharField())),
    )
    with town_scope(municipality_id):
        due = Delivery.objects.due(at).order_by("next_attempt_at")
        abandoned = Delivery.objects.abandoned(at).order_by("claimed_at")
        woken = sum(
            wake(municipality_id, delivery_id, transport=transport)
            for lost in (abandoned, due)
            for delivery_id, transport in lost.exclude(Exists(waiting)).values_list(
                "pk", "transport"
            )[:BATCH]
        )
    if woken:
        logger.warning("%d deliveries of town %s had no job.", woken, municipality_id)
    return woken


def bury_jobs() -> int:
    """Delete the jobs that died with their worker, or whose end was not recorded; return how many.

    They would say "doing" for ever. Those that nothing brings again are given to another worker.
    """
    limits: dict[str, Any] = {"queues": list(QUEUES), "silence": SILENCE, "longest": LONGEST_JOB}
    with connection.cursor() as cursor:
        cursor.execute(_REVIVE, limits)
        cursor.execute(_BURY, limits)
        return int(cursor.rowcount)
