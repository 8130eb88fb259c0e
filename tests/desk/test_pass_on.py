# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Passing a request on to another team."""

from __future__ import annotations

import pytest

from grc.service_requests.models import Message, ServiceRequest
from tests.desk.conftest import at, page

pytestmark = pytest.mark.django_db


def test_it_is_not_passed_on_to_its_own_team(desk, service_request, agent, team):
    """The team in charge is not in the list; the words typed come back."""
    data = {"team": team.pk, "reason": "Pour vous, je crois."}
    response = desk(agent).post(at("pass_on", service_request), data)
    assert response.status_code == 422
    assert "Pour vous, je crois." in page(response)


def test_passing_on_says_why_and_leads_to_the_queue(desk, service_request, agent, other_team):
    """Who no longer sees the request goes back to the queue, told where it went."""
    browser = desk(agent)
    data = {"team": other_team.pk, "reason": "C'est un acte."}
    response = browser.post(at("pass_on", service_request), data, follow=True)
    assert response.redirect_chain == [("/bureau/", 303)]
    assert "État civil now has request" in page(response)
    assert ServiceRequest.objects.get(pk=service_request.pk).team == other_team
    assert Message.objects.get(service_request=service_request).body == "C'est un acte."


def test_who_passed_a_request_on_no_longer_sees_it(desk, service_request, agent, other_team):
    """An agent sees their own team's requests only (law R2.02)."""
    browser = desk(agent)
    browser.post(at("pass_on", service_request), {"team": other_team.pk})
    assert browser.get(at("request", service_request)).status_code == 404
