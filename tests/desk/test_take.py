# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Taking a request, and putting it back."""

from __future__ import annotations

import pytest

from grc.service_requests.models import ServiceRequest
from tests.desk.conftest import at, page

pytestmark = pytest.mark.django_db


def test_taking_what_somebody_has_says_who_has_it(desk, taken, colleague):
    """The slower of two agents reads who was faster, on the page as it is now."""
    response = desk(colleague).post(at("take", taken))
    assert response.status_code == 409
    assert "Alice Agent was faster and has this request." in page(response)
    assert taken.display_reference in page(response)


def test_taking_twice_says_so_and_changes_nothing(desk, taken, agent):
    """The same button twice: the second time is told kindly."""
    response = desk(agent).post(at("take", taken))
    assert response.status_code == 409
    assert "You already have this request." in page(response)


def test_releasing_what_nobody_has_says_so(desk, service_request, supervisor):
    """There is nothing to put back."""
    response = desk(supervisor).post(at("release", service_request))
    assert response.status_code == 409
    assert "already in the team's queue" in page(response)


def test_taking_begins_the_work(desk, service_request, agent):
    """One gesture: the agent has the request and it is in progress; said once."""
    browser = desk(agent)
    response = browser.post(at("take", service_request))
    assert response.status_code == 303
    fresh = ServiceRequest.objects.get(pk=service_request.pk)
    assert (fresh.assignee, fresh.step_kind) == (agent, "in_progress")
    after = at("request", service_request)
    assert "You now have this request." in page(browser.get(after))
    assert "You now have this request." not in page(browser.get(after))


def test_a_gesture_opened_as_a_page_leads_to_the_request(desk, service_request, agent):
    """Whoever signs in again after their session ended lands on the request, not on an error."""
    response = desk(agent).get(at("take", service_request))
    assert response.status_code == 302
    assert response.headers["Location"] == at("request", service_request)


def test_releasing_puts_it_back(desk, taken, agent):
    """Others can take it again."""
    assert desk(agent).post(at("release", taken)).status_code == 303
    assert ServiceRequest.objects.get(pk=taken.pk).assignee is None


def test_the_list_that_stood_beside_stays_after_a_gesture(desk, service_request, agent):
    """The filters in the address survive the gesture."""
    response = desk(agent).post(at("take", service_request) + "?holder=nobody")
    assert response.headers["Location"] == at("request", service_request) + "?holder=nobody#main"
