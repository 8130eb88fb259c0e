# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the worker does for answers by itself. Each may run twice, or late."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from grc.answers.models import Turn
from grc.answers.rounds.timing import AT_ONCE, rescue, stranded, time_out
from grc.answers.signing import SignatureUnavailable, backend, sweep
from grc.answers.telling.digest import tell_everybody
from grc.answers.telling.lapsing import warn_of_lapses
from grc.answers.texts.review import remind
from grc.municipalities.models import Municipality

if TYPE_CHECKING:
    from collections.abc import Callable

# Every ten minutes for a day: a parapheur may be away for a night.
WITHDRAWING = RetryStrategy(max_attempts=144, wait=600, retry_exceptions={SignatureUnavailable})

logger = logging.getLogger(__name__)


@app.periodic(cron="* * * * *", periodic_id="answers.turns")
@app.task(queue="answers", queueing_lock="answers.turns")
def turn_times(timestamp: int) -> None:
    """Every minute: remind, pass on, go on, wherever the time of a turn has passed."""
    _in_every_town(_turn_times)


@app.periodic(cron="*/10 * * * *", periodic_id="answers.stranded")
@app.task(queue="answers", queueing_lock="answers.stranded")
def stranded_turns(timestamp: int) -> None:
    """Every ten minutes: pass on what waits for people who are no longer there."""
    _in_every_town(_stranded_turns)


@app.periodic(cron="30 5 * * *", periodic_id="answers.lapsing")
@app.task(queue="answers", queueing_lock="answers.lapsing")
def lapsing_delegations(timestamp: int) -> None:
    """Every morning: warn of the delegations that end within thirty days."""
    _in_every_town(warn_of_lapses)


@app.periodic(cron="0 5 * * *", periodic_id="answers.reviews")
@app.task(queue="answers", queueing_lock="answers.reviews")
def remind_of_reviews(timestamp: int) -> None:
    """Each morning: tell owners which standard texts to read again."""
    _in_every_town(remind)


@app.periodic(cron="20 * * * *", periodic_id="answers.digest")
@app.task(queue="answers", queueing_lock="answers.digest")
def inbox_digests(timestamp: int) -> None:
    """Every hour: write to those who are waited for, where it is morning."""
    _in_every_town(_digests)


@app.periodic(cron="* * * * *", periodic_id="answers.signatures")
@app.task(queue="answers", queueing_lock="answers.signatures")
def signatures(timestamp: int) -> None:
    """Every minute: hand decisions over to the parapheur, collect what was signed."""
    if not backend().is_manual:
        _in_every_town(sweep)


@app.task(queue="answers", retry=WITHDRAWING)
def withdraw_signature(ticket: str) -> None:
    """Take an act back from the parapheur: its answer was taken back."""
    backend().withdraw(ticket)


def _digests(municipality: Municipality) -> None:
    with municipality.scope():
        tell_everybody(municipality, at=timezone.now())


def _turn_times(municipality: Municipality) -> None:
    with municipality.scope():
        due = list(Turn.objects.timed_out(timezone.now()).values_list("pk", flat=True)[:AT_ONCE])
    _each(municipality, due, time_out)


def _stranded_turns(municipality: Municipality) -> None:
    with municipality.scope():
        today = timezone.now().astimezone(municipality.zone).date()
        alone = stranded(Turn.objects.open().filter(escalated_at=None), on=today)
    _each(municipality, alone, rescue)


def _each(municipality: Municipality, turns: list[int], job: Callable[[int], object]) -> None:
    """Look at each turn by itself. One that fails does not hold up the others."""
    errors: list[Exception] = []
    for turn in turns:
        try:
            with municipality.scope():
                job(turn)
        except Exception as error:
            logger.exception("Turn %s could not be looked at.", turn)
            errors.append(error)
    if errors:
        raise ExceptionGroup("Some turns could not be looked at.", errors)


def _in_every_town(job: Callable[[Municipality], object]) -> None:
    """Run a job in each town. One that fails does not hold up the others."""
    errors: list[Exception] = []
    for municipality in Municipality.objects.order_by("pk"):
        try:
            job(municipality)
        except Exception as error:
            logger.exception("The answers of town %s could not be looked at.", municipality.slug)
            errors.append(error)
    if errors:
        raise ExceptionGroup("Some towns could not be looked at.", errors)
