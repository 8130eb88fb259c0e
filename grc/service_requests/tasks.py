# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the worker does for requests by itself. Each may run twice, or late."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.utils import timezone
from procrastinate.contrib.django import app

from grc.municipalities.models import Municipality
from grc.service_requests.law.receipts import complete
from grc.service_requests.law.silence import watch
from grc.service_requests.timers.firing import fire_due
from grc.service_requests.timers.recounting import count_anew, look_at_clock
from grc.service_requests.versions.moving import carry_on, wake_forgotten

logger = logging.getLogger(__name__)


@app.periodic(cron="* * * * *", periodic_id="service_requests.timers")
@app.task(queue="timers", queueing_lock="service_requests.timers")
def fire_timers(timestamp: int) -> None:
    """Every minute: take the timers of workflows that have come, in each town."""
    _in_every_town(lambda town: fire_due(town, at=timezone.now()), "timers")


@app.periodic(cron="*/10 * * * *", periodic_id="service_requests.receipts")
@app.task(queue="timers", queueing_lock="service_requests.receipts")
def complete_acknowledgements(timestamp: int) -> None:
    """Every ten minutes: acknowledge in full what could only be received before."""
    _in_every_town(lambda town: complete(town, at=timezone.now()), "acknowledgements")


@app.periodic(cron="5 * * * *", periodic_id="service_requests.silence")
@app.task(queue="timers", queueing_lock="service_requests.silence")
def watch_silence(timestamp: int) -> None:
    """Every hour: tell of legal dates that are near, and record what silence decided."""
    _in_every_town(lambda town: watch(town, at=timezone.now()), "legal dates")


@app.task(queue="moves")
def move_requests(municipality: int, move: int) -> None:
    """Move living requests to another version, or back."""
    carry_on(Municipality.objects.get(pk=municipality), move)


@app.periodic(cron="* * * * *", periodic_id="service_requests.moves")
@app.task(queue="moves", queueing_lock="service_requests.moves")
def carry_on_moving(timestamp: int) -> None:
    """Every minute: wake a worker for moves that are not done and that no job knows of."""
    _in_every_town(wake_forgotten, "moves")


@app.periodic(cron="* * * * *", periodic_id="service_requests.clocks")
@app.task(queue="moves", queueing_lock="service_requests.clocks")
def look_at_clocks(timestamp: int) -> None:
    """Every minute: begin to count timers anew where a town works at other hours than before."""
    _in_every_town(look_at_clock, "clock")


@app.task(queue="moves")
def recount_timers(municipality: int, run: str, clock: str, after: int = 0) -> None:
    """Count a batch of timers anew, and let a worker go on after it."""
    count_anew(municipality, run, clock, after=after)


def _in_every_town(job: Callable[[Municipality], object], what: str) -> None:
    """Run a job in each town. One that fails does not hold up the others."""
    errors: list[Exception] = []
    for municipality in Municipality.objects.order_by("pk"):
        try:
            job(municipality)
        except Exception as error:
            logger.exception("The %s of town %s could not be looked at.", what, municipality.slug)
            errors.append(error)
    if errors:
        raise ExceptionGroup("Some towns could not be looked at.", errors)
