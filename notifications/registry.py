# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the house can say, and to whom: the classes of notification, by code."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.conf import settings

from notifications import rendering
from notifications.exceptions import AlreadyRegistered, Withheld

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Model

    from notifications.enclosures import Enclosure
    from notifications.models import Delivery

__all__ = ["Endpoint", "Notification", "Recipient", "Withheld", "find", "register", "registered"]

_registry: dict[str, type[Notification]] = {}


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipient:
    """Who receives a message: an address of the transport, a name, a language code."""

    address: str
    name: str = ""
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """Where a webhook is, and the keys that each call is signed with, the newest first."""

    url: str
    keys: tuple[bytes, ...] = field(repr=False)


class Notification:
    """A class of message. An instance is about one thing, and is told to one recipient.

    A subclass gives a ``code`` and a ``recipient``; the rest has defaults. Texts come from the
    templates ``notifications/<code>_subject.txt``, ``<code>.txt`` and ``<code>.html``, rendered
    with ``context()`` in the recipient's language when the notification is deferred. In the two
    text templates nothing is escaped; in the third everything is.
    """

    code: ClassVar[str] = ""
    category: ClassVar[str] = ""
    #: A value of ``Transport``. A call to another system has its JSON as its text.
    transport: ClassVar[str] = "email"
    #: RFC 3834: "auto-replied" for an acknowledgement of something received.
    auto_submitted: ClassVar[str] = "auto-generated"

    def recipient(self) -> Recipient | None:
        """Return who receives it; None when nobody can or should."""
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        """Return the variables of the templates."""
        return {}

    @cached_property
    def _variables(self) -> dict[str, Any]:
        return self.context()

    def subject_line(self) -> str:
        """Return the subject; white space is folded."""
        return rendering.as_text(f"notifications/{self.code}_subject.txt", self._variables)

    def text(self) -> str:
        """Return the plain text."""
        return rendering.as_text(f"notifications/{self.code}.txt", self._variables)

    def html(self) -> str:
        """Return the HTML alternative; empty for none."""
        return rendering.as_html(f"notifications/{self.code}.html", self._variables)

    def enclosures(self) -> list[Enclosure]:
        """Return the files that leave with it; they are read, and their hash is checked, then."""
        return []

    def headers(self) -> dict[str, str]:
        """Return headers to add; those the transport writes are refused (``ReservedHeader``)."""
        return {}

    def sender(self) -> str:
        """Return the formatted address of the sender."""
        return settings.DEFAULT_FROM_EMAIL

    def reply_to(self) -> str:
        """Return the formatted address that answers go to; empty for the sender's."""
        return ""

    def leaves_at(self) -> datetime | None:
        """Return the moment before which it must not leave; None for at once."""
        return None

    def dedupe_key(self) -> str:
        """Return what makes this message the same as another of the town; empty for nothing."""
        return ""

    def thread(self) -> str:
        """Return the message-id that opened the thread, angle brackets included; empty for none."""
        return ""

    def defer(self, *, municipality: Model, subject: Model) -> Delivery | None:
        """Write the delivery of this message about ``subject``, and the job that will send it.

        Everything is rendered now. Return None when there is no recipient; return the first
        delivery when another of the town has the same ``dedupe_key``.

        Raise ``OutsideTransaction`` outside a transaction, ``NotRegistered`` and
        ``ReservedHeader``.
        """
        # The model module needs the app registry, which discovers notifications.
        from notifications.deferring import defer

        return defer(self, municipality=municipality, subject=subject)

    @classmethod
    def before_sending(cls, delivery: Delivery) -> None:
        """Check, inside the transaction that claims the delivery, that it may still leave.

        Raise ``Withheld`` with the reason: the delivery ends as *withheld* and ``failed`` is
        called. Any other exception undoes the claim, which is tried again later.
        """

    @classmethod
    def endpoint(cls, delivery: Delivery) -> Endpoint:
        """Return where a call goes now: the address and the keys may change while it waits."""
        raise NotImplementedError

    @classmethod
    def sent(cls, delivery: Delivery) -> None:
        """React inside the transaction that records that the transport took the delivery.

        An exception undoes the record; it is tried again later, without sending again.
        """

    @classmethod
    def failed(cls, delivery: Delivery) -> None:
        """React inside the transaction that records the end of a delivery that did not leave.

        ``delivery.state`` tells *failed* from *withheld*, ``delivery.transport_answer`` why.
        """


_N = TypeVar("_N", bound=type[Notification])


def register(notification: _N) -> _N:
    """Make a notification known by its code; usable as a decorator.

    Raise ``ValueError`` without a code and ``AlreadyRegistered`` when the code is taken.
    """
    if not notification.code:
        raise ValueError(f"{notification.__qualname__} needs a code.")
    if _registry.setdefault(notification.code, notification) is not notification:
        raise AlreadyRegistered(f"Two notifications bear the code {notification.code!r}.")
    return notification


def find(code: str) -> type[Notification]:
    """Return the notification of that code.

    A delivery outlives the class that wrote it: for a code that is gone, return the base class,
    whose hooks do nothing.
    """
    return _registry.get(code, Notification)


def registered() -> list[type[Notification]]:
    """Return every registered notification, by code."""
    return [_registry[code] for code in sorted(_registry)]
