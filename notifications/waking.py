# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Jobs that wake a worker for a delivery. They hold ids only, and losing one loses nothing."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Final

from django.db import transaction
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

from notifications.models.enums import Transport

if TYPE_CHECKING:
    from datetime import datetime

QUEUE: Final = "deliveries"
#: Of calls to other systems, whose time is theirs: a worker takes few of them at once
#: (``notifications.worker``), and mails go first.
WEBHOOK_QUEUE: Final = "webhooks"
QUEUES: Final = (QUEUE, WEBHOOK_QUEUE)
SEND_TASK: Final = "notifications.tasks.send_delivery"
#: At most one job waits for a delivery. No ``lock``: a job that died with its worker would keep it
#: for ever, and the row's own lock already decides who sends.
LOCK_PREFIX: Final = "delivery:"


def wake(
    municipality_id: int,
    delivery_id: int,
    *,
    transport: str = Transport.EMAIL,
    at: datetime | None = None,
    is_new: bool = False,
) -> bool:
    """Defer the job that sends a delivery, in the current transaction of Django.

    Return False when one waits already; for a delivery that this transaction wrote none does.
    """
    # In a worker the application's own connector is another connection than Django's: a job
    # deferred through it would survive a rollback, or run before the commit.
    is_call = transport == Transport.WEBHOOK
    job = configure_task(
        name=SEND_TASK,
        job_manager=JobManager(DjangoConnector()),
        queue=WEBHOOK_QUEUE if is_call else QUEUE,
        priority=-1 if is_call else 0,
        queueing_lock=f"{LOCK_PREFIX}{delivery_id}",
        schedule_at=at,
    )
    try:
        # Only where a job may wait already is there anything to step back from.
        with nullcontext() if is_new else transaction.atomic():
            job.defer(municipality_id=municipality_id, delivery_id=delivery_id)
    except AlreadyEnqueued:
        return False
    return True
