# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""E-mail over SMTP: one connection a message, and the relay's own words as the answer."""

from __future__ import annotations

import re
import smtplib
from dataclasses import dataclass
from email.encoders import encode_base64
from email.errors import MessageError
from email.mime.base import MIMEBase
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any, Final

from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import sanitize_address

from notifications.enclosures import enclosed
from notifications.exceptions import TransportError
from notifications.transports.relay import Relay

if TYPE_CHECKING:
    from notifications.models import Delivery

ENCODING: Final = "utf-8"
ANSWER_LENGTH: Final = 2000
#: "Sign in first" is about the relay's settings, not about the message.
SIGN_IN_FIRST: Final = 530
#: RFC 5322, 3.6.8: printable ASCII without the colon.
HEADER_NAME: Final = re.compile(r"[!-9;-~]+")


@dataclass(frozen=True, slots=True)
class _Envelope:
    sender: str
    recipient: str
    content: bytes


def send(delivery: Delivery) -> str:
    """Hand a delivery to the relay of ``settings.EMAIL_HOST``; return its code and its text.

    Raise ``TransportError``. It is permanent when the message itself is refused: by us (an address
    or a header that cannot be written safely) or by the relay (5xx to the sender, the recipient or
    the content). What is wrong with the relay or the way to it passes: 4xx, a refused sign-in, no
    connection, silence. Silence after the content is ambiguous; the message is sent again with the
    same Message-ID and date, so that it is the same message.
    """
    envelope = _seal(delivery)
    relay = Relay()
    try:
        relay.open()
        return _clean(relay.hand_over(envelope.sender, envelope.recipient, envelope.content))
    except (OSError, smtplib.SMTPException) as error:
        raise TransportError(permanent=_is_permanent(error), answer=_words(error)) from error
    finally:
        relay.leave()


def _seal(delivery: Delivery) -> _Envelope:
    """Write the message down; what cannot be written never will be."""
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
        for enclosure in enclosed(delivery):
            message.attach(_part(*enclosure))
        written: Any = message.message()
        # The usual boundary is drawn by lot; the same message has the same bytes each time.
        _set_boundaries(written, "=" + "".join(filter(str.isalnum, delivery.message_id))[:60])
        return _Envelope(
            sender=sanitize_address(delivery.sender, ENCODING),
            recipient=_mailbox("", delivery.address),
            content=written.as_bytes(linesep="\r\n"),
        )
    except OSError as error:
        raise TransportError(permanent=False, answer=_clean(str(error))) from error
    except (ValueError, MessageError) as error:
        # Django's BadHeaderError is a ValueError, as is a domain that cannot be encoded.
        raise TransportError(permanent=True, answer=_clean(str(error))) from error


def _part(name: str, content: bytes, content_type: str) -> MIMEBase:
    """Return a file as a part of the message, byte for byte: not even its line ends are touched."""
    part = MIMEBase(*content_type.split("/", 1))
    part.set_payload(content)
    encode_base64(part)
    filename = name if name.isascii() else (ENCODING, "", name)
    part.add_header("Content-Disposition", "attachment", filename=filename)
    return part


def _set_boundaries(message: Any, boundary: str) -> None:
    parts = (part for part in message.walk() if part.is_multipart())
    for depth, part in enumerate(parts):
        part.set_boundary(f"{boundary}{depth}" if depth else boundary)


def _mailbox(name: str, address: str) -> str:
    if not address.rpartition("@")[0].isascii():
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
    for name in headers:
        # Django looks at the values of headers only.
        if not HEADER_NAME.fullmatch(name):
            raise ValueError(f"{name!r} is not the name of a header.")
    return headers


def _is_permanent(error: Exception) -> bool:
    about_the_message = isinstance(
        error, smtplib.SMTPSenderRefused | smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError
    )
    code = _code(error)
    return about_the_message and 500 <= code < 600 and code != SIGN_IN_FIRST


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
