# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Two people at one item, on two connections: it ends once, and no word is lost."""

from __future__ import annotations

import pytest

from grc.core.refusals import NotNow
from grc.service_requests.models.items import Sent
from tests.threads import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_sent_while_an_agent_no_longer_waits(wanted_now, agent, colleague, town):
    """The requester's words are kept whoever was first; the item has one end."""

    def send():
        item = wanted_now.asked_items.get(code="proof")
        return wanted_now.send_items({item.pk: Sent("Voici.")})

    def waive():
        try:
            wanted_now.waive_item(wanted_now.asked_items.get(code="proof"), by=agent)
        except NotNow:
            return "late"
        return "first"

    message, place = together(town, send, waive)
    with town.scope():
        item = wanted_now.asked_items.get(code="proof")
        assert "Voici." in message.body
        assert (item.received_at is None) == (place == "first")
        assert (item.waived_at is None) == (place == "late")


def test_noted_by_two_agents(wanted_now, agent, colleague, town):
    """The slower one reads that it was received."""

    def note(person):
        def verb():
            try:
                wanted_now.note_item(wanted_now.asked_items.get(code="proof"), by=person)
            except NotNow:
                return "late"
            return "first"

        return verb

    assert sorted(together(town, note(agent), note(colleague))) == ["first", "late"]
