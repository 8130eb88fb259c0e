# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from invariants import town_scope
from notifications import registry
from notifications.exceptions import InsideTransaction
from notifications.sending import send
from notifications.tasks import send_delivery
from notifications.transports import carry
from tests.notifications.smtp import Relay
from tests.notifications.town import Hello, Town


def test_refused_inside_a_transaction(chalons: Town, relay: Relay) -> None:
    """Nothing is sent, nor even claimed, inside a transaction."""
    delivery = chalons.defer()
    with transaction.atomic(), pytest.raises(InsideTransaction):
        send(chalons.pk, delivery.pk)
    with town_scope(chalons.pk), pytest.raises(InsideTransaction):
        carry(delivery)
    untouched = chalons.fetch(delivery)
    assert (untouched.state, untouched.attempts) == ("pending", 0)
    assert relay.messages == []


def test_sent(chalons: Town, relay: Relay) -> None:
    """The relay takes the message, and its answer and the moment are kept with the hook's work."""
    delivery = chalons.defer()
    with time_machine.travel("2027-03-01T08:00Z", tick=False):
        send_delivery(municipality_id=chalons.pk, delivery_id=delivery.pk)
        moment = timezone.now()
    sent = chalons.fetch(delivery)
    assert (sent.state, sent.sent_at, sent.attempts) == ("sent", moment, 1)
    assert sent.transport_answer == "250 2.0.0 queued as 1"
    assert chalons.told == "sent sent"
    assert Hello.called == {"before_sending": 1, "sent": 1}


def test_what_the_citizen_receives(chalons: Town, relay: Relay) -> None:
    """The message is what was written when it was deferred, in two forms."""
    delivery = chalons.defer(language="fr", reply_to="Accueil <accueil@example.org>")
    send(chalons.pk, delivery.pk)
    (message,) = relay.messages
    assert relay.recipients == [["zoe@example.org"]]
    assert message["To"] == "Zoé <zoe@example.org>"
    assert message["From"] == "Châlons <town@example.org>"
    assert message["Reply-To"] == "Accueil <accueil@example.org>"
    assert message["Subject"] == "Hello Zoé"
    assert message["Message-ID"] == delivery.message_id
    assert message["Date"].datetime == delivery.created_at.replace(microsecond=0)
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    text, html = (message.get_body([kind]) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    assert text.get_content().strip() == "Oui, Zoé"
    assert html.get_content().strip() == "<p>Oui, Zoé</p>"


def test_not_sent_twice(chalons: Town, relay: Relay) -> None:
    """A job that runs again finds nothing to do."""
    delivery = chalons.defer()
    send(chalons.pk, delivery.pk)
    send(chalons.pk, delivery.pk)
    assert len(relay.messages) == 1
    assert Hello.called["sent"] == 1


def test_not_sent_for_another_town(chalons: Town, reims: Town, relay: Relay) -> None:
    """A job with the wrong town finds nothing."""
    delivery = chalons.defer()
    send(reims.pk, delivery.pk)
    assert relay.messages == []


def test_outlives_its_class(chalons: Town, relay: Relay, monkeypatch: pytest.MonkeyPatch) -> None:
    """A delivery whose notification is gone is sent all the same: it was rendered long ago."""
    delivery = chalons.defer()
    monkeypatch.setattr(registry, "_registry", {})
    send(chalons.pk, delivery.pk)
    assert chalons.fetch(delivery).state == "sent"
