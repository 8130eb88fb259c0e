# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.db.utils import DatabaseError
from django.utils import timezone

from invariants import town_scope
from notifications.exceptions import WrongState
from notifications.models import Delivery
from notifications.models.delivery import WORKER_FIELDS
from tests.notifications.town import Hello, Town

CONTENT = sorted(
    {field.attname for field in Delivery._meta.concrete_fields} - {*WORKER_FIELDS, "id"}
)
NEW_VALUES: dict[str, Any] = {
    "created_at": timezone.now() - timedelta(days=9),
    "headers": {},
    "subject_id": 0,
}


@pytest.fixture
def delivery(town: Model) -> Delivery:
    delivery = Hello().defer(municipality=town, subject=town)
    assert delivery is not None
    return delivery


@pytest.mark.parametrize("field", [name for name in CONTENT if name != "municipality_id"])
def test_content_is_frozen_from_birth(delivery: Delivery, field: str) -> None:
    """What was written to the citizen is never written again, column by column."""
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(**{field: NEW_VALUES.get(field, "other")})


def test_a_delivery_is_not_deleted(delivery: Delivery) -> None:
    """A delivery is proof: the application cannot delete it."""
    with pytest.raises(IntegrityError), transaction.atomic():
        delivery.delete()


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "lost"},
        {"state": "sent", "next_attempt_at": None},
        {"sent_at": timezone.now()},
        {"next_attempt_at": None},
        {"claimed_at": timezone.now(), "claimed_by": "me"},
        {"state": "sending", "next_attempt_at": None},
        {"state": "failed"},
        {"state": "failed", "next_attempt_at": None, "accepted_at": timezone.now()},
        {
            "state": "sent",
            "next_attempt_at": None,
            "sent_at": timezone.now(),
            "accepted_at": timezone.now() - timedelta(hours=1),
        },
    ],
)
def test_impossible_states_are_refused(delivery: Delivery, changes: dict[str, Any]) -> None:
    """The database refuses a state whose moments do not agree with it, even to ``update``."""
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(**changes)


@pytest.mark.parametrize(
    "verb",
    [
        lambda d: d.mark_sent(answer="", at=timezone.now()),
        lambda d: d.mark_failed(answer=""),
        lambda d: d.withhold(reason=""),
        lambda d: d.postpone(until=timezone.now(), answer=""),
    ],
)
def test_only_a_claim_can_end(delivery: Delivery, verb: Any) -> None:
    """A result is recorded for a delivery that is being sent, and for no other."""
    with pytest.raises(WrongState):
        verb(delivery)


def test_a_finished_delivery_is_not_claimed(delivery: Delivery) -> None:
    """What was sent is not taken again."""
    delivery.claim(by="me", at=timezone.now())
    delivery.mark_sent(answer="250", at=timezone.now())
    with pytest.raises(WrongState):
        delivery.claim(by="me", at=timezone.now())


@pytest.mark.parametrize(
    "changes",
    [
        {"transport_answer": "250 other"},
        {"state": "pending", "next_attempt_at": timezone.now(), "sent_at": None},
        {"sent_at": timezone.now(), "accepted_at": timezone.now()},
    ],
)
def test_the_end_is_the_end(delivery: Delivery, changes: dict[str, Any]) -> None:
    """The result of a delivery is proof: the database does not let it change."""
    delivery.claim(by="me", at=timezone.now())
    delivery.mark_sent(answer="250", at=timezone.now())
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(**changes)


def test_what_left_is_not_forgotten(delivery: Delivery) -> None:
    """A delivery that the transport took stays taken, however often its record is put off."""
    now = timezone.now()
    delivery.claim(by="me", at=now)
    delivery.postpone(until=now, answer="250", accepted_at=now)
    delivery.claim(by="me", at=now)
    delivery.postpone(until=now, answer="250")
    assert Delivery.objects.get(pk=delivery.pk).accepted_at == now


def test_a_name_says_which(delivery: Delivery) -> None:
    """A delivery is named by its notification and its message, never by a person."""
    assert str(delivery) == f"hello {delivery.message_id}"


def test_unseen_without_a_town(chalons: Town) -> None:
    """Outside the scope of a town the outbox is an error, not an empty list."""
    chalons.defer()
    with pytest.raises(DatabaseError):
        Delivery.objects.count()


def test_unseen_by_the_town_next_door(chalons: Town, reims: Town) -> None:
    """A town neither sees the deliveries of another nor writes one for it."""
    delivery = chalons.defer()
    assert reims.count() == 0
    with town_scope(reims.pk):
        assert not Delivery.objects.filter(pk=delivery.pk).exists()
    with pytest.raises(DatabaseError), town_scope(reims.pk):
        Hello().defer(municipality=chalons.row, subject=chalons.row)


def test_sweeping_reads_small_indexes(delivery: Delivery) -> None:
    """What waits or is being sent is found by indexes that hold nothing else."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "notifications_delivery_due" in Delivery.objects.due(now).explain()
    assert "notifications_delivery_taken" in Delivery.objects.abandoned(now).explain()
