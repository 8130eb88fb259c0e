# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Telling another system: in the transaction of what happened, by a row that leaves after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from grc.journal.models import Event
from grc.webhooks.models import Webhook
from grc.webhooks.notifications import Call, content_of

if TYPE_CHECKING:
    from grc.journal.models.event import Actor
    from notifications.models import Delivery

TRIAL: Final = "trial"


def call(code: str, kind: str, data: dict[str, Any], *, subject: Any, by: Actor) -> Delivery | None:
    """Tell the system of this code what happened to ``subject``, a row of a town.

    ``kind`` is words parted by dots, ``data`` ids and codes only. Nothing is refused, since nobody
    might be there to mend it: where there is no such system, or it is disabled, the history of the
    subject says that it was not told, and None is returned.
    """
    webhook = Webhook.objects.filter(code=code).first()
    if webhook is None or not webhook.is_enabled:
        known: dict[str, Any] = {} if webhook is None else {"webhook": webhook.pk}
        Event.objects.record("not_called", subject, by=by, code=code, **known)
        return None
    delivery = Call(webhook, kind, content_of(kind, data)).defer(
        municipality=subject.municipality, subject=subject
    )
    assert delivery is not None  # noqa: S101 - a webhook has a code
    Event.objects.record("called", subject, by=by, webhook=webhook.pk, delivery=delivery.pk)
    return delivery
