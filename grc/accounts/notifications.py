# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Mails about signing in, and to those who stand in for somebody who is away.

They leave through the outbox like all others, never from a page.
"""

from __future__ import annotations

from email.utils import formataddr
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import get_language

from grc.accounts.invitation import invitation_url
from notifications.registry import Notification, Recipient, register

if TYPE_CHECKING:
    from django.core.mail import EmailMessage

    from grc.accounts.models import Absence, User
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


@register
class Invited(Notification):
    """Somebody was given a place in the town; until they have a password, with a link to set one.

    The link lapses; an administrator can send another.
    """

    code = "invited"

    def __init__(self, person: User, municipality: Municipality, *, by: User) -> None:
        self.person, self.municipality, self.by = person, municipality, by

    def recipient(self) -> Recipient:
        return Recipient(
            address=self.person.email,
            name=str(self.person),
            language=self.municipality.default_language,
        )

    def sender(self) -> str:
        return formataddr((self.municipality.name, self.municipality.sender_address))

    def context(self) -> dict[str, Any]:
        has_password = self.person.has_usable_password()
        return {
            "person": self.person,
            "by": self.by,
            "municipality": self.municipality,
            "link": "" if has_password else invitation_url(self.municipality, self.person),
            "desk": self.municipality.absolute(reverse("desk:queue")),
        }


class ToSubstitute(Notification):
    """A mail to whoever stands in, or no longer does, during one absence."""

    def __init__(self, absence: Absence) -> None:
        self.absence, self.municipality = absence, absence.municipality

    def recipient(self) -> Recipient | None:
        substitute = self.absence.substitute
        if substitute is None or not substitute.is_active:
            return None
        return Recipient(
            address=substitute.email,
            name=str(substitute),
            language=self.municipality.default_language,
        )

    def sender(self) -> str:
        return formataddr((self.municipality.name, self.municipality.sender_address))

    def dedupe_key(self) -> str:
        return f"{self.code}:{self.absence.pk}"

    def context(self) -> dict[str, Any]:
        return {
            "absence": self.absence,
            "municipality": self.municipality,
            "url": self.municipality.absolute(reverse("desk:absences")),
        }


@register
class SubstituteNamed(ToSubstitute):
    """Somebody will be away, and this person stands in for them."""

    code = "substitute_named"


@register
class SubstituteReleased(ToSubstitute):
    """The absence was cancelled: nobody needs to stand in."""

    code = "substitute_released"
