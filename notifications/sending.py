# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""From a delivery to the transport and back.

Three steps, and no transaction around the second: claim (a short transaction), carry, record (a
second transaction, with the notification's hook). A worker may die between any two of them. Until
the transport's answer is recorded, the message is sent again under the same Message-ID once the
claim is old; when only the hook failed, the answer is kept and only the record is made again.

The database may leave at any moment as well. What had begun is undone by it, and a result that it
did not take is offered to it again until it is back.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from invariants import town_scope
from notifications.exceptions import TransportError, Withheld
from notifications.holding import holding
from notifications.models import Delivery
from notifications.outage import is_outage
from notifications.registry import find
from notifications.transports import carrier_of, carry, refuse_inside_transaction
from notifications.waking import wake

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta

logger = logging.getLogger(__name__)

#: Seconds before each try to keep a result while the database is away. As soon as it is back, the
#: result must be kept: once the claim is taken for abandoned, the message is sent again.
PATIENCE: Final = (0.0, *(1.0,) * 240)


def send(municipality_id: int, delivery_id: int) -> None:
    """Send a delivery if it is due and nobody else has it. Harmless when called again.

    Raise ``InsideTransaction`` in an open transaction. An exception of a hook is raised again once
    the delivery is back in the queue.
    """
    refuse_inside_transaction()
    try:
        delivery = _claim(municipality_id, delivery_id)
    except Exception as error:
        if not is_outage(error):
            _set_back(municipality_id, delivery_id)
        raise
    if delivery is None:
        return
    if delivery.accepted_at is not None:
        _record_acceptance(delivery, delivery.transport_answer, delivery.accepted_at)
        return
    try:
        with holding(delivery):
            answer = carry(delivery)
    except TransportError as error:
        _record_refusal(delivery, error)
    except Withheld as refusal:
        _record_withheld(delivery, str(refusal))
    except Exception as error:
        _give_back(delivery, answer=type(error).__name__)
        raise
    else:
        _record_acceptance(delivery, answer, timezone.now())


def worker_name() -> str:
    """Return what claims of this thread are signed with."""
    return f"{socket.gethostname()}:{os.getpid()}:{threading.get_native_id()}"


def _claim(municipality_id: int, delivery_id: int) -> Delivery | None:
    """Take the delivery, and ask once more whether it may leave."""
    with town_scope(municipality_id):
        delivery = Delivery.objects.claim(delivery_id, by=worker_name(), at=timezone.now())
        if delivery is None or delivery.accepted_at is not None:
            return delivery
        notification = find(delivery.notification)
        if delivery.attempts > carrier_of(delivery).most_attempts:
            # Workers died with it, or a hook kept failing: its turn at the transport is over.
            delivery.mark_failed(answer=delivery.transport_answer)
            notification.failed(delivery)
            return None
        try:
            notification.before_sending(delivery)
        except Withheld as refusal:
            delivery.withhold(reason=str(refusal))
            notification.failed(delivery)
            return None
    return delivery


def _set_back(municipality_id: int, delivery_id: int) -> None:
    """Count an attempt that a hook broke off before the transport."""
    with town_scope(municipality_id):
        delivery = Delivery.objects.claim(delivery_id, by=worker_name(), at=timezone.now())
        if delivery is not None:
            _postpone(delivery, answer=delivery.transport_answer)


def _record_acceptance(claimed: Delivery, answer: str, at: datetime) -> None:
    def record(delivery: Delivery) -> None:
        delivery.mark_sent(answer=answer, at=at)
        find(delivery.notification).sent(delivery)

    try:
        _keep(claimed, record)
    except Exception:
        _give_back(claimed, answer=answer, accepted_at=at)
        raise


def _record_refusal(claimed: Delivery, error: TransportError) -> None:
    def record(delivery: Delivery) -> None:
        if error.permanent or delivery.attempts >= carrier_of(delivery).most_attempts:
            delivery.mark_failed(answer=error.answer)
            find(delivery.notification).failed(delivery)
        else:
            _postpone(delivery, answer=error.answer, least=error.retry_after)

    try:
        _keep(claimed, record)
    except Exception:
        _give_back(claimed, answer=error.answer)
        raise


def _record_withheld(claimed: Delivery, reason: str) -> None:
    """Record that a file is not the one that was enclosed: nothing of the message left."""

    def record(delivery: Delivery) -> None:
        delivery.withhold(reason=reason)
        find(delivery.notification).failed(delivery)

    _keep(claimed, record)


def _give_back(claimed: Delivery, *, answer: str, accepted_at: datetime | None = None) -> None:
    """Put a delivery whose result could not be recorded back in the queue, with what is known."""
    _keep(claimed, lambda delivery: _postpone(delivery, answer=answer, accepted_at=accepted_at))


def _keep(claimed: Delivery, record: Callable[[Delivery], None]) -> None:
    """Record a result in one transaction, if the claim still holds.

    Tried again while the database is away: that a message left must not be forgotten.
    """
    for pause in PATIENCE:
        time.sleep(pause)
        try:
            with town_scope(claimed.municipality_id):
                delivery = Delivery.objects.held(claimed).select_for_update(of=("self",)).first()
                if delivery is not None:
                    record(delivery)
        except Exception as error:
            if not is_outage(error):
                raise
            logger.warning("The result of delivery %s is not kept yet: %s", claimed.pk, error)
        else:
            if delivery is None:
                logger.error("Delivery %s was taken over before its result.", claimed.pk)
            return
    logger.error("The result of delivery %s is not kept: it is sent again.", claimed.pk)


def _postpone(
    delivery: Delivery,
    *,
    answer: str,
    accepted_at: datetime | None = None,
    least: timedelta | None = None,
) -> None:
    wait = carrier_of(delivery).wait_after(delivery.attempts)
    until = timezone.now() + max(wait, least or wait)
    delivery.postpone(until=until, answer=answer, accepted_at=accepted_at)
    wake(delivery.municipality_id, delivery.pk, transport=delivery.transport, at=until)
