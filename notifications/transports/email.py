# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""E-mail over SMTP: one connection a message, and the relay's own words as the answer."""

from __future__ import annotations

import contextlib
import smtplib
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final

from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import sanitize_address

from notifications.exceptions import TransportError
from notifications.transports.relay import Relay

if TYPE_CHECKING:
    from notifications.models import Delivery

ENCODING: Final = "utf-8"
ANSWER_LENGTH: Final = 2000


def send(delivery: Delivery) -> str:
    """Hand a delivery to the relay of ``settings.EMAIL_HOST``; return its code and its text.

    Raise ``TransportError``. It is permanent when the message itself is refused: by us (an address
    or a header that cannot be written safely) or by the relay (5xx to the sender, the recipient or
    the content). What is wrong with the relay or the way to it passes: 4xx, a refused sign-in, no
    connection, silence. Silence after the content is ambiguous; the message is sent again with the
    same Message-ID and date, so that it is the same message.
    """
    message = _compose(delivery)
    relay = Relay()
    try:
        relay.open()
    except (OSError, smtplib.SMTPException) as error:
        raise TransportError(permanent=False, answer=_words(error)) from error
    try:
        return _clean(relay.hand_over(message))
    except (OSError, smtplib.SMTPException) as error:
        raise TransportError(permanent=_is_permanent(error), answer=_words(error)) from error
    finally:
        # A relay that took the message and hangs on the farewell has taken it all the same.
        with contextlib.suppress(OSError, smtplib.SMTPException):
            relay.close()


def _compose(delivery: Delivery) -> EmailMultiAlternatives:
    try:
        message = EmailMultiAlternatives(
            subject=delivery.subject_line,
            body=delivery.text,
            from_email=delivery.sender,
            to=[_mailbox(delivery.name, delivery.address)],
            reply_to=[delivery.reply_to] if delivery.reply_to else None,
            headers=_headers(delivery),
        )
        if delivery.html:
            message.attach_alternative(delivery.html, "text/html")
        message.message()
    except ValueError as error:
        # Also Django's BadHeaderError and a domain name that cannot be encoded.
        raise TransportError(permanent=True, answer=_clean(str(error))) from error
    return message


def _mailbox(name: str, address: str) -> str:
    local = address.rpartition("@")[0]
    if not local.isascii():
        # Django would encode it in a way that no server understands (RFC 6531 asks for SMTPUTF8).
        raise ValueError(f"Accents before the @ of {address!r} are not supported.")
    return sanitize_address((name, address), ENCODING)


def _headers(delivery: Delivery) -> dict[str, str]:
    headers = {
        **delivery.headers,
        "Message-ID": delivery.message_id,
        "Date": format_datetime(delivery.created_at),
    }
    if delivery.thread:
        headers |= {"In-Reply-To": delivery.thread, "References": delivery.thread}
    return headers


def _is_permanent(error: Exception) -> bool:
    return _code(error) // 100 == 5 and _code(error) != 530


def _code(error: Exception) -> int:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next(iter(error.recipients.values()))[0]
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code
    return 0


def _words(error: Exception) -> str:
    """Say what happened in the relay's words if it spoke, in the system's if it did not."""
    text: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        text = next(iter(error.recipients.values()))[1]
    elif isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
    else:
        return _clean(f"{type(error).__name__}: {error}")
    words = text.decode(ENCODING, "replace") if isinstance(text, bytes) else text
    return _clean(f"{_code(error)} {words}")


def _clean(answer: str) -> str:
    # PostgreSQL refuses NUL, and a record must not fail because of what a relay said.
    return answer.replace("\0", "").strip()[:ANSWER_LENGTH]
