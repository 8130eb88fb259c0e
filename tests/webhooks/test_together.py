# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Two administrators at the same system in the same moment."""

from __future__ import annotations

import pytest

from grc.webhooks import configuring
from grc.webhooks.models import Webhook
from notifications.models import Delivery
from notifications.sending import send
from tests.threads import together

pytestmark = pytest.mark.django_db(transaction=True)


def attempt(gesture):
    """Return what does it and says whether it was done, or refused."""

    def tried():
        try:
            gesture()
        except configuring.NotNow:
            return "refused"
        return "done"

    return tried


def test_one_new_secret_for_two_who_ask(town, add, administrator):
    """The second is refused: the secret that the first was shown stays the newest."""
    with town.scope():
        webhook = add()
        mark = configuring.secret_mark(webhook)
    rotate = attempt(lambda: configuring.rotate_secret(webhook, based_on=mark, by=administrator))
    assert sorted(together(town, rotate, rotate)) == ["done", "refused"]
    with town.scope():
        assert Webhook.objects.get().former_secret == webhook.secret


def test_a_call_is_sent_again_once(town, add, administrator, receiver):
    """Two who press at once send one more call."""
    with town.scope():
        webhook = add(receiver.url)
        call = configuring.send_trial(webhook, by=administrator)
    send(town.pk, call.pk)
    with town.scope():
        call.refresh_from_db()
    again = attempt(lambda: configuring.send_again(webhook, call, by=administrator))
    assert sorted(together(town, again, again)) == ["done", "refused"]
    with town.scope():
        assert Delivery.objects.count() == 2
