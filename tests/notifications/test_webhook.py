# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Calls to other systems: signed, in time, never redirected, tried again (law R8.11)."""

from __future__ import annotations

import time
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from notifications import registry
from notifications.backoff import JITTER
from notifications.models import Delivery
from notifications.sending import send
from notifications.transports import addresses, posting, webhook
from notifications.transports.addresses import ip_address
from tests.notifications.calling import CONTENT, FORMER, KEY, Call, defer, secret
from tests.notifications.receiver import Receiver, certificate, closed_port, receiving
from tests.notifications.town import Town, lose_jobs, waiting_jobs

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def call(hello: Any, monkeypatch: Any) -> type[Call]:
    monkeypatch.setattr(Call, "where", {})
    monkeypatch.setattr(Call, "called", Counter())
    return registry.register(Call)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        Call.where["url"] = receiver.url
        yield receiver


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def attempt(town: Town, delivery: Delivery) -> Delivery:
    send(town.pk, delivery.pk)
    return town.fetch(delivery)


@pytest.mark.parametrize("status", [300, 301, 302, 307, 308, 400, 401, 404, 500])
def test_what_is_not_2xx_is_tried_again(
    chalons: Town, receiver: Receiver, clock: Any, status: int
) -> None:
    """Redirects as well, and nobody is followed elsewhere."""
    receiver.status, receiver.headers = status, {"Location": receiver.url + "/elsewhere"}
    waits = attempt(chalons, defer(chalons))
    assert (waits.state, waits.attempts) == ("pending", 1)
    assert waits.transport_answer.startswith(f"{status} ")
    assert [call.path for call in receiver.calls] == ["/hook"]
    assert "failed" not in Call.called


def test_410_ends_it_at_once(chalons: Town, receiver: Receiver) -> None:
    """Whoever says that nobody is there any more is not asked again."""
    receiver.status = 410
    failed = attempt(chalons, defer(chalons))
    assert (failed.state, failed.attempts, Call.called["failed"]) == ("failed", 1, 1)
    assert webhook.is_gone(failed)


def test_an_address_inside_is_never_called(
    chalons: Town, receiver: Receiver, settings: Any
) -> None:
    """It fails at once, with the reason, and no connection is made."""
    settings.WEBHOOK_NETWORKS = ()
    failed = attempt(chalons, defer(chalons))
    assert (failed.state, receiver.calls) == ("failed", [])
    assert "is inside the house" in failed.transport_answer


@pytest.mark.parametrize(
    ("manners", "answer"),
    [
        ({"raw": b"220 smtp.example ready\r\n"}, "RemoteProtocolError"),
        ({"raw": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000}, "RemoteProtocolError"),
        ({"raw": b""}, "RemoteProtocolError"),
        ({"raw": b"HTTP/1.1 100 Continue\r\n\r\n"}, "RemoteProtocolError"),
    ],
)
def test_what_is_no_answer_passes(
    chalons: Town, receiver: Receiver, manners: dict[str, Any], answer: str
) -> None:
    """Another protocol, a head without end, nothing at all: tried again later."""
    for name, value in manners.items():
        setattr(receiver, name, value)
    waits = attempt(chalons, defer(chalons))
    assert waits.state == "pending"
    assert waits.transport_answer.startswith(answer)


def test_what_is_too_long_is_not_sent(chalons: Town, receiver: Receiver) -> None:
    """The standard knows 20 KB: more would be refused there, or read in part."""
    failed = attempt(chalons, defer(chalons, content="x" * 20_001))
    assert (failed.state, receiver.calls) == ("failed", [])


def test_nobody_there_passes(chalons: Town) -> None:
    """A receiver that is down is called again."""
    Call.where["url"] = f"http://127.0.0.1:{closed_port()}/"
    waits = attempt(chalons, defer(chalons))
    assert waits.state == "pending"
    assert waits.transport_answer.startswith("ConnectionRefusedError")


