# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import asyncio
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from notifications.sending import send
from notifications.waking import wake
from tests.notifications.smtp import Relay
from tests.notifications.town import Hello, Town, waiting_jobs


@pytest.fixture(autouse=True)
def short_lived_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread that ends without a word would keep its connection into the next test."""
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)


def _other_connections() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND usename = current_user"
        )
        return {pid for (pid,) in cursor.fetchall()}


def _work() -> None:
    """Do what ``manage.py procrastinate worker --one-shot`` does."""
    django_connector: Any = app.connector
    with app.replace_connector(django_connector.get_worker_connector()):

        async def run() -> None:
            async with app.open_async():
                await app.run_worker_async(
                    queues=["deliveries"],
                    wait=False,
                    install_signal_handlers=False,
                    listen_notify=False,
                    concurrency=2,
                )

        asyncio.run(run())


def test_the_worker_sends(chalons: Town, reims: Town, relay: Relay) -> None:
    """What was committed is sent by a worker, in the scope of its town."""
    deliveries = [(town, town.defer()) for town in (chalons, reims, chalons)]
    _work()
    assert [town.fetch(delivery).state for town, delivery in deliveries] == ["sent"] * 3
    assert len(relay.messages) == 3
    assert waiting_jobs() == []


def test_the_worker_waits_for_the_next_attempt(chalons: Town, relay: Relay) -> None:
    """In a worker too, the next job is written with the result that needs it."""
    relay.to_content = "451 later"
    delivery = chalons.defer()
    _work()
    assert waiting_jobs() == [(delivery.pk, chalons.fetch(delivery).next_attempt_at)]


def test_in_a_worker_a_job_shares_the_fate_of_the_transaction(
    chalons: Town, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A job deferred by a hook that then breaks is not left behind."""

    def sent(cls: Any, delivery: Any) -> None:
        wake(delivery.municipality_id, 4711)
        raise ZeroDivisionError

    monkeypatch.setattr(Hello, "sent", classmethod(sent))
    delivery = chalons.defer()
    _work()
    assert [pk for pk, _ in waiting_jobs()] == [delivery.pk]


def test_the_worker_leaves_no_connection_open(chalons: Town, relay: Relay) -> None:
    """Each thread of the worker gives its connection back as a page does."""
    for _ in range(4):
        chalons.defer()
    before = _other_connections()
    _work()
    with connection.cursor() as cursor:
        for _ in range(200):
            # A server process takes a moment to leave once its client has.
            if not (left := _other_connections() - before):
                break
            cursor.execute("SELECT pg_sleep(0.02)")
    assert left == set()
    assert len(relay.messages) == 4


def test_a_job_that_comes_late_succeeds(chalons: Town, relay: Relay) -> None:
    """A job that finds its delivery sent already succeeds and, like any success, is forgotten."""
    delivery = chalons.defer()
    send(chalons.pk, delivery.pk)
    _work()
    jobs = ProcrastinateJob.objects.filter(args__delivery_id=delivery.pk)
    assert list(jobs.values_list("status", flat=True)) == []
    assert len(relay.messages) == 1
