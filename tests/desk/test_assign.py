# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Giving a request to somebody of the team."""

from __future__ import annotations

import pytest

from grc.service_requests.models import ServiceRequest
from tests.desk.conftest import at, page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_agent_cannot_give_a_request(method, desk, service_request, agent, colleague):
    """Only supervisors give requests to people; the page says so before and after."""
    data = {"person": colleague.pk}
    response = getattr(desk(agent), method)(at("assign", service_request), data)
    assert response.status_code == 403
    assert "Only a supervisor of the team can give a request to somebody." in page(response)


@pytest.mark.parametrize("person", ["", "0", "99999999999999999999", "x", "\x00"])
def test_somebody_who_is_not_in_the_list_is_refused(person, desk, service_request, supervisor):
    """Only people of the team can be chosen."""
    response = desk(supervisor).post(at("assign", service_request), {"person": person})
    assert response.status_code == 422
    assert 'id="gesture"' in response.content.decode()


def test_nobody_of_another_team_is_offered(desk, service_request, supervisor, outsider, colleague):
    """The list holds the people of the team in charge, and nobody else."""
    shown = page(desk(supervisor).get(at("assign", service_request)))
    assert "Colin Collègue" in shown
    assert "Oscar Ailleurs" not in shown


def test_giving_it_to_who_has_it_says_so(desk, taken, supervisor, agent):
    """Two supervisors at once: the second reads that it is done."""
    response = desk(supervisor).post(at("assign", taken), {"person": agent.pk})
    assert response.status_code == 409
    assert "Alice Agent already has this request." in page(response)


def test_a_supervisor_gives_a_request(desk, taken, supervisor, colleague):
    """The colleague has it; the page says so once."""
    browser = desk(supervisor)
    response = browser.post(at("assign", taken), {"person": colleague.pk}, follow=True)
    assert "Colin Collègue now has this request." in page(response)
    assert ServiceRequest.objects.get(pk=taken.pk).assignee == colleague
