# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Other systems of a town: added, changed, disabled, tried out. Secrets are told once."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grc.accounts.guards import refusal_to_configure
from grc.core.canonical import content_hash
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.core.text import on_one_line
from grc.journal.models import Event
from grc.webhooks import secrets
from grc.webhooks.calling import TRIAL
from grc.webhooks.models import DisabledWhy, Webhook
from grc.webhooks.models.webhook import CODE
from grc.webhooks.notifications import Call, content_of
from notifications.models import Delivery, DeliveryState
from notifications.transports.addresses import Refused, target_of
from notifications.transports.webhook import message_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grc.accounts.models import User

_UNDER_WAY = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.ON_HOLD)


@dataclass(frozen=True, kw_only=True)
class WebhookContent:
    """All that somebody writes about another system."""

    name: str
    url: str

    @classmethod
    def of(cls, webhook: Webhook) -> WebhookContent:
        """Return what is written about a system now."""
        return cls(name=webhook.name, url=webhook.url)

    @property
    def fingerprint(self) -> str:
        """What a form carries, so that nobody writes over what they have not seen."""
        return content_hash(asdict(self))[:16]


@transaction.atomic
def add_webhook(code: str, content: WebhookContent, *, by: User) -> Webhook:
    """Add a system, with its first secret (``secrets.shown``).

    Raises NotAllowed, and NotValid with a sentence per fault.
    """
    _refuse(by)
    code, content = on_one_line(code), _tidied(content)
    if faults := [*_faults_of_code(code), *_faults(content)]:
        raise NotValid(" ".join(faults))
    webhook = Webhook(
        municipality_id=by.memberships_here[0].municipality_id,
        code=code,
        secret=secrets.make(),
        **asdict(content),
    )
    # ON CONFLICT DO NOTHING waits for whoever takes the same code just now.
    Webhook.objects.bulk_create([webhook], ignore_conflicts=True)
    found = Webhook.objects.get(code=code)
    if found.secret != webhook.secret:
        raise NotValid(_("Another system already has this code."))
    Event.objects.record("webhook_added", found, by=by)
    return found


@transaction.atomic
def change_webhook(webhook: Webhook, content: WebhookContent, *, based_on: str, by: User) -> None:
    """Change what is written about a system.

    Raises NotAllowed, NotValid, and NotNow when somebody changed it since ``based_on``.
    """
    fresh = _locked(webhook, by)
    before, content = WebhookContent.of(fresh), _tidied(content)
    if before.fingerprint != based_on:
        raise NotNow(
            _("Somebody changed this system meanwhile. Compare with yours, then save again.")
        )
    if faults := list(_faults(content)):
        raise NotValid(" ".join(faults))
    names = [field.name for field in fields(WebhookContent)]
    changed = [name for name in names if getattr(before, name) != getattr(content, name)]
    if changed:
        fresh.name, fresh.url = content.name, content.url
        fresh.save(update_fields=names)
        Event.objects.record("webhook_changed", fresh, by=by, changed=changed)


@transaction.atomic
def rotate_secret(webhook: Webhook, *, based_on: str, by: User) -> Webhook:
    """Make a new secret; calls are signed with it and with the one before, until that is ended.

    ``based_on`` is what ``secret_mark`` said: sent twice, no second one is made.
    """
    fresh = _locked(webhook, by)
    if secret_mark(fresh) != based_on:
        raise NotNow(_("The secret was changed meanwhile. It is shown once only: make a new one."))
    if fresh.former_secret:
        raise NotNow(_("Two secrets sign already. End the former one first."))
    fresh.secret, fresh.former_secret = secrets.make(), fresh.secret
    fresh.save(update_fields=["secret", "former_secret"])
    Event.objects.record("webhook_secret_made", fresh, by=by)
    return fresh


