# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from notifications import sweeping, tasks
from notifications.sending import send
from notifications.sweeping import take_up
from notifications.tasks import sweep
from tests.notifications.smtp import Relay
from tests.notifications.town import Town, lose_jobs, waiting_jobs


def _now() -> datetime:
    return datetime.now(UTC)


def test_what_has_a_job_is_left_alone(chalons: Town) -> None:
    """A delivery for which a job waits needs no other."""
    delivery = chalons.defer()
    assert take_up(chalons.pk, at=_now()) == 0
    assert waiting_jobs() == [(delivery.pk, None)]


def test_what_is_not_due_is_left_alone(chalons: Town, relay: Relay) -> None:
    """A delivery that waits for its next attempt, or that is finished, is not taken up."""
    sent, waits = chalons.defer(), chalons.defer()
    send(chalons.pk, sent.pk)
    relay.to_content = "451 later"
    send(chalons.pk, waits.pk)
    lose_jobs()
    assert take_up(chalons.pk, at=_now()) == 0
    assert take_up(chalons.pk, at=_now() + timedelta(days=9)) == 1
    assert [delivery for delivery, _ in waiting_jobs()] == [waits.pk]


def test_a_lost_job_is_replaced(chalons: Town, reims: Town, relay: Relay) -> None:
    """In every town, a delivery that lost its job gets one, once."""
    deliveries = [chalons.defer(), reims.defer()]
    lose_jobs()
    sweep(timestamp=0)
    sweep(timestamp=60)
    assert sorted(delivery for delivery, _ in waiting_jobs()) == [d.pk for d in deliveries]


def test_a_job_being_done_does_not_hide_a_lost_one(chalons: Town) -> None:
    """A job that died with its worker stays "doing" for ever; the delivery gets another."""
    delivery = chalons.defer()
    jobs: Any = ProcrastinateJob.objects.all()
    jobs.update(status="doing")
    assert take_up(chalons.pk, at=_now()) == 1
    assert waiting_jobs() == [(delivery.pk, None)]


def test_a_backlog_is_taken_up_in_parts(chalons: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sweep of a town ends, however much waits."""
    monkeypatch.setattr(sweeping, "BATCH", 2)
    for _ in range(3):
        chalons.defer()
    lose_jobs()
    assert [take_up(chalons.pk, at=_now()) for _ in range(3)] == [2, 1, 0]


def test_a_town_in_trouble_holds_up_no_other(
    chalons: Town, reims: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error of one town is raised once the others were swept."""
    delivery = reims.defer()
    lose_jobs()

    def take_up_reims(municipality_id: int, *, at: datetime) -> int:
        if municipality_id == chalons.pk:
            raise ZeroDivisionError
        return take_up(municipality_id, at=at)

    monkeypatch.setattr(tasks, "take_up", take_up_reims)
    with pytest.raises(ExceptionGroup):
        sweep(timestamp=0)
    assert waiting_jobs() == [(delivery.pk, None)]


def test_sweeps_every_minute() -> None:
    """The worker sweeps each minute, and at most one sweep waits."""
    periodic = app.periodic_registry.periodic_tasks["notifications.tasks.sweep", "notifications"]
    assert periodic.cron == "* * * * *"
    assert (periodic.task.queue, periodic.task.queueing_lock) == (
        "deliveries",
        "notifications.sweep",
    )
