# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A standard text is read again: its owner is told thirty days before, and on the day."""

from __future__ import annotations

from datetime import timedelta
from email.utils import formataddr
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.utils import timezone
from django.utils.translation import get_language

from grc.accounts.enums import Role
from grc.accounts.models import Membership
from grc.answers.models import StandardText
from notifications.models import Delivery
from notifications.registry import Notification, Recipient, register

if TYPE_CHECKING:
    from datetime import date

    from grc.accounts.models import User
    from grc.municipalities.models import Municipality

NOTICE: Final = timedelta(days=30)
#: Texts looked at in one sweep of a town; the next sweep goes on with the others.
BATCH: Final = 500


@register
class TextReviewDue(Notification):
    """A text must soon be read again, or today. Each is told once for each day that was set."""

    code = "text_review_due"
    category: ClassVar[str] = "work"

    def __init__(self, text: StandardText, municipality: Municipality, *, is_due: bool) -> None:
        self.text_to_review, self.municipality, self.is_due = text, municipality, is_due

    def recipient(self) -> Recipient | None:
        owner = who_answers_for(self.text_to_review)
        if owner is None:
            return None
        language = self.municipality.default_language
        return Recipient(address=owner.email, name=str(owner), language=language)

    def sender(self) -> str:
        return formataddr((self.municipality.name, self.municipality.sender_address))

    def dedupe_key(self) -> str:
        return key_of(self.text_to_review, is_due=self.is_due)

    def context(self) -> dict[str, Any]:
        text = self.text_to_review
        return {
            "standard_text": text,
            "municipality": self.municipality,
            "is_due": self.is_due,
            "url": self.municipality.absolute(f"/bureau/textes/{text.pk}/"),
            "language": get_language() or self.municipality.default_language,
        }


def key_of(text: StandardText, *, is_due: bool) -> str:
    """Return what makes a reminder the same as another: the text, the day, before it or on it."""
    return f"text_review:{text.pk}:{text.review_on}:{'due' if is_due else 'soon'}"


def who_answers_for(text: StandardText) -> User | None:
    """Return the owner; an administrator of the town for one who no longer works here."""
    memberships = Membership.objects.select_related("user").filter(user__is_active=True)
    own = memberships.filter(user=text.owner).first()
    found = own or memberships.filter(role=Role.ADMINISTRATOR).order_by("pk").first()
    return found.user if found else None


def remind(municipality: Municipality, *, on: date | None = None) -> int:
    """Write the reminders of one town that are due and were not written yet; return how many."""
    with municipality.scope():
        today = on or timezone.localdate(timezone=municipality.zone)
        texts = StandardText.objects.to_review(today + NOTICE).with_edition()
        found = [(text, text.review_on <= today) for text in texts.order_by("review_on", "pk")]
        keys = [key_of(text, is_due=is_due) for text, is_due in found]
        written = set(
            Delivery.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", flat=True)
        )
        waiting = [
            TextReviewDue(text, municipality, is_due=is_due)
            for (text, is_due), key in zip(found, keys, strict=True)
            if key not in written
        ][:BATCH]
        sent = [
            reminder.defer(municipality=municipality, subject=reminder.text_to_review)
            for reminder in waiting
        ]
    return sum(delivery is not None for delivery in sent)
