# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What carries a delivery out of the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connections

from notifications.exceptions import InsideTransaction
from notifications.models.enums import Transport
from notifications.transports import email

if TYPE_CHECKING:
    from collections.abc import Callable

    from notifications.models import Delivery

_TRANSPORTS: dict[str, Callable[[Delivery], str]] = {Transport.EMAIL: email.send}


def carry(delivery: Delivery) -> str:
    """Send a delivery and return the transport's answer.

    Raise ``TransportError``, or ``InsideTransaction``.
    """
    refuse_inside_transaction()
    return _TRANSPORTS[delivery.transport](delivery)


def refuse_inside_transaction() -> None:
    """Raise ``InsideTransaction`` in an open one: a message that left does not roll back."""
    if any(connection.in_atomic_block for connection in connections.all(initialized_only=True)):
        raise InsideTransaction
