# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Does the relay take our mail? Asked up to the sender; nothing is sent."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from grc.operation.connecting import reason
from grc.operation.doctor.finding import Finding
from grc.operation.doctor.installation import Installation, NotLookedAt
from notifications.transports.relay import Relay

PATIENCE: Final = 10


def check(installation: Installation) -> Iterator[Finding]:
    """The relay answers, encrypts and signs us in as the settings want, and takes each sender."""
    relay = _configured()
    if isinstance(relay, Finding):
        yield relay
        return
    try:
        relay.timeout = PATIENCE
        relay.open()
        relay.connection.ehlo_or_helo_if_needed()
        for town, sender in _senders(installation):
            code, answer = relay.connection.mail(sender)
            relay.connection.rset()
            if code >= 400:
                yield _refused(town, code, answer)
    except (OSError, smtplib.SMTPException) as error:
        yield _broken(error)
    finally:
        relay.leave()


def _configured() -> Relay | Finding:
    try:
        return Relay()
    except ValueError:
        return Finding(
            "mail.settings",
            _("EMAIL_TLS and EMAIL_STARTTLS are both true."),
            _("Set one: EMAIL_TLS for port 465, EMAIL_STARTTLS for port 587."),
        )


def _senders(installation: Installation) -> list[tuple[str, str]]:
    """Without a database the relay itself is still looked at."""
    try:
        return [(town.slug, town.sender_address) for town in installation.towns()]
    except NotLookedAt:
        return []


def _refused(town: str, code: int, answer: bytes) -> Finding:
    return Finding(
        "mail.sender",
        _("The relay refuses the sender of the town %(town)s: %(answer)s")
        % {"town": town, "answer": f"{code} {answer.decode('utf-8', 'replace')[:200]}"},
        _("Allow that sender at the relay, or correct the sender address of the town."),
    )


def _broken(error: Exception) -> Finding:
    where = {"host": settings.EMAIL_HOST, "port": settings.EMAIL_PORT, "reason": reason(error)}
    if isinstance(error, ssl.SSLError):
        return Finding(
            "mail.encryption",
            _("The relay %(host)s:%(port)s cannot be spoken to in secret: %(reason)s.") % where,
            _("Correct EMAIL_TLS and EMAIL_STARTTLS, or the certificate of the relay."),
        )
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Finding(
            "mail.encryption",
            _("The relay %(host)s:%(port)s lacks what the settings ask for: %(reason)s.") % where,
            _("Correct EMAIL_STARTTLS and EMAIL_USER, or the relay."),
        )
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Finding(
            "mail.sign-in",
            _("The relay %(host)s:%(port)s refuses the sign-in.") % where,
            _("Correct EMAIL_USER and EMAIL_PASSWORD."),
        )
    return Finding(
        "mail.unreachable",
        _("The mail relay %(host)s:%(port)s does not answer: %(reason)s.") % where,
        _("Start the relay, open the firewall, or correct EMAIL_HOST and EMAIL_PORT."),
    )
