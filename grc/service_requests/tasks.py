# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the worker does for requests by itself. Each may run twice, or late."""

from __future__ import annotations

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from grc.municipalities.models import Municipality
from grc.service_requests.firing import fire_due

logger = logging.getLogger(__name__)


@app.periodic(cron="* * * * *", periodic_id="service_requests.timers")
@app.task(queue="timers", queueing_lock="service_requests.timers")
def fire_timers(timestamp: int) -> None:
    """Every minute: take the timers of workflows that have come, in each town."""
    errors: list[Exception] = []
    for municipality in Municipality.objects.order_by("pk"):
        try:
            fire_due(municipality, at=timezone.now())
        except Exception as error:
            logger.exception("The timers of town %s could not be looked at.", municipality.slug)
            errors.append(error)
    if errors:
        raise ExceptionGroup("Some towns could not be looked at.", errors)