def test_a_name_that_nobody_finds_passes(chalons: Town, monkeypatch: Any) -> None:
    """Neither an error nor a silence of the resolver ends a call."""
    Call.where["url"] = "http://erp.example/"
    monkeypatch.setattr(posting, "DEADLINE", 0.3)

    def silent(*_args: Any) -> Any:
        time.sleep(0.6)  # The system's resolver cannot be hurried.

    monkeypatch.setattr(addresses, "addresses_of", silent)
    delivery = defer(chalons)
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        posting.post(addresses.target_of("http://erp.example/"), b"", [], seconds=0.2)
    assert time.monotonic() - began < 0.5

    def unknown(*_args: Any) -> Any:
        raise OSError("Name or service not known")

    monkeypatch.setattr(addresses, "addresses_of", unknown)
    assert attempt(chalons, delivery).state == "pending"


@pytest.mark.parametrize("drips", [b"", b"HTTP/1.1 204 No Content\r\nX: " + b"x" * 500])
def test_a_slow_receiver_has_a_time_in_all(receiver: Receiver, drips: bytes) -> None:
    """Silent, or a byte now and then: the time is for all of it, not for each byte."""
    receiver.drips, receiver.pause = drips, 0.05
    if not drips:
        receiver.may_answer.clear()
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        posting.post(addresses.target_of(receiver.url), b"{}", [], seconds=0.4)
    assert 0.3 < time.monotonic() - began < 1.5
    assert posting.DEADLINE == 15


def test_a_slow_text_does_not_undo_the_status(receiver: Receiver) -> None:
    """Whoever said 200 took the message, whatever comes after, or does not."""
    receiver.drips = b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nhello"
    receiver.pause = 0.001
    answer = posting.post(addresses.target_of(receiver.url), b"{}", [], seconds=1)
    assert (answer.status, answer.body) == (200, b"hello")


def test_a_huge_answer_is_not_read(chalons: Town, receiver: Receiver) -> None:
    """At most 64 KB are read and 200 characters kept, as plain text on one line."""
    receiver.status = 200
    receiver.body = "<b>\u202emerci\x00\x1b[31m\r\n\u00e9</b>".encode() + b"x" * 5_000_000
    answer = posting.post(addresses.target_of(receiver.url), b"{}", [])
    assert len(answer.body) == 64 * 1024
    sent = attempt(chalons, defer(chalons))
    assert sent.state == "sent"
    assert sent.transport_answer.startswith("200 OK <b> merci [31m \u00e9</b>xxx")
    assert len(sent.transport_answer) == 200


def test_the_reference_library_accepts_the_signature(chalons: Town, receiver: Receiver) -> None:
    """And refuses one word more, or another secret; the content is that of the outbox."""
    delivery = defer(chalons)
    sent = attempt(chalons, delivery)
    (call,) = receiver.calls
    assert (sent.state, sent.transport_answer) == ("sent", "204 No Content")
    assert call.content.decode() == sent.text == CONTENT
    assert Webhook(secret(KEY)).verify(call.content, call.headers)["type"] == "lamp.mended"
    for wrong in ((call.content + b" ", KEY), (call.content, FORMER)):
        with pytest.raises(WebhookVerificationError):
            Webhook(secret(wrong[1])).verify(wrong[0], call.headers)
    assert call.headers["webhook-id"] == delivery.message_id
    assert call.headers["Content-Type"] == "application/json"
    assert not any(name.lower().startswith("x-auto") for name in call.headers)


def test_two_secrets_at_a_time(chalons: Town, receiver: Receiver) -> None:
    """While a secret is changed, whoever has the old one or the new one can check."""
    Call.where["keys"] = (KEY, FORMER)
    attempt(chalons, defer(chalons))
    (call,) = receiver.calls
    signatures = call.headers["webhook-signature"].split(" ")
    assert len(signatures) == 2
    for key in (KEY, FORMER):
        assert Webhook(secret(key)).verify(call.content, call.headers)
    assert len(b64decode(signatures[0].removeprefix("v1,"))) == 32


