# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What follows from an answer, or from none: within the transaction that records it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.utils import timezone

from grc.accounts.enums import Role
from grc.accounts.models import Membership
from grc.journal.models import Event
from grc.webhooks.models import DisabledWhy, Webhook
from grc.webhooks.notifications import WebhookFailed
from notifications.models import DeliveryState
from notifications.transports import carrier_of
from notifications.transports.webhook import is_gone

if TYPE_CHECKING:
    from notifications.models import Delivery


def answered(delivery: Delivery) -> None:
    """Note that the system is there."""
    Webhook.objects.filter(code=delivery.address).update(answered_at=delivery.accepted_at)


def unanswered(delivery: Delivery) -> None:
    """Tell whose request it was about, and administrators; disable a system that is not there.

    That is one that says so (410), or that said yes to nothing since this call was first made, for
    the three days of all its attempts.
    """
    webhooks = Webhook.objects.select_related("municipality")
    webhook = webhooks.select_for_update(of=("self",), no_key=True).filter(code=delivery.address)
    found = webhook.first()
    if found is None:
        return
    _record(delivery, found)
    if not found.is_enabled:
        return
    why = _why(delivery, found)
    if why:
        found.disabled_at, found.disabled_why = timezone.now(), why
        found.save(update_fields=["disabled_at", "disabled_why"])
        Event.objects.record("webhook_disabled", found, by=None, why=why)
    day = timezone.now().astimezone(found.municipality.zone).date()
    members = Membership.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True)
    people = {member.user_id: member.user for member in members.select_related("user")}
    for person in people.values():
        WebhookFailed(found, person, delivery, day=day).defer(
            municipality=found.municipality, subject=found
        )


def _why(delivery: Delivery, webhook: Webhook) -> str:
    if delivery.state != DeliveryState.FAILED:
        return ""
    if is_gone(delivery):
        return DisabledWhy.GONE
    is_last = delivery.attempts >= carrier_of(delivery).most_attempts
    is_silent = webhook.answered_at is None or webhook.answered_at < delivery.created_at
    return DisabledWhy.FAILING if is_last and is_silent else ""


def _record(delivery: Delivery, webhook: Webhook) -> None:
    # By its type only: the rooms above are not known here.
    subject = apps.get_model(delivery.subject_type)(
        pk=delivery.subject_id, municipality_id=delivery.municipality_id
    )
    Event.objects.record("call_failed", subject, by=None, webhook=webhook.pk, delivery=delivery.pk)
