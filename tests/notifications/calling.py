# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A call to another system, and its secrets, as tests of the engine need them."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from typing import Any, ClassVar

from invariants import town_scope
from notifications.models import Delivery, Transport
from notifications.registry import Endpoint, Notification, Recipient
from tests.notifications.town import Town

CONTENT = '{"type": "lamp.mended", "data": {"id": 7, "street": "rue de l\u2019\u00c9glise"}}'
KEY, FORMER = b"k" * 32, b"f" * 24


def secret(key: bytes) -> str:
    """Return a key as the receiver was given it."""
    return "whsec_" + b64encode(key).decode()


class Call(Notification):
    """A call whose address and keys a test can choose."""

    code = "call"
    transport = Transport.WEBHOOK
    where: ClassVar[dict[str, Any]] = {}
    called: ClassVar[Counter[str]] = Counter()

    def __init__(self, content: str = CONTENT, again: str = "") -> None:
        self.content, self.again = content, again

    def recipient(self) -> Recipient:
        return Recipient(address="erp", name="ERP", language="en")

    def subject_line(self) -> str:
        return "lamp.mended"

    def text(self) -> str:
        return self.content

    def html(self) -> str:
        return ""

    def thread(self) -> str:
        return self.again

    @classmethod
    def endpoint(cls, delivery: Delivery) -> Endpoint:
        return Endpoint(url=cls.where["url"], keys=cls.where.get("keys", (KEY,)))

    @classmethod
    def sent(cls, delivery: Delivery) -> None:
        cls.called["sent"] += 1

    @classmethod
    def failed(cls, delivery: Delivery) -> None:
        cls.called["failed"] += 1


def defer(town: Town, **parts: Any) -> Delivery:
    with town_scope(town.pk):
        delivery = Call(**parts).defer(municipality=town.row, subject=town.row)
    assert delivery is not None
    return delivery
