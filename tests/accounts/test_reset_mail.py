# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A forgotten password: the link leaves through the outbox, and says nothing of who exists."""

from __future__ import annotations

import pytest

from notifications.models import Delivery

pytestmark = pytest.mark.django_db

RESET = "/compte/password/reset/"


def test_nothing_is_written_to_an_address_that_nobody_has(client, town):
    """The page is the same as for somebody known (law R5.27)."""
    response = client.post(RESET, {"email": "nobody@example.org"})
    assert response.status_code == 302
    assert not Delivery.objects.exists()


def test_the_link_is_queued_and_no_relay_is_asked(client, agent, settings):
    """A mail relay that is away does not fail the page."""
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    response = client.post(RESET, {"email": agent.email})
    assert response.status_code == 302
    delivery = Delivery.objects.get(notification="account_mail")
    assert delivery.address == agent.email
    assert "/compte/password/reset/key/" in delivery.text
