# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Deliveries without a job: their worker died, or the job was lost."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from procrastinate.contrib.django.models import ProcrastinateJob

from invariants import town_scope
from notifications.models import Delivery
from notifications.waking import LOCK_PREFIX, wake

if TYPE_CHECKING:
    from datetime import datetime

logger = logging.getLogger(__name__)

#: Jobs deferred for one town in one sweep: a long backlog is taken up in several minutes.
BATCH: Final = 1000


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
            wake(municipality_id, delivery_id)
            for lost in (abandoned, due)
            for delivery_id in lost.exclude(Exists(waiting)).values_list("pk", flat=True)[:BATCH]
        )
    if woken:
        logger.warning("%d deliveries of town %s had no job.", woken, municipality_id)
    return woken
