# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Writing: to the requester, between agents, and the requester's own words."""

from __future__ import annotations

import uuid

import pytest

from grc.core.refusals import NotAllowed, NotValid
from grc.journal.models import Event
from notifications.models import Delivery

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("verb", ["write", "note"])
def test_an_outsider_cannot_write(verb, service_request, outsider):
    """Only the team in charge writes in a thread."""
    with pytest.raises(NotAllowed):
        getattr(service_request, verb)("Bonjour", by=outsider)


@pytest.mark.parametrize("body", ["", "  \n ", "\x00"])
def test_an_empty_message_is_refused(body, service_request, agent):
    """There is nothing to send."""
    with pytest.raises(NotValid):
        service_request.write(body, by=agent)


def test_a_message_too_long_says_by_how_much(service_request):
    """The sentence counts the characters that are too many."""
    with pytest.raises(NotValid, match="5"):
        service_request.reply("x" * 20_005)


def test_an_internal_note_reaches_no_mailbox(service_request, agent):
    """Notes stay in the house."""
    before = Delivery.objects.count()
    service_request.note("Voisin difficile.", by=agent)
    assert Delivery.objects.count() == before


def test_a_word_to_the_requester_is_mailed_once(service_request, agent):
    """The same form sent twice writes one message and one mail."""
    token = uuid.uuid4()
    first = service_request.write("Nous passons mardi.", by=agent, form_token=token)
    second = service_request.write("Nous passons mardi.", by=agent, form_token=token)
    assert first.pk == second.pk
    assert Delivery.objects.filter(notification="word_from_town").count() == 1
    assert Event.objects.about(service_request).filter(name="written").count() == 1


def test_a_reply_shows_that_the_requester_waits(service_request, agent):
    """The mark appears with their word and goes with ours."""
    service_request.reply("Alors ?")
    assert service_request.lock().requester_wrote_at is not None
    service_request.write("Nous passons mardi.", by=agent)
    assert service_request.lock().requester_wrote_at is None


def test_events_hold_no_words(service_request, agent):
    """The journal keeps ids; what was said can be blanked one day without touching it."""
    service_request.write("Secret de famille", by=agent)
    for event in Event.objects.about(service_request):
        assert "famille" not in str(event.data)
