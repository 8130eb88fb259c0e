# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Other systems take their time: neither mails nor transactions wait for them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from notifications import registry
from notifications.worker import MOST_CALLS
from tests.notifications.calling import Call, defer
from tests.notifications.receiver import Receiver, receiving
from tests.notifications.smtp import Relay
from tests.notifications.town import Town

SECONDS = 20.0
IN_TRANSACTION = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND usename = current_user AND state LIKE 'idle in transaction%%'
"""


@pytest.fixture(autouse=True)
def call(hello: Any, monkeypatch: Any) -> type[Call]:
    monkeypatch.setattr(Call, "where", {})
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    return registry.register(Call)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        Call.where["url"] = receiver.url
        yield receiver


@pytest.fixture
def working(transactional_db: None) -> Iterator[threading.Thread]:
    """A worker with four hands, as deployed, in a thread of its own."""
    ended = threading.Event()

    async def run() -> None:
        async with app.open_async():
            work = asyncio.create_task(
                app.run_worker_async(concurrency=4, install_signal_handlers=False)
            )
            while not ended.is_set() and not work.done():
                await asyncio.sleep(0.02)
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)

    def live() -> None:
        with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
            asyncio.run(run())

    thread = threading.Thread(target=live, daemon=True)
    yield thread
    ended.set()
    thread.join(SECONDS)
    assert not thread.is_alive()


def open_transactions() -> int:
    with connection.cursor() as cursor:
        cursor.execute(IN_TRANSACTION)
        return int((cursor.fetchone() or (0,))[0])


def until(condition: Any) -> None:
    deadline = threading.Event()
    for _ in range(int(SECONDS / 0.05)):
        if condition():
            return
        deadline.wait(0.05)
    raise AssertionError("It did not come to pass.")


def test_slow_receivers_hold_up_no_mail(
    chalons: Town, relay: Relay, receiver: Receiver, working: threading.Thread
) -> None:
    """However many calls wait: few at once, mails between them, no transaction open meanwhile."""
    receiver.may_answer.clear()
    calls = [defer(chalons) for _ in range(6)]
    working.start()
    until(lambda: receiver.open_now == MOST_CALLS)
    mails = [chalons.defer() for _ in range(4)]
    until(lambda: len(relay.messages) == len(mails))
    assert (receiver.most_open, len(receiver.calls)) == (MOST_CALLS, MOST_CALLS)
    # A heartbeat or a renewed claim is in one for a moment; a call must not be.
    until(lambda: open_transactions() == 0)
    assert receiver.open_now == MOST_CALLS

    receiver.may_answer.set()
    until(lambda: all(chalons.fetch(call).state == "sent" for call in calls))
    assert receiver.most_open == MOST_CALLS


def test_mails_go_first(chalons: Town, receiver: Receiver, relay: Relay) -> None:
    """A call waits in a queue of its own, behind what people are told."""
    defer(chalons)
    chalons.defer()
    jobs = ProcrastinateJob.objects.filter(status="todo").order_by("id")
    assert list(jobs.values_list("queue_name", "priority")) == [("webhooks", -1), ("deliveries", 0)]