@transaction.atomic
def end_former_secret(webhook: Webhook, *, by: User) -> None:
    """Sign with the newest secret only."""
    fresh = _locked(webhook, by)
    if fresh.former_secret:
        fresh.former_secret = ""
        fresh.save(update_fields=["former_secret"])
        Event.objects.record("webhook_secret_ended", fresh, by=by)


@transaction.atomic
def disable(webhook: Webhook, *, by: User) -> None:
    """Tell the system nothing any more; what waits for it is not sent."""
    fresh = _locked(webhook, by)
    if fresh.is_enabled:
        fresh.disabled_at, fresh.disabled_why = timezone.now(), DisabledWhy.PERSON
        fresh.save(update_fields=["disabled_at", "disabled_why"])
        Event.objects.record("webhook_disabled", fresh, by=by, why=fresh.disabled_why)


@transaction.atomic
def enable(webhook: Webhook, *, by: User) -> None:
    """Tell the system again what happens from now on."""
    fresh = _locked(webhook, by)
    if not fresh.is_enabled:
        fresh.disabled_at, fresh.disabled_why = None, ""
        fresh.save(update_fields=["disabled_at", "disabled_why"])
        Event.objects.record("webhook_enabled", fresh, by=by)


@transaction.atomic
def send_trial(webhook: Webhook, *, by: User) -> Delivery | None:
    """Send a call that says nothing but where it comes from. Raises NotNow where it is disabled."""
    fresh = _locked(webhook, by)
    _refuse_disabled(fresh)
    town = fresh.municipality
    content = content_of(TRIAL, {"webhook": fresh.code, "municipality": town.slug})
    delivery = Call(fresh, TRIAL, content).defer(municipality=town, subject=fresh)
    Event.objects.record("webhook_tried", fresh, by=by)
    return delivery


@transaction.atomic
def send_again(webhook: Webhook, call: Delivery, *, by: User) -> Delivery | None:
    """Send a call once more, with the same content and id: whoever has it lets it pass.

    Raises NotNow where the system is disabled, or where the call is on its way.
    """
    fresh = _locked(webhook, by)
    _refuse_disabled(fresh)
    identifier = message_id(call)
    same = fresh.calls.filter(message_id=identifier) | fresh.calls.filter(thread=identifier)
    if same.filter(state__in=_UNDER_WAY).exists():
        raise NotNow(_("This call is on its way already."))
    subject = apps.get_model(call.subject_type)(pk=call.subject_id)
    again = Call(fresh, call.subject_line, call.text, again=identifier)
    delivery = again.defer(municipality=fresh.municipality, subject=subject)
    Event.objects.record("webhook_repeated", fresh, by=by, delivery=call.pk)
    return delivery


def secret_mark(webhook: Webhook) -> str:
    """Return which secrets there are, as a form carries it: nothing that helps to know them."""
    return content_hash({"secrets": [webhook.secret, webhook.former_secret]})[:16]


def _locked(webhook: Webhook, by: User) -> Webhook:
    _refuse(by)
    rows = Webhook.objects.select_related("municipality")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=webhook.pk)


def _refuse(by: User) -> None:
    if refusal := refusal_to_configure(by):
        raise NotAllowed(refusal)


def _refuse_disabled(webhook: Webhook) -> None:
    if not webhook.is_enabled:
        raise NotNow(_("This system is disabled: nothing is sent to it. Enable it first."))


def _tidied(content: WebhookContent) -> WebhookContent:
    return WebhookContent(name=on_one_line(content.name)[:120], url=content.url.strip())


def _faults_of_code(code: str) -> Iterator[str]:
    if not re.fullmatch(CODE, code):
        yield _("Write a code of small letters, digits and _, such as erp; a letter comes first.")


def _faults(content: WebhookContent) -> Iterator[str]:
    if not content.name:
        yield _("Give the system a name.")
    try:
        target_of(content.url)
    except Refused as refusal:
        yield _("Write another address. %(why)s") % {"why": _(str(refusal))}
