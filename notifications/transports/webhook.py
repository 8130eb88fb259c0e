# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Webhooks: a signed POST to another system (Standard Webhooks 1.0.0, law R8.11)."""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from base64 import b64encode
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

import h11
from django.utils import timezone

from invariants import town_scope
from notifications.exceptions import TransportError
from notifications.registry import find
from notifications.transports.addresses import Refused, target_of
from notifications.transports.posting import post

if TYPE_CHECKING:
    from collections.abc import Iterable

    from notifications.models import Delivery
    from notifications.transports.posting import Answered

#: After the first attempt, which is made at once.
DELAYS: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
#: Bytes of a message: the standard's limit.
MOST_SENT: Final = 20_000
#: "There is nobody here any more, do not call again."
GONE: Final = 410
#: "Not now": how long to wait may be said.
THROTTLING: Final = frozenset({429, 502, 503, 504})
#: A receiver that asks for more patience than the longest wait does not get it.
MOST_PATIENCE: Final = timedelta(hours=24)
#: Characters that are kept of what a receiver said.
KEPT: Final = 200
_UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")


def send(delivery: Delivery) -> str:
    """Post a delivery to where its notification says; return the status and how the answer begins.

    Raise ``TransportError``: permanent where the address may not be called, for what is too long,
    and for 410. All else but 2xx passes, 3xx as well: nobody is followed elsewhere.
    """
    with town_scope(delivery.municipality_id):
        endpoint = find(delivery.notification).endpoint(delivery)
    content = delivery.text.encode()
    if len(content) > MOST_SENT:
        raise TransportError(permanent=True, answer="The message is longer than 20 KB.")
    try:
        target = target_of(endpoint.url)
        answer = post(target, content, _headers(delivery, endpoint.keys, content))
    except Refused as refusal:
        raise TransportError(permanent=True, answer=str(refusal)) from refusal
    except (OSError, h11.ProtocolError) as error:
        words = _clean(f"{type(error).__name__}: {error}")
        raise TransportError(permanent=False, answer=words) from error
    if 200 <= answer.status < 300:
        return _told(answer)
    raise TransportError(
        permanent=answer.status == GONE, answer=_told(answer), retry_after=_patience(answer)
    )


def message_id(delivery: Delivery) -> str:
    """Return the id by which the receiver knows the message: the same when it is sent again."""
    return delivery.thread or delivery.message_id


def is_gone(delivery: Delivery) -> bool:
    """Return whether the receiver said that it must not be called any more."""
    return delivery.transport_answer.split(" ", 1)[0] == str(GONE)


def sign(key: bytes, identifier: str, timestamp: int, content: bytes) -> str:
    """Return one signature: "v1," and HMAC-SHA256 over id, timestamp and content, in base64."""
    signed = f"{identifier}.{timestamp}.".encode() + content
    return "v1," + b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def _headers(
    delivery: Delivery, keys: Iterable[bytes], content: bytes
) -> Iterable[tuple[str, str]]:
    identifier, timestamp = message_id(delivery), int(time.time())
    return [
        ("Content-Type", "application/json"),
        ("User-Agent", "Catalaune"),
        ("Accept-Encoding", "identity"),
        ("webhook-id", identifier),
        ("webhook-timestamp", str(timestamp)),
        ("webhook-signature", " ".join(sign(k, identifier, timestamp, content) for k in keys)),
    ]


def _patience(answer: Answered) -> timedelta | None:
    """Return the wait that a receiver asked for, in seconds or as a date (RFC 9110, 10.2.3)."""
    said = answer.retry_after.strip()
    if answer.status not in THROTTLING or not said:
        return None
    if said.isascii() and said.isdecimal():
        wait = timedelta(seconds=min(int(said[:9]), MOST_PATIENCE.total_seconds()))
    else:
        try:
            until = parsedate_to_datetime(said)
        except ValueError:
            return None
        wait = until - timezone.now() if until.tzinfo is not None else timedelta()
    return min(max(wait, timedelta()), MOST_PATIENCE)


def _told(answer: Answered) -> str:
    said = answer.body[: KEPT * 4].decode("utf-8", "replace")
    return _clean(f"{answer.status} {answer.reason} {_clean(said)}")


def _clean(text: str) -> str:
    """Return the begin as plain text on one line, without what moves a cursor or turns writing."""
    return " ".join(_UNSEEN.sub(" ", text).split())[:KEPT]
