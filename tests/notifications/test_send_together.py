# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connections

from invariants import town_scope
from notifications.models import Delivery
from notifications.sending import send
from tests.notifications.smtp import Relay
from tests.notifications.town import Hello, Town


def _start(work: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_a_second_worker_leaves_it_alone(chalons: Town, relay: Relay) -> None:
    """While one worker talks to the relay, another that gets the same job does nothing."""
    delivery = chalons.defer()
    relay.may_answer.clear()
    first = _start(lambda: send(chalons.pk, delivery.pk))
    assert relay.reached.wait(10)
    send(chalons.pk, delivery.pk)
    assert chalons.fetch(delivery).state == "sending"
    relay.may_answer.set()
    first.join(10)
    assert len(relay.messages) == 1
    assert chalons.fetch(delivery).attempts == 1


def test_a_locked_delivery_is_passed_by(chalons: Town, relay: Relay) -> None:
    """A worker does not stand in line behind whoever has the row in hand."""
    delivery = chalons.defer()
    locked, done = threading.Event(), threading.Event()

    def hold() -> None:
        with town_scope(chalons.pk):
            Delivery.objects.select_for_update().get(pk=delivery.pk)
            locked.set()
            done.wait(5)

    holder = _start(hold)
    assert locked.wait(10)
    send(chalons.pk, delivery.pk)
    assert not done.is_set()
    assert holder.is_alive()
    done.set()
    holder.join(10)
    assert chalons.fetch(delivery).state == "pending"


def test_workers_at_the_same_instant_send_once(chalons: Town, relay: Relay) -> None:
    """Of several workers that start at once on the same deliveries, one sends each."""
    deliveries = [chalons.defer() for _ in range(5)]
    gate = threading.Barrier(4)

    def work() -> None:
        gate.wait(10)
        for delivery in deliveries:
            send(chalons.pk, delivery.pk)

    for worker in [_start(work) for _ in range(4)]:
        worker.join(30)
    assert sorted(message["Message-ID"] for message in relay.messages) == sorted(
        delivery.message_id for delivery in deliveries
    )
    assert Hello.called["sent"] == 5
