# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from notifications import sending
from notifications.backoff import MAX_ATTEMPTS
from notifications.models.outbox import ABANDONED_AFTER
from notifications.sending import send
from notifications.sweeping import take_up
from notifications.transports import relay as smtp
from tests.notifications.smtp import Relay
from tests.notifications.town import Hello, Town, lose_jobs, waiting_jobs

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)


class Killed(BaseException):
    """What no ``except Exception`` sees: the process is gone."""


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def _die(*args: Any, **kwargs: Any) -> None:
    raise Killed


def _send_and_die(town: Town, pk: int, where: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sending, where, _die)
        with pytest.raises(Killed):
            send(town.pk, pk)
    lose_jobs()


@pytest.mark.parametrize(("where", "copies"), [("carry", 1), ("_record_acceptance", 2)])
def test_taken_up_again(chalons: Town, relay: Relay, clock: Any, where: str, copies: int) -> None:
    """What a dead worker held is sent by another, as the same message, within seconds."""
    delivery = chalons.defer()
    _send_and_die(chalons, delivery.pk, where)
    assert chalons.fetch(delivery).state == "sending"
    clock.shift(ABANDONED_AFTER)
    assert take_up(chalons.pk, at=datetime.now(UTC)) == 1
    assert waiting_jobs() == [(delivery.pk, None)]
    send(chalons.pk, delivery.pk)
    assert chalons.fetch(delivery).state == "sent"
    assert [m["Message-ID"] for m in relay.messages] == [delivery.message_id] * copies
    assert len({m.as_string() for m in relay.messages}) == 1
    assert Hello.called["sent"] == 1


def test_not_taken_from_the_living(chalons: Town, relay: Relay, clock: Any) -> None:
    """A claim is respected until no living worker can still hold it."""
    delivery = chalons.defer()
    _send_and_die(chalons, delivery.pk, "carry")
    clock.shift(ABANDONED_AFTER - timedelta(seconds=1))
    assert take_up(chalons.pk, at=datetime.now(UTC)) == 0
    send(chalons.pk, delivery.pk)
    assert relay.messages == []


def test_a_conversation_has_an_end(chalons: Town, relay: Relay, settings: Any) -> None:
    """The transport gives up in the end, whatever the relay does."""
    delivery = chalons.defer()
    relay.may_answer.clear()
    started = time.monotonic()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(smtp, "DEADLINE", 0.2)
        send(chalons.pk, delivery.pk)
    assert time.monotonic() - started < settings.EMAIL_TIMEOUT
    assert "timed out" in chalons.fetch(delivery).transport_answer


def test_a_late_result_is_dropped(
    chalons: Town, relay: Relay, clock: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """Who wakes up after another took over does not record its result over the other's."""
    delivery = chalons.defer()

    def carry_slowly(claimed: Any) -> str:
        patch.undo()
        clock.shift(ABANDONED_AFTER)
        send(chalons.pk, delivery.pk)
        return "250 too late"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sending, "carry", carry_slowly)
        send(chalons.pk, delivery.pk)
    sent = chalons.fetch(delivery)
    assert (sent.state, sent.attempts) == ("sent", 2)
    assert sent.transport_answer == "250 2.0.0 queued as 1"
    assert Hello.called["sent"] == 1
    assert "taken over" in caplog.text


def test_a_late_result_leaves_the_next_claim_alone(chalons: Town, relay: Relay, clock: Any) -> None:
    """Who wakes up while another is sending does not end the delivery in its place."""
    delivery = chalons.defer()

    def carry_slowly(claimed: Any) -> str:
        patch.undo()
        clock.shift(ABANDONED_AFTER)
        _send_and_die(chalons, delivery.pk, "carry")
        return "250 too late"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sending, "carry", carry_slowly)
        send(chalons.pk, delivery.pk)
    held = chalons.fetch(delivery)
    assert (held.state, held.attempts, held.sent_at) == ("sending", 2, None)
    assert "sent" not in Hello.called


def test_a_message_that_kills_is_given_up(chalons: Town, relay: Relay, clock: Any) -> None:
    """A delivery that takes every worker with it ends as failed, without another attempt."""
    delivery = chalons.defer()
    for _ in range(MAX_ATTEMPTS):
        _send_and_die(chalons, delivery.pk, "carry")
        clock.shift(ABANDONED_AFTER)
    send(chalons.pk, delivery.pk)
    assert chalons.fetch(delivery).state == "failed"
    assert chalons.told == "failed failed"
    assert relay.messages == []
