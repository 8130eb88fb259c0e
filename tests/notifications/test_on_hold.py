# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from invariants import town_scope
from notifications.models import Delivery
from notifications.sending import send
from notifications.sweeping import take_up
from tests.notifications.smtp import Relay
from tests.notifications.town import Hello, Town, lose_jobs, waiting_jobs


def _hold(town: Town) -> int:
    with town_scope(town.pk):
        return Delivery.objects.hold()


def test_what_is_on_hold_does_not_leave(chalons: Town, relay: Relay) -> None:
    """Neither its job nor the sweep sends it, however long it waits."""
    delivery = chalons.defer()
    assert _hold(chalons) == 1
    send(chalons.pk, delivery.pk)
    lose_jobs()
    assert take_up(chalons.pk, at=timezone.now() + timedelta(days=9)) == 0
    assert relay.messages == []
    assert chalons.fetch(delivery).state == "on_hold"


def test_what_was_accepted_is_not_held(chalons: Town, relay: Relay) -> None:
    """The relay has it already: only its record is missing, and it is not sent again."""
    delivery = chalons.defer()
    Hello.trouble["sent"] = ZeroDivisionError()
    try:
        send(chalons.pk, delivery.pk)
    except ZeroDivisionError:
        Hello.trouble.clear()
    assert chalons.fetch(delivery).accepted_at is not None
    assert _hold(chalons) == 0


def test_a_claim_of_another_copy_is_held(chalons: Town) -> None:
    """A message that a worker had in hand when the copy was made may have left."""
    delivery = chalons.defer()
    with town_scope(chalons.pk):
        Delivery.objects.claim(delivery.pk, by="elsewhere", at=timezone.now())
    assert _hold(chalons) == 1
    assert chalons.fetch(delivery).claimed_by == ""


def test_what_is_released_leaves_once(chalons: Town, relay: Relay) -> None:
    """Released, it leaves as the message it was, and not a second time."""
    delivery = chalons.defer()
    _hold(chalons)
    lose_jobs()
    with town_scope(chalons.pk):
        assert Delivery.objects.release(timezone.now()) == 1
        assert Delivery.objects.release(timezone.now()) == 0
    assert take_up(chalons.pk, at=timezone.now()) == 1
    assert [pk for pk, _ in waiting_jobs()] == [delivery.pk]
    for _ in range(2):
        send(chalons.pk, delivery.pk)
    assert [message["Message-ID"] for message in relay.messages] == [delivery.message_id]


def test_another_towns_mail_is_left_alone(chalons: Town, reims: Town) -> None:
    """Holding and releasing stay in the scope of a town."""
    here, there = chalons.defer(), reims.defer()
    _hold(chalons)
    assert chalons.fetch(here).state == "on_hold"
    assert reims.fetch(there).state == "pending"
