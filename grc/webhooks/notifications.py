# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Calls to other systems, and the mail that tells administrators of one that does not answer."""

from __future__ import annotations

import json
from email.utils import formataddr
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from grc.webhooks.saying import sentence_of
from notifications.models import Delivery, Transport
from notifications.registry import (
    Endpoint,
    Notification,
    Recipient,
    Withheld,
    register,
)

if TYPE_CHECKING:
    from datetime import date

    from grc.accounts.models import User
    from grc.municipalities.models import Municipality
    from grc.webhooks.models import Webhook

#: Why a call did not leave, as its row keeps it.
DISABLED = gettext_noop("The system is disabled.")
LOST = gettext_noop("The secret can no longer be worked out: make a new one.")


@register
class Call(Notification):
    """One call: what happened, by ids and codes, never about whom. ``again`` repeats another."""

    code = "webhook_call"
    transport = Transport.WEBHOOK

    def __init__(self, webhook: Webhook, kind: str, content: str, *, again: str = "") -> None:
        self.webhook, self.kind, self.content, self.again = webhook, kind, content, again

    def recipient(self) -> Recipient:
        return Recipient(address=self.webhook.code, name=self.webhook.name)

    def sender(self) -> str:
        return ""

    def subject_line(self) -> str:
        return self.kind

    def text(self) -> str:
        return self.content

    def html(self) -> str:
        return ""

    def thread(self) -> str:
        return self.again

    @classmethod
    def before_sending(cls, delivery: Delivery) -> None:
        from grc.webhooks.secrets import SecretLost

        webhook = _webhook_of(delivery)
        if webhook is None or not webhook.is_enabled:
            raise Withheld(DISABLED)
        try:
            webhook.endpoint  # noqa: B018 - raises where it cannot be worked out
        except SecretLost as error:
            raise Withheld(LOST) from error

    @classmethod
    def endpoint(cls, delivery: Delivery) -> Endpoint:
        webhook = _webhook_of(delivery)
        if webhook is None:
            raise Withheld(DISABLED)
        return webhook.endpoint

    @classmethod
    def sent(cls, delivery: Delivery) -> None:
        from grc.webhooks.answering import answered

        answered(delivery)

    @classmethod
    def failed(cls, delivery: Delivery) -> None:
        from grc.webhooks.answering import unanswered

        unanswered(delivery)


@register
class WebhookFailed(Notification):
    """A system was not told, and is perhaps told nothing any more: to each administrator, daily."""

    code = "webhook_failed"

    def __init__(self, webhook: Webhook, person: User, delivery: Delivery, *, day: date) -> None:
        self.webhook, self.person, self.delivery, self.day = webhook, person, delivery, day
        self.municipality: Municipality = webhook.municipality

    def recipient(self) -> Recipient:
        return Recipient(
            address=self.person.email,
            name=str(self.person),
            language=self.municipality.default_language,
        )

    def sender(self) -> str:
        return formataddr((self.municipality.name, self.municipality.sender_address))

    def dedupe_key(self) -> str:
        what = self.webhook.disabled_why or "failed"
        return f"{self.code}:{self.webhook.pk}:{self.person.pk}:{what}:{self.day}"

    def context(self) -> dict[str, Any]:
        return {
            "webhook": self.webhook,
            "municipality": self.municipality,
            # What the machines said stays in the studio: a mail says what happened.
            "answer": sentence_of(self.delivery.transport_answer),
            "url": self.municipality.absolute(reverse("studio:system", args=[self.webhook.code])),
        }


def content_of(kind: str, data: dict[str, Any]) -> str:
    """Return what is posted: what happened, when, and to what (Standard Webhooks 1.0.0)."""
    told = {"type": kind, "timestamp": timezone.now().isoformat(), "data": data}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _webhook_of(delivery: Delivery) -> Webhook | None:
    from grc.webhooks.models import Webhook

    return Webhook.objects.filter(code=delivery.address).first()
