# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Entrusting a function for one request, on its page."""

from __future__ import annotations

import pytest

from grc.accounts.models import Team
from grc.service_requests.models import ServiceRequest
from tests.desk.conftest import at, page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(client):
    client.cookies["language"] = "en"


def test_an_agent_is_refused(desk, agent, service_request):
    """Dispatching is for supervisors of the team in charge."""
    response = desk(agent).post(at("entrust", service_request), {"function": "agent"})
    assert response.status_code == 403
    assert "superviseur" in page(response) or "supervisor" in page(response)


@pytest.mark.parametrize(
    "typed",
    [
        {"function": "mayor", "holder": ""},
        {"function": "agent", "holder": "person::999999"},
        {"function": "agent", "holder": "role:agent:\x00"},
        {"function": "agent", "holder": ["x"]},
    ],
)
def test_what_is_not_in_the_lists_is_said(desk, supervisor, service_request, typed):
    """The form comes back with the reason, nothing is kept."""
    response = desk(supervisor).post(at("entrust", service_request), typed)
    assert response.status_code == 422
    assert not ServiceRequest.objects.get(pk=service_request.pk).functions_entrusted


def test_what_is_so_already_is_said(desk, supervisor, service_request):
    """Not now: what was chosen is still there."""
    response = desk(supervisor).post(
        at("entrust", service_request), {"function": "agent", "holder": ""}
    )
    assert response.status_code == 409
    assert "choose somebody else" in page(response) or "choisissez quelqu’un" in page(response)


def test_the_page_says_who_holds_it(desk, supervisor, outsider, service_request):
    """On the right, in the history, and to whom it was given, who finds it in their queue."""
    holder = {"function": "agent", "holder": f"person::{outsider.pk}"}
    done = desk(supervisor).post(at("entrust", service_request), holder, follow=True)
    assert page(done).count(str(outsider)) >= 2
    seen = desk(outsider).get(at("request", service_request))
    assert seen.status_code == 200
    team = Team.objects.get(name=service_request.team.name)
    role = {"function": "agent", "holder": f"role:supervisor:{team.pk}"}
    changed = desk(supervisor).post(at("entrust", service_request), role, follow=True)
    assert changed.status_code == 200
    assert desk(outsider).get(at("request", service_request)).status_code == 404


def test_a_proposal_is_a_filter_of_the_queue(desk, agent, colleague, service_request):
    """“Proposed to me”: theirs only, and the page of the request says to whom."""
    fresh = service_request.lock()
    fresh.propose_to(agent, by=None)
    assert str(fresh) in page(desk(agent).get("/bureau/?holder=proposed"))
    assert str(fresh) not in page(desk(colleague).get("/bureau/?holder=proposed"))
    assert str(agent) in page(desk(colleague).get(at("request", service_request)))


def test_the_history_says_which_role_of_the_team_in_charge(desk, supervisor, service_request):
    """A role in whatever team has the request is somebody too: not “as the service says”."""
    role = {"function": "agent", "holder": "role:supervisor:"}
    done = desk(supervisor).post(at("entrust", service_request), role, follow=True)
    assert "Function as the service says again" not in page(done)
    assert page(done).count("supervisors of the team in charge") == 2


def test_a_function_that_its_version_lost_is_in_the_list(
    desk, supervisor, outsider, service_request
):
    """So that a supervisor can take it back, and whoever held it sees the request no more."""
    holder = {"function": "agent", "holder": f"person::{outsider.pk}"}
    desk(supervisor).post(at("entrust", service_request), holder)
    service_request.entrusted_functions.update(function="gone")
    back = {"function": "gone", "holder": ""}
    assert desk(supervisor).post(at("entrust", service_request), back).status_code == 303
    assert desk(outsider).get(at("request", service_request)).status_code == 404
