# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from notifications.backoff import DELAYS, JITTER, MAX_ATTEMPTS
from notifications.sending import send
from tests.notifications.smtp import Relay
from tests.notifications.town import Hello, Town, lose_jobs, waiting_jobs

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.mark.parametrize("stage", ["to_recipient", "to_content"])
def test_refused_for_good(chalons: Town, relay: Relay, stage: str) -> None:
    """A 5xx ends the delivery at once, with the relay's words and the hook."""
    delivery = chalons.defer()
    setattr(relay, stage, "550 5.1.1 nobody of that name")
    send(chalons.pk, delivery.pk)
    failed = chalons.fetch(delivery)
    assert (failed.state, failed.attempts) == ("failed", 1)
    assert failed.transport_answer == "550 5.1.1 nobody of that name"
    assert chalons.told == "failed failed"


@pytest.mark.parametrize(
    ("manners", "answer"),
    [
        ({"to_recipient": "451 4.7.1 come back later"}, "451 4.7.1 come back later"),
        ({"to_content": "452 4.3.1 full"}, "452 4.3.1 full"),
        ({"to_recipient": "530 5.7.0 sign in first"}, "530 5.7.0 sign in first"),
        ({"breaks": True}, "SMTPServerDisconnected"),
    ],
)
def test_refused_for_now(
    chalons: Town, relay: Relay, clock: Any, manners: dict[str, Any], answer: str
) -> None:
    """What may pass puts the delivery back in the queue, and a job that waits until then."""
    delivery = chalons.defer()
    lose_jobs()
    for name, value in manners.items():
        setattr(relay, name, value)
    send(chalons.pk, delivery.pk)
    waits = chalons.fetch(delivery)
    assert (waits.state, waits.attempts, waits.claimed_by) == ("pending", 1, "")
    assert waits.transport_answer.startswith(answer)
    assert waits.next_attempt_at is not None
    assert NOW + DELAYS[0] <= waits.next_attempt_at <= NOW + DELAYS[0] * (1 + JITTER)
    assert waiting_jobs() == [(delivery.pk, waits.next_attempt_at)]
    assert "failed" not in Hello.called


def test_a_silent_relay_passes(chalons: Town, relay: Relay, settings: Any) -> None:
    """A relay that says nothing for too long is asked again later."""
    settings.EMAIL_TIMEOUT = 0.2
    delivery = chalons.defer()
    relay.may_answer.clear()
    send(chalons.pk, delivery.pk)
    waits = chalons.fetch(delivery)
    assert waits.state == "pending"
    assert "timed out" in waits.transport_answer


def test_an_absent_relay_passes(chalons: Town, settings: Any) -> None:
    """Nobody at the relay's port is not the message's fault."""
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    delivery = chalons.defer()
    send(chalons.pk, delivery.pk)
    waits = chalons.fetch(delivery)
    assert waits.state == "pending"
    assert "ConnectionRefusedError" in waits.transport_answer


def test_a_refused_sign_in_passes(chalons: Town, relay: Relay, settings: Any) -> None:
    """A wrong password of the relay does not end every delivery of the town."""
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = "wrong"
    delivery = chalons.defer()
    send(chalons.pk, delivery.pk)
    waits = chalons.fetch(delivery)
    assert waits.state == "pending"
    assert waits.transport_answer.startswith("535 ")


def test_not_before_its_time(chalons: Town, relay: Relay, clock: Any) -> None:
    """A job that comes early leaves the delivery where it is."""
    delivery = chalons.defer()
    relay.to_content = "451 later"
    send(chalons.pk, delivery.pk)
    relay.to_content = ""
    clock.shift(DELAYS[0] - timedelta(seconds=1))
    send(chalons.pk, delivery.pk)
    assert chalons.fetch(delivery).attempts == 1


def test_the_whole_schedule(chalons: Town, relay: Relay, clock: Any) -> None:
    """Nine attempts over two days, each wait longer than the last; then the delivery fails."""
    delivery = chalons.defer()
    relay.to_content = "451 later"
    for attempt, delay in enumerate(DELAYS, start=1):
        send(chalons.pk, delivery.pk)
        waits = chalons.fetch(delivery)
        assert (waits.state, waits.attempts) == ("pending", attempt)
        assert waits.next_attempt_at is not None
        assert delay <= waits.next_attempt_at - datetime.now(UTC) <= delay * (1 + JITTER)
        clock.move_to(waits.next_attempt_at)
    assert "failed" not in Hello.called
    send(chalons.pk, delivery.pk)
    failed = chalons.fetch(delivery)
    assert (failed.state, failed.attempts) == ("failed", MAX_ATTEMPTS)
    assert failed.transport_answer == "451 later"
    assert chalons.told == "failed failed"
    assert Hello.called == {"before_sending": 9, "failed": 1}


def test_the_last_attempt_can_succeed(chalons: Town, relay: Relay, clock: Any) -> None:
    """A relay that is mended in time gets the message it was first given."""
    delivery = chalons.defer()
    relay.to_content = "451 later"
    send(chalons.pk, delivery.pk)
    relay.to_content = ""
    clock.shift(DELAYS[0] * 2)
    send(chalons.pk, delivery.pk)
    assert chalons.fetch(delivery).state == "sent"
    (message,) = relay.messages
    assert message["Message-ID"] == delivery.message_id
    assert message["Date"].datetime == NOW
