# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""One exception per cause; its docstring is its message."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import timedelta


class NotificationError(Exception):
    """A notification could not be handled."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.__doc__)


class OutsideTransaction(NotificationError):
    """A notification is deferred inside the transaction of the change that causes it."""


class InsideTransaction(NotificationError):
    """Nothing is sent inside a transaction: a rollback would not take the message back."""


class AlreadyRegistered(NotificationError):
    """Two notifications bear the same code."""


class NotRegistered(NotificationError):
    """A notification is registered before it is deferred: its hooks are found by its code."""


class ReservedHeader(NotificationError):
    """This header is written by the transport, not by the notification."""


class WrongState(NotificationError):
    """The delivery is not in a state that allows this."""


class Withheld(NotificationError):
    """The delivery must not leave: raised with the reason by ``Notification.before_sending``, and
    for a file that is not the one that was enclosed."""


class TransportError(NotificationError):
    """The transport did not take the delivery.

    ``permanent`` tells whether trying again is useless; ``answer`` is what the other side said;
    ``retry_after`` is how long it asked to be left alone.
    """

    def __init__(
        self, *, permanent: bool, answer: str, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(answer)
        self.permanent, self.answer, self.retry_after = permanent, answer, retry_after
