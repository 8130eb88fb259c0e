# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What carries a delivery out of the house, and how patiently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connections

from notifications import backoff
from notifications.exceptions import InsideTransaction
from notifications.models.enums import Transport
from notifications.transports import email, webhook

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from notifications.models import Delivery


@dataclass(frozen=True)
class Carrier:
    """A way out: what sends, and how long to wait after each attempt that failed."""

    send: Callable[[Delivery], str]
    delays: tuple[timedelta, ...]

    @property
    def most_attempts(self) -> int:
        return len(self.delays) + 1

    def wait_after(self, attempts: int) -> timedelta:
        return backoff.wait_after(attempts, self.delays)


_CARRIERS: dict[str, Carrier] = {
    Transport.EMAIL: Carrier(email.send, backoff.DELAYS),
    Transport.WEBHOOK: Carrier(webhook.send, webhook.DELAYS),
}


def carrier_of(delivery: Delivery) -> Carrier:
    """Return what carries this delivery."""
    return _CARRIERS[delivery.transport]


def carry(delivery: Delivery) -> str:
    """Send a delivery and return the transport's answer.

    Raise ``TransportError``, or ``InsideTransaction``.
    """
    refuse_inside_transaction()
    return carrier_of(delivery).send(delivery)


def refuse_inside_transaction() -> None:
    """Raise ``InsideTransaction`` in an open one: a message that left does not roll back."""
    if any(connection.in_atomic_block for connection in connections.all(initialized_only=True)):
        raise InsideTransaction
