# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the worker runs. The worker itself gives each task a fresh or healthy connection."""

from __future__ import annotations

import logging

from django.apps import apps
from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from notifications.sending import send
from notifications.sweeping import bury_jobs, take_up
from notifications.waking import QUEUE

logger = logging.getLogger(__name__)


@app.task(queue=QUEUE)
def send_delivery(municipality_id: int, delivery_id: int) -> None:
    """Send one delivery. Runs twice harmlessly; two workers at once send once."""
    send(municipality_id, delivery_id)


@app.periodic(cron="* * * * * */10", periodic_id="notifications")
@app.task(queue=QUEUE, queueing_lock="notifications.sweep", priority=1)
def sweep(timestamp: int) -> None:
    """Every ten seconds: wake a worker for each delivery that lost its job, or its worker.

    A town that fails does not hold up the others; its error is raised at the end.
    """
    errors: list[Exception] = []
    towns = apps.get_model(settings.MUNICIPALITY_MODEL)._default_manager
    for municipality_id in towns.order_by("pk").values_list("pk", flat=True):
        try:
            take_up(municipality_id, at=timezone.now())
        except Exception as error:
            logger.exception("The deliveries of town %s could not be swept.", municipality_id)
            errors.append(error)
    bury_jobs()
    if errors:
        raise ExceptionGroup("Some towns could not be swept.", errors)
