# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Saying how urgent a request is."""

from __future__ import annotations

import pytest

from grc.journal.models import Event
from grc.service_requests.models import ServiceRequest
from tests.desk.conftest import at, page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("priority", ["", "25", "urgent", "99999999999999999999"])
def test_a_priority_out_of_the_list_is_refused(priority, desk, service_request, agent):
    """The form comes back, nothing changes."""
    response = desk(agent).post(at("priority", service_request), {"priority": priority})
    assert response.status_code == 422
    assert ServiceRequest.objects.get(pk=service_request.pk).priority == 20


def test_setting_it_twice_is_one_event(desk, service_request, agent):
    """A double click is one change in the history."""
    browser = desk(agent)
    for _ in range(2):
        assert browser.post(at("priority", service_request), {"priority": 40}).status_code == 303
    assert Event.objects.about(service_request).filter(name="prioritised").count() == 1


def test_an_urgent_request_bears_its_mark(desk, service_request, agent):
    """The priority is a word in the list and on the page, never a colour alone."""
    browser = desk(agent)
    browser.post(at("priority", service_request), {"priority": 40})
    assert "Urgent" in page(browser.get("/bureau/"))
    assert "Urgent" in page(browser.get(at("request", service_request)))
