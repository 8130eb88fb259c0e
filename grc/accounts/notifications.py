# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Mails about signing in. They leave through the outbox like all others, never from a page."""

from __future__ import annotations

from email.utils import formataddr
from typing import TYPE_CHECKING

from django.utils.translation import get_language

from notifications.registry import Notification, Recipient, register

if TYPE_CHECKING:
    from django.core.mail import EmailMessage

    from grc.municipalities.models import Municipality


@register
class AccountMail(Notification):
    """A mail that the sign-in library wrote: a link to choose a new password."""

    code = "account_mail"

    def __init__(self, message: EmailMessage, municipality: Municipality) -> None:
        self.message, self.municipality = message, municipality

    def recipient(self) -> Recipient:
        return Recipient(address=self.message.to[0], language=get_language() or "fr")

    def sender(self) -> str:
        return formataddr((self.municipality.name, self.municipality.sender_address))

    def subject_line(self) -> str:
        return str(self.message.subject)

    def text(self) -> str:
        return str(self.message.body)

    def html(self) -> str:
        return ""
