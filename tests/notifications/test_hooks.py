# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import OperationalError, connection

from notifications import sending
from notifications.backoff import DELAYS, MAX_ATTEMPTS
from notifications.registry import Withheld
from notifications.sending import send
from tests.notifications.smtp import Relay
from tests.notifications.town import Hello, Town, lose_jobs, waiting_jobs

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
TROUBLE = ZeroDivisionError("in a hook")


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "PATIENCE", (0.0, 0.0, 0.0))


def test_withheld(chalons: Town, relay: Relay) -> None:
    """A delivery that must not leave any more does not, and the house is told why."""
    Hello.trouble["before_sending"] = Withheld("The text changed since it was approved.")
    delivery = chalons.defer()
    send(chalons.pk, delivery.pk)
    withheld = chalons.fetch(delivery)
    assert (withheld.state, withheld.sent_at) == ("withheld", None)
    assert withheld.transport_answer == "The text changed since it was approved."
    assert chalons.told == "failed withheld"
    assert relay.messages == []
    send(chalons.pk, delivery.pk)
    assert Hello.called == {"before_sending": 1, "failed": 1}


def test_a_broken_check_holds_back(chalons: Town, relay: Relay, clock: Any) -> None:
    """A check that breaks sends nothing; it is made again after the usual wait."""
    Hello.trouble["before_sending"] = TROUBLE
    delivery = chalons.defer()
    lose_jobs()
    with pytest.raises(ZeroDivisionError):
        send(chalons.pk, delivery.pk)
    waits = chalons.fetch(delivery)
    assert (waits.state, waits.attempts) == ("pending", 1)
    assert waiting_jobs() == [(delivery.pk, waits.next_attempt_at)]
    assert chalons.told == "chalons"
    Hello.trouble.clear()
    clock.shift(DELAYS[0] * 2)
    send(chalons.pk, delivery.pk)
    assert chalons.fetch(delivery).state == "sent"


def test_a_check_that_stays_broken_fails(chalons: Town, relay: Relay, clock: Any) -> None:
    """A check that never passes ends the delivery instead of trying for ever."""
    Hello.trouble["before_sending"] = TROUBLE
    delivery = chalons.defer()
    for _ in range(MAX_ATTEMPTS):
        with pytest.raises(ZeroDivisionError):
            send(chalons.pk, delivery.pk)
        clock.shift(timedelta(days=2))
    send(chalons.pk, delivery.pk)
    assert chalons.fetch(delivery).state == "failed"
    assert Hello.called["failed"] == 1
    assert relay.messages == []


def test_sent_hook_that_breaks(chalons: Town, relay: Relay, clock: Any) -> None:
    """The record and the hook succeed together or not at all; the message leaves once."""
    Hello.trouble["sent"] = TROUBLE
    delivery = chalons.defer()
    lose_jobs()
    with pytest.raises(ZeroDivisionError):
        send(chalons.pk, delivery.pk)
    waits = chalons.fetch(delivery)
    assert (waits.state, waits.sent_at, waits.accepted_at) == ("pending", None, NOW)
    assert chalons.told == "before_sending sending"
    assert waiting_jobs() == [(delivery.pk, waits.next_attempt_at)]

    Hello.trouble.clear()
    clock.shift(DELAYS[0] * 2)
    send(chalons.pk, delivery.pk)
    sent = chalons.fetch(delivery)
    assert (sent.state, sent.sent_at) == ("sent", NOW)
    assert sent.transport_answer == "250 2.0.0 queued as 1"
    assert chalons.told == "sent sent"
    assert len(relay.messages) == 1


def test_sent_hook_that_stays_broken(chalons: Town, relay: Relay, clock: Any) -> None:
    """What left is never called failed, however long the house cannot react to it."""
    Hello.trouble["sent"] = TROUBLE
    delivery = chalons.defer()
    for _ in range(MAX_ATTEMPTS + 3):
        with pytest.raises(ZeroDivisionError):
            send(chalons.pk, delivery.pk)
        clock.shift(timedelta(days=2))
    assert chalons.fetch(delivery).state == "pending"
    assert len(relay.messages) == 1


def test_failed_hook_that_breaks(chalons: Town, relay: Relay, clock: Any) -> None:
    """A failure that the house could not be told is recorded again, with the hook."""
    Hello.trouble["failed"] = TROUBLE
    relay.to_recipient = "550 nobody"
    delivery = chalons.defer()
    with pytest.raises(ZeroDivisionError):
        send(chalons.pk, delivery.pk)
    assert chalons.fetch(delivery).state == "pending"
    Hello.trouble.clear()
    clock.shift(DELAYS[0] * 2)
    send(chalons.pk, delivery.pk)
    failed = chalons.fetch(delivery)
    assert (failed.state, failed.transport_answer) == ("failed", "550 nobody")


def test_a_broken_transport_is_tried_again(
    chalons: Town, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error that nobody foresaw gives the delivery back, and is not hidden."""

    def carry(delivery: Any) -> str:
        raise TROUBLE

    monkeypatch.setattr(sending, "carry", carry)
    delivery = chalons.defer()
    with pytest.raises(ZeroDivisionError):
        send(chalons.pk, delivery.pk)
    waits = chalons.fetch(delivery)
    assert (waits.state, waits.transport_answer) == ("pending", "ZeroDivisionError")


def cut(pid: int) -> None:
    """End a connection of somebody else, as a database that is restarted does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    connection.close()


def backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone() or (0,)
    return int(pid)


def test_the_database_goes_away_at_the_worst_moment(chalons: Town, relay: Relay) -> None:
    """A connection that breaks between the relay's answer and the record loses nothing."""
    delivery, pid = chalons.defer(), backend()
    relay.before_answer = lambda: cut(pid)
    send(chalons.pk, delivery.pk)
    assert chalons.fetch(delivery).state == "sent"
    assert len(relay.messages) == 1
    assert backend() != pid


def test_the_database_goes_away_while_it_is_told(
    chalons: Town, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record that breaks off half way is made again as soon as the database is back."""
    pids = [backend()]

    def sent(cls: Any, delivery: Any) -> None:
        Hello.called["sent"] += 1
        while pids:
            in_a_thread(lambda: cut(pids.pop()))
        assert backend()

    monkeypatch.setattr(Hello, "sent", classmethod(sent))
    delivery = chalons.defer()
    send(chalons.pk, delivery.pk)
    assert chalons.fetch(delivery).state == "sent"
    assert (len(relay.messages), Hello.called["sent"]) == (1, 2)


def test_the_database_goes_away_before_the_relay_is_asked(
    chalons: Town, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is nobody's fault: no attempt is counted, and the delivery is due as before."""
    pid = backend()

    def before_sending(cls: Any, delivery: Any) -> None:
        in_a_thread(lambda: cut(pid))
        assert backend()

    monkeypatch.setattr(Hello, "before_sending", classmethod(before_sending))
    delivery = chalons.defer()
    with pytest.raises(OperationalError):
        send(chalons.pk, delivery.pk)
    waits = chalons.fetch(delivery)
    assert (waits.state, waits.attempts) == ("pending", 0)
    assert relay.messages == []


def in_a_thread(gesture: Callable[[], None]) -> None:
    """Do it over another connection."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(gesture).result()
