# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from notifications import sweeping, tasks
from notifications.sending import send
from notifications.sweeping import LONGEST_JOB, SILENCE, bury_jobs, take_up
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


@pytest.mark.parametrize(
    ("silence", "since", "left"),
    [(0, 0, 1), (SILENCE + 1, 0, 0), (None, 0, 0), (0, LONGEST_JOB + 1, 0)],
    ids=["alive", "silent", "gone", "for ever"],
)
def test_jobs_of_the_dead_are_buried(
    chalons: Town, silence: int | None, since: int, left: int
) -> None:
    """A job being done is left alone while its worker lives, and no longer than a job can take."""
    delivery = chalons.defer()
    begin_job(silence=silence, since=since)
    sweep(timestamp=0)
    doing = ProcrastinateJob.objects.filter(status="doing")
    assert [job.args["delivery_id"] for job in doing] == [delivery.pk] * left
    assert waiting_jobs() == [(delivery.pk, None)]


@pytest.mark.parametrize(
    ("silence", "since", "args", "left"),
    [
        (0, LONGEST_JOB + 1, {"ticket": "T"}, ["doing"]),
        (None, 0, {"ticket": "T"}, ["todo"]),
        (SILENCE + 1, 0, {"ticket": "T"}, ["todo"]),
        (0, LONGEST_JOB + 1, {"timestamp": 1}, ["doing"]),
        (None, 0, {"timestamp": 1}, []),
    ],
    ids=["alive and slow", "gone", "silent", "by the clock, alive", "by the clock, gone"],
)
def test_jobs_of_other_queues_are_done_again(
    chalons: Town, silence: int | None, since: int, args: dict[str, Any], left: list[str]
) -> None:
    """Nothing brings them again but the clock: what died with its worker goes to another."""
    chalons.defer()
    begin_job(silence=silence, since=since)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET queue_name = 'others', args = %s, queueing_lock = NULL",
            [json.dumps(args)],
        )
    bury_jobs()
    jobs = ProcrastinateJob.objects.filter(queue_name="others")
    assert [job.status for job in jobs] == left


def begin_job(*, silence: int | None, since: int) -> None:
    """Let a worker begin the only job, and then be silent that long (None: it left), in seconds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT worker_id FROM procrastinate_register_worker_v1()")
        (worker,) = cursor.fetchone() or (0,)
        cursor.execute("SELECT procrastinate_fetch_job_v2(NULL, %s)", [worker])
        cursor.execute(
            "UPDATE procrastinate_events SET at = now() - make_interval(secs => %s)", [since]
        )
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - make_interval(secs => %s)",
            [silence or 0],
        )
        if silence is None:
            cursor.execute("SELECT procrastinate_unregister_worker_v1(%s)", [worker])


def test_sweeps_every_ten_seconds() -> None:
    """The worker sweeps each ten seconds, and at most one sweep waits."""
    periodic = app.periodic_registry.periodic_tasks["notifications.tasks.sweep", "notifications"]
    assert periodic.cron == "* * * * * */10"
    assert (periodic.task.queue, periodic.task.queueing_lock) == (
        "deliveries",
        "notifications.sweep",
    )
