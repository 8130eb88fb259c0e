# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError

from grc.dev.processes import wait_until
from notifications import holding
from notifications.holding import RENEWED_EVERY
from notifications.models import Delivery
from notifications.models.outbox import ABANDONED_AFTER
from notifications.sending import send
from tests.notifications.smtp import Relay
from tests.notifications.town import Town

PATIENCE = 10.0


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "RENEWED_EVERY", 0.01)
    monkeypatch.setattr(holding, "TRIED_AGAIN_AFTER", 0.01)


def test_a_slow_relay_keeps_its_claim(chalons: Town, relay: Relay) -> None:
    """However long the relay takes, nobody takes the delivery of a living worker."""
    delivery = chalons.defer()
    ages: list[datetime | None] = []

    def look() -> None:
        first = chalons.fetch(delivery).claimed_at
        assert first is not None
        assert wait_until(lambda: claimed_at() > first, PATIENCE)
        send(chalons.pk, delivery.pk)
        ages.append(first)

    def claimed_at() -> datetime:
        found = chalons.fetch(delivery).claimed_at
        assert found is not None
        return found

    relay.before_answer = look
    send(chalons.pk, delivery.pk)
    sent = chalons.fetch(delivery)
    assert (len(ages), sent.state, sent.attempts) == (1, "sent", 1)
    assert len(relay.messages) == 1


def test_a_claim_that_cannot_be_renewed_is_tried_again(
    chalons: Town, relay: Relay, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A database that is away for a moment ends neither the conversation nor the renewing."""
    delivery = chalons.defer()
    renewed = threading.Event()
    tries = []

    def scope(municipality_id: int) -> Any:
        tries.append(municipality_id)
        if len(tries) < 3:
            raise OperationalError("away")
        renewed.set()
        return town_scope(municipality_id)

    town_scope = holding.town_scope
    monkeypatch.setattr(holding, "town_scope", scope)
    relay.before_answer = lambda: assert_set(renewed)
    send(chalons.pk, delivery.pk)
    assert chalons.fetch(delivery).state == "sent"
    assert caplog.text.count("is not renewed: away") == 2


def assert_set(event: threading.Event) -> None:
    assert event.wait(PATIENCE)


def test_a_claim_that_another_holds_is_left_alone(chalons: Town, relay: Relay) -> None:
    """Who was taken for dead does not renew the claim of whoever took over."""
    delivery = chalons.defer()
    later = datetime.now(UTC) + timedelta(days=1)

    def look() -> None:
        with chalons.scope():
            Delivery.objects.filter(pk=delivery.pk).update(claimed_at=later, attempts=2)
        assert not wait_until(lambda: chalons.fetch(delivery).claimed_at != later, 0.1)

    relay.before_answer = look
    send(chalons.pk, delivery.pk)
    assert chalons.fetch(delivery).claimed_at == later


def test_several_renewals_may_fail() -> None:
    """A claim outlives a database that is away for a moment."""
    assert timedelta(seconds=4 * RENEWED_EVERY) < ABANDONED_AFTER
