# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""From a notification to its delivery and its job, in the transaction of the change."""

from __future__ import annotations

from email.utils import parseaddr
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.encoding import punycode

from notifications.exceptions import NotRegistered, OutsideTransaction, ReservedHeader
from notifications.models import Delivery, Transport
from notifications.models.outbox import subject_type
from notifications.registry import find
from notifications.waking import wake

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Model

    from notifications.registry import Notification, Recipient

RESERVED_HEADERS: Final = frozenset(
    {
        "auto-submitted",
        "bcc",
        "cc",
        "content-transfer-encoding",
        "content-type",
        "date",
        "from",
        "in-reply-to",
        "message-id",
        "mime-version",
        "received",
        "references",
        "reply-to",
        "return-path",
        "sender",
        "subject",
        "to",
        "x-auto-response-suppress",
    }
)


def defer(notification: Notification, *, municipality: Model, subject: Model) -> Delivery | None:
    """Do what ``Notification.defer`` says."""
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction
    if find(notification.code) is not type(notification):
        raise NotRegistered
    recipient = notification.recipient()
    if recipient is None or not recipient.address:
        return None
    delivery = _compose(notification, recipient, municipality=municipality, subject=subject)
    delivery.dedupe_key = notification.dedupe_key()
    stored = _insert(delivery)
    if stored.message_id == delivery.message_id:
        wake(
            int(municipality.pk),
            stored.pk,
            transport=stored.transport,
            at=_later(stored),
            is_new=True,
        )
    return stored


def _later(delivery: Delivery) -> datetime | None:
    """Return when the job is due, where that is not at once."""
    due = delivery.next_attempt_at
    return due if due is not None and due > delivery.created_at else None


def _compose(
    notification: Notification, recipient: Recipient, *, municipality: Model, subject: Model
) -> Delivery:
    language = recipient.language or settings.LANGUAGE_CODE
    now = timezone.now()
    with translation.override(language):
        sender = notification.sender()
        return Delivery(
            municipality_id=municipality.pk,
            notification=notification.code,
            transport=notification.transport,
            subject_type=subject_type(subject),
            subject_id=subject.pk,
            address=recipient.address,
            name=_one_line(recipient.name),
            language=language,
            sender=sender,
            reply_to=notification.reply_to(),
            headers=_headers(notification),
            subject_line=_one_line(notification.subject_line()),
            text=notification.text(),
            html=notification.html(),
            enclosures=[enclosure.as_data() for enclosure in notification.enclosures()],
            message_id=_message_id(notification, sender),
            thread=notification.thread(),
            created_at=now,
            next_attempt_at=notification.leaves_at() or now,
        )


def _insert(delivery: Delivery) -> Delivery:
    if not delivery.dedupe_key:
        delivery.save(force_insert=True)
        return delivery
    # ON CONFLICT DO NOTHING waits for another transaction that is writing the same key, and does
    # not break this one.
    Delivery.objects.bulk_create([delivery], ignore_conflicts=True)
    return Delivery.objects.get(dedupe_key=delivery.dedupe_key)


def _headers(notification: Notification) -> dict[str, str]:
    if notification.transport != Transport.EMAIL:
        return {}
    added = notification.headers()
    for name in added:
        if name.lower() in RESERVED_HEADERS:
            raise ReservedHeader(f"The transport writes the header {name!r} itself.")
    # Auto-Submitted is RFC 3834; the other is what Exchange looks at instead.
    return {
        "Auto-Submitted": notification.auto_submitted,
        "X-Auto-Response-Suppress": "All",
        **added,
    }


def _message_id(notification: Notification, sender: str) -> str:
    if notification.transport == Transport.WEBHOOK:
        return f"msg_{uuid4().hex}"
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    return f"<{uuid4()}@{punycode(domain)}>"


def _one_line(text: str) -> str:
    return " ".join(text.split())
