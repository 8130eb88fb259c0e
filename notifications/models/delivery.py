# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""One sending of one message: what was written, to whom, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from invariants import Frozen
from invariants.models import TownModel, town_key
from notifications.exceptions import WrongState
from notifications.models.enums import DeliveryState, Transport
from notifications.models.outbox import DeliveryQuerySet

if TYPE_CHECKING:
    from datetime import datetime

#: What a worker writes; all the rest is content, frozen from birth.
WORKER_FIELDS = (
    "state",
    "attempts",
    "next_attempt_at",
    "claimed_at",
    "claimed_by",
    "accepted_at",
    "sent_at",
    "transport_answer",
)
_PENDING, _SENDING, _SENT = DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.SENT
_ON_HOLD = DeliveryState.ON_HOLD


class Delivery(TownModel):
    """A message in the outbox. Its content never changes; its state changes by its methods only,
    and no more once the delivery ended: row and result are proof (law R1.07, R1.35).

    ``attempts`` counts the claims. ``accepted_at`` is when the transport took the message,
    ``sent_at`` the same moment once the record and the hook went through: between the two nothing
    is sent again. ``transport_answer`` is the last answer of the transport, or the reason why the
    delivery was withheld.
    """

    notification = models.CharField(max_length=100)
    subject_type = models.CharField(max_length=100)
    subject_id = models.BigIntegerField()
    transport = models.CharField(max_length=16, choices=Transport.choices, default=Transport.EMAIL)

    address = models.TextField()
    name = models.TextField(blank=True)
    language = models.CharField(max_length=16)
    sender = models.TextField()
    reply_to = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    subject_line = models.TextField()
    text = models.TextField()
    html = models.TextField(blank=True)
    # As ``Enclosure`` says: where each file is kept, its name, its type, its hash.
    enclosures = models.JSONField(
        default=list, db_default=models.Value([], models.JSONField()), blank=True
    )
    message_id = models.CharField(max_length=255)
    thread = models.CharField(max_length=255, blank=True)
    dedupe_key = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    state = models.CharField(
        max_length=16, choices=DeliveryState.choices, default=DeliveryState.PENDING
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True, default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.CharField(max_length=200, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    transport_answer = models.TextField(blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta(TownModel.Meta):
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "next_attempt_at"],
                condition=Q(state="pending"),
                name="notifications_delivery_due",
            ),
            models.Index(
                fields=["municipality", "claimed_at"],
                condition=Q(state="sending"),
                name="notifications_delivery_taken",
            ),
            models.Index(
                fields=["municipality", "address", "id"],
                condition=Q(transport="webhook"),
                name="notifications_delivery_calls",
            ),
            models.Index(
                fields=["municipality", "subject_type", "subject_id", "id"],
                name="notifications_delivery_about",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            town_key("notifications_delivery_town_key"),
            Frozen(name="notifications_delivery_frozen", free=WORKER_FIELDS),
            Frozen(
                name="notifications_delivery_final",
                frozen_when="OLD.state IN ('sent', 'failed', 'withheld', 'cancelled')",
            ),
            models.UniqueConstraint(
                fields=["municipality", "dedupe_key"],
                condition=~Q(dedupe_key=""),
                name="notifications_delivery_dedupe",
            ),
            models.UniqueConstraint(
                fields=["message_id"], name="notifications_delivery_message_id"
            ),
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="notifications_delivery_state"
            ),
            models.CheckConstraint(
                condition=Q(state="pending", next_attempt_at__isnull=False)
                | Q(~Q(state="pending"), next_attempt_at__isnull=True),
                name="notifications_delivery_next_iff_pending",
            ),
            models.CheckConstraint(
                condition=Q(~Q(claimed_by=""), state="sending", claimed_at__isnull=False)
                | Q(~Q(state="sending"), claimed_by="", claimed_at__isnull=True),
                name="notifications_delivery_claimed_iff_sending",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False, sent_at=F("accepted_at"))
                | Q(~Q(state="sent"), sent_at__isnull=True),
                name="notifications_delivery_sent_at_iff_sent",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(state__in=["pending", "sending", "sent"]),
                name="notifications_delivery_accepted_never_fails",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notification} {self.message_id}"

    def claim(self, *, by: str, at: datetime) -> None:
        """Take the delivery, locked by the caller, for one attempt of the worker ``by``."""
        if self.state not in (_PENDING, _SENDING):
            raise WrongState
        self._become(
            _SENDING, claimed_by=by, claimed_at=at, next_attempt_at=None, attempts=self.attempts + 1
        )

    def mark_sent(self, *, answer: str, at: datetime) -> None:
        """Record that the transport took the message at that moment."""
        self._require_claim()
        self._become(_SENT, transport_answer=answer, accepted_at=at, sent_at=at)

    def mark_failed(self, *, answer: str) -> None:
        """Record that the message will not leave."""
        self._require_claim()
        self._become(DeliveryState.FAILED, transport_answer=answer)

    def withhold(self, *, reason: str) -> None:
        """Record that the message must not leave: a worker found out, or a person decided."""
        if self.state not in (_SENDING, _ON_HOLD):
            raise WrongState
        self._become(DeliveryState.WITHHELD, transport_answer=reason)

    def cancel(self, *, reason: str) -> bool:
        """Take the message back before it leaves; False when a worker has it, or had it.

        A row that a worker holds is skipped, never waited for: it is leaving.
        """
        waiting = Delivery.objects.filter(pk=self.pk, state=_PENDING, accepted_at=None)
        held = waiting.select_for_update(of=("self",), skip_locked=True).first()
        if held is None:
            return False
        held._become(DeliveryState.CANCELLED, next_attempt_at=None, transport_answer=reason)
        return True

    def postpone(
        self, *, until: datetime, answer: str, accepted_at: datetime | None = None
    ) -> None:
        """Give the delivery back to the queue; once it was accepted, only the record is missing."""
        self._require_claim()
        self._become(
            _PENDING,
            next_attempt_at=until,
            transport_answer=answer,
            accepted_at=accepted_at or self.accepted_at,
        )

    def _require_claim(self) -> None:
        if self.state != _SENDING:
            raise WrongState

    def _become(self, state: DeliveryState, **changes: Any) -> None:
        self.state = state
        if state != _SENDING:
            self.claimed_at, self.claimed_by = None, ""
        for field, value in changes.items():
            setattr(self, field, value)
        self.save(update_fields=WORKER_FIELDS)
