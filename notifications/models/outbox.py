# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The deliveries of a town as a queue: the row is claimed under a lock that others skip."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Self

from django.db import models
from django.db.models import Q

from notifications.models.enums import DeliveryState

if TYPE_CHECKING:
    from notifications.models.delivery import Delivery

#: A claim this old belongs to a dead worker: a living one renews it (``notifications.holding``).
ABANDONED_AFTER: Final = timedelta(seconds=20)


def subject_type(subject: models.Model | type[models.Model]) -> str:
    """Return the name under which deliveries know the model: "service_requests.servicerequest"."""
    return subject._meta.concrete_model._meta.label_lower  # type: ignore[union-attr]


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, now: datetime) -> Self:
        """Those that wait for a worker at that moment."""
        return self.filter(state=DeliveryState.PENDING, next_attempt_at__lte=now)

    def abandoned(self, now: datetime) -> Self:
        """Those that a worker claimed and will not finish: it is dead."""
        return self.filter(state=DeliveryState.SENDING, claimed_at__lte=now - ABANDONED_AFTER)

    def claimable(self, now: datetime) -> Self:
        """Those a worker may take at that moment: due or abandoned."""
        return self.filter(
            Q(state=DeliveryState.PENDING, next_attempt_at__lte=now)
            | Q(state=DeliveryState.SENDING, claimed_at__lte=now - ABANDONED_AFTER)
        )

    def on_hold(self) -> Self:
        """Those that wait for a person's decision."""
        return self.filter(state=DeliveryState.ON_HOLD)

    def hold(self) -> int:
        """Take everything that no transport has accepted out of the queue; return how many.

        For a copy of the database: what waits here may have left from the original.
        """
        waiting = self.filter(
            state__in=(DeliveryState.PENDING, DeliveryState.SENDING), accepted_at=None
        )
        return waiting.update(
            state=DeliveryState.ON_HOLD, next_attempt_at=None, claimed_at=None, claimed_by=""
        )

    def release(self, at: datetime) -> int:
        """Put those on hold back in the queue; the next sweep wakes a worker for them."""
        return self.on_hold().update(state=DeliveryState.PENDING, next_attempt_at=at)

    def about(self, subject: models.Model) -> Self:
        """Those written about that row, whatever they say."""
        return self.filter(subject_type=subject_type(subject), subject_id=subject.pk)

    def claim(self, pk: int, *, by: str, at: datetime) -> Delivery | None:
        """Take a delivery for the worker ``by``; None when it is not to be taken, or just was."""
        delivery = (
            self.claimable(at).filter(pk=pk).select_for_update(of=("self",), skip_locked=True)
        ).first()
        if delivery is not None:
            delivery.claim(by=by, at=at)
        return delivery

    def held(self, claimed: Delivery) -> Self:
        """The same delivery, if that claim on it still holds.

        The number of attempts fences: whoever claims after us makes ours void.
        """
        return self.filter(pk=claimed.pk, state=DeliveryState.SENDING, attempts=claimed.attempts)