def test_the_whole_schedule(chalons: Town, receiver: Receiver, clock: Any) -> None:
    """Ten attempts; each has the same id and content, and the moment of its own."""
    receiver.status = 500
    delivery = defer(chalons)
    seconds = [0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]
    assert [delay.total_seconds() for delay in webhook.DELAYS] == seconds[1:]
    for number, delay in enumerate(webhook.DELAYS, start=1):
        waits = attempt(chalons, delivery)
        assert (waits.state, waits.attempts) == ("pending", number)
        assert waits.next_attempt_at is not None
        assert delay <= waits.next_attempt_at - datetime.now(UTC) <= delay * (1 + JITTER)
        clock.move_to(waits.next_attempt_at)
    failed = attempt(chalons, delivery)
    assert (failed.state, failed.attempts, Call.called["failed"]) == ("failed", 10, 1)
    assert {call.headers["webhook-id"] for call in receiver.calls} == {delivery.message_id}
    assert {call.content for call in receiver.calls} == {CONTENT.encode()}
    moments = [int(call.headers["webhook-timestamp"]) for call in receiver.calls]
    assert moments == sorted(set(moments))
    assert moments[-1] == int(datetime.now(UTC).timestamp())
    Webhook(secret(KEY)).verify(receiver.calls[-1].content, receiver.calls[-1].headers)


@pytest.mark.parametrize(
    ("status", "said", "least", "most"),
    [
        (503, "3600", 3600, 3600),
        (429, "120", 120, 120),
        (502, format_datetime(NOW + timedelta(minutes=10), usegmt=True), 600, 600),
        (504, "999999999999", 86_400, 86_400),
        (429, "1", 5, 6),
        (429, "soon", 5, 6),
        (429, "Mon, 1 Mar 2027 07:00:00 GMT", 5, 6),
        (429, "-5", 5, 6),
        (500, "3600", 5, 6),
    ],
)
def test_who_asks_for_patience_gets_it(
    chalons: Town, receiver: Receiver, clock: Any, status: int, said: str, least: int, most: int
) -> None:
    """Retry-After, in seconds or as a date, of those who throttle; a day at most."""
    receiver.status, receiver.headers = status, {"Retry-After": said}
    delivery = defer(chalons)
    lose_jobs()
    waits = attempt(chalons, delivery)
    assert waits.next_attempt_at is not None
    assert least <= (waits.next_attempt_at - NOW).total_seconds() <= most
    assert waiting_jobs() == [(delivery.pk, waits.next_attempt_at)]


def test_sent_again_it_is_the_same_message(chalons: Town, receiver: Receiver) -> None:
    """Another delivery of a message bears its id: who has it already lets it pass."""
    first = defer(chalons)
    attempt(chalons, first)
    again = defer(chalons, again=first.message_id)
    attempt(chalons, again)
    assert again.message_id != first.message_id
    assert {call.headers["webhook-id"] for call in receiver.calls} == {first.message_id}


def test_over_tls_the_name_is_proven(chalons: Town, tmp_path: Path, monkeypatch: Any) -> None:
    """The connection goes to the address, the certificate must be of the name."""
    with receiving(certificate(tmp_path, "erp.example")) as receiver:
        monkeypatch.setattr(addresses, "addresses_of", lambda *_: [ip_address("127.0.0.1")])
        delivery = defer(chalons)
        for url in (f"https://erp.example:{receiver.port}/", "https://other.example:%d/"):
            Call.where["url"] = url.replace("%d", str(receiver.port))
            with time_machine.travel(datetime.now(UTC) + timedelta(days=1), tick=False):
                assert attempt(chalons, delivery).state == "pending"
                assert "CERTIFICATE_VERIFY_FAILED" in chalons.fetch(delivery).transport_answer
            # From now on the authority is known; the second name is still another's.
            monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
            delivery = defer(chalons)
        Call.where["url"] = f"https://erp.example:{receiver.port}/hook"
        assert attempt(chalons, delivery).state == "sent"
    (call,) = receiver.calls
    assert call.headers["Host"] == f"erp.example:{receiver.port}"
