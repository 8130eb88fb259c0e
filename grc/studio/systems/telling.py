# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Other systems as the studio shows them: the form of one, its last calls, in words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, pgettext_lazy

from grc.studio.forms import EditForm
from grc.ui import dates
from grc.webhooks.calling import TRIAL
from grc.webhooks.configuring import WebhookContent
from grc.webhooks.saying import detail_of, sentence_of
from notifications.models import DeliveryState
from notifications.transports.addresses import LONGEST_URL

if TYPE_CHECKING:
    from datetime import datetime

    from grc.webhooks.models import Webhook
    from notifications.models import Delivery

#: Calls that the page of a system shows.
MOST_CALLS: Final = 20
#: Nobody reads the hour of what is tried again within that time.
SOON: Final = timedelta(minutes=1)
#: How to check a signature, for whoever writes the other system.
HOW_TO_CHECK: Final = gettext_noop(
    "Each call bears the headers webhook-id, webhook-timestamp and webhook-signature, as Standard "
    "Webhooks says; a library of standardwebhooks.com checks them in one line. Without one: the "
    "signature is “v1,” and the HMAC-SHA256, in base64, of the id, the timestamp and the content, "
    "joined by dots, with what follows whsec_ decoded as the key; refuse a timestamp older than "
    "five minutes."
)
#: A mail is delivered, a call is taken.
_STATES: Final = {
    DeliveryState.PENDING: pgettext_lazy("call", "waiting"),
    DeliveryState.SENDING: pgettext_lazy("call", "on its way"),
    DeliveryState.ON_HOLD: pgettext_lazy("call", "on hold"),
    DeliveryState.SENT: pgettext_lazy("call", "taken"),
    DeliveryState.FAILED: pgettext_lazy("call", "not taken"),
    DeliveryState.WITHHELD: pgettext_lazy("call", "not sent"),
    DeliveryState.CANCELLED: pgettext_lazy("call", "not sent"),
}
_KINDS: Final = {
    DeliveryState.SENT: "ok",
    DeliveryState.FAILED: "danger",
    DeliveryState.WITHHELD: "warn",
}
_ENDED: Final = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.WITHHELD)


class SystemForm(EditForm):
    """What is written about another system."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    url = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=LONGEST_URL,
        help_text=gettext_lazy("Where it listens: https://… Whoever runs it tells you."),
        widget=forms.URLInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
    )

    @property
    def content(self) -> WebhookContent:
        """What was typed; for a form that was found valid."""
        return WebhookContent(name=self.cleaned_data["name"], url=self.cleaned_data["url"])


class NewSystemForm(SystemForm):
    """The same, with the code by which workflows name it, for ever."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy(
            "Workflows name the system by it: small letters, digits and _, such as erp. It stays."
        ),
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off", "size": 20}),
    )
    field_order = ("name", "code", "url")


@dataclass(frozen=True)
class CallShown:
    """One call: what about, how it went, in a sentence and in the words of the machines."""

    pk: int
    about: str
    at: datetime
    state: str
    kind: str
    answer: str
    detail: str
    attempts: int
    can_be_sent_again: bool


def standing(webhook: Webhook) -> tuple[str, str]:
    """Return whether a system is told what happens, as a word and the kind of its tag."""
    return (_("enabled"), "ok") if webhook.is_enabled else (_("disabled"), "warn")


def calls_of(webhook: Webhook) -> list[CallShown]:
    """Return the last calls, the newest first."""
    return [_shown(call, webhook) for call in webhook.calls.order_by("-pk")[:MOST_CALLS]]


def _shown(call: Delivery, webhook: Webhook) -> CallShown:
    state, (said, kind) = DeliveryState(call.state), _standing_of(call, webhook)
    return CallShown(
        pk=call.pk,
        about=_about(call),
        at=call.created_at,
        state=said,
        kind=kind,
        answer=sentence_of(call.transport_answer),
        detail=detail_of(call.transport_answer),
        attempts=call.attempts,
        can_be_sent_again=webhook.is_enabled and state in _ENDED,
    )


def _standing_of(call: Delivery, webhook: Webhook) -> tuple[str, str]:
    """Return how a call goes, as a word and the kind of its tag."""
    state = DeliveryState(call.state)
    if state == DeliveryState.PENDING and call.accepted_at is None:
        if not webhook.is_enabled:
            return _("will not be sent: the system is disabled"), "warn"
        if call.attempts:
            return _tried_again(call.next_attempt_at), "warn"
    return str(_STATES[state]), _KINDS.get(state, "info")


def _tried_again(at: datetime | None) -> str:
    if at is None or at < timezone.now() + SOON:
        return _("failed, tried again shortly")
    if timezone.localdate(at) == timezone.localdate():
        when = {"hour": dates.hour(at)}
        return _("failed, tried again at %(hour)s") % when
    return _("failed, tried again on %(moment)s") % {"moment": dates.moment(at)}


def _about(call: Delivery) -> str:
    if call.subject_line == TRIAL:
        return _("Trial")
    data = json.loads(call.text)["data"]
    return f"{data.get('reference', '')} · {data.get('transition', call.subject_line)}"
