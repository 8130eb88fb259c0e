# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Filing a request for somebody on the telephone, at the counter, by letter."""

from __future__ import annotations

from uuid import uuid4

import pytest

from grc.service_requests.models import ServiceRequest
from notifications.models import Delivery
from tests.cast import make_service
from tests.desk.conftest import page

pytestmark = pytest.mark.django_db
ENTRY = "/bureau/nouvelle/"


def call(**fields):
    """Return what an agent types during a telephone call."""
    return {
        "channel": "phone",
        "language": "fr",
        "requester-name": "Jean Sans",
        "requester-email": "",
        "requester-phone": "03 26 11 11 11",
        "what": "Un trou devant l'école.",
        "place": "Rue de l'École",
        "form-token": str(uuid4()),
    } | fields


def test_an_unknown_service_is_not_found(desk, agent):
    """An invented address leads nowhere."""
    assert desk(agent).get(f"{ENTRY}flying/").status_code == 404


@pytest.mark.parametrize("channel", ["", "portal", "api", "pigeon"])
def test_the_channel_is_one_that_an_agent_types(channel, desk, service, agent):
    """A request typed by an agent never looks as if it came by the portal."""
    response = desk(agent).post(f"{ENTRY}{service.code}/", call(channel=channel))
    assert response.status_code == 422
    assert "Un trou devant l'école." in page(response)
    assert ServiceRequest.objects.count() == 0


def test_missing_words_bring_back_the_others(desk, service, agent):
    """The form comes back with all that was typed, the errors said first."""
    response = desk(agent).post(f"{ENTRY}{service.code}/", call(what=""))
    assert response.status_code == 422
    assert "Please check these points" in page(response)
    assert "Jean Sans" in page(response)


def test_a_service_without_a_published_workflow_says_so(desk, service, agent, workflow):
    """Filing is refused with a sentence, the words come back."""
    from workflows.models import WorkflowVersion

    WorkflowVersion.objects.filter(workflow=workflow).update(
        state="retired", retired_at="2026-01-01T00:00Z"
    )
    response = desk(agent).post(f"{ENTRY}{service.code}/", call())
    assert response.status_code == 409
    assert "Un trou devant l'école." in page(response)


def test_the_same_form_twice_is_one_request(desk, service, agent):
    """A double click files once and leads twice to the same request."""
    browser = desk(agent)
    data = call()
    addresses = {browser.post(f"{ENTRY}{service.code}/", data).headers["Location"] for _ in "12"}
    assert len(addresses) == 1
    assert ServiceRequest.objects.count() == 1


def test_services_are_offered_by_group(desk, service, agent):
    """What can be asked, each a link."""
    text = page(desk(agent).get(ENTRY))
    assert "Pothole" in text
    assert f'href="{ENTRY}{service.code}/"' in text


def test_a_call_becomes_a_request_to_go_on_with(desk, service, agent):
    """Filed by telephone, the page of the request opens and gives its reference."""
    response = desk(agent).post(f"{ENTRY}{service.code}/", call(), follow=True)
    filed = ServiceRequest.objects.get()
    assert filed.channel == "phone"
    assert filed.requester_name == "Jean Sans"
    assert filed.place == "Rue de l'École"
    assert f"Request {filed.display_reference} is filed" in page(response)
    assert response.request["PATH_INFO"].endswith(f"/{filed.display_reference}/")
    assert Delivery.objects.count() == 0


def test_whoever_may_not_see_it_keeps_its_reference(desk, town, other_team, workflow, agent):
    """Filed for another team: the queue opens, with the reference to give to the person."""
    service = make_service(town, other_team, workflow, code="act")
    response = desk(agent).post(f"{ENTRY}act/", call(), follow=True)
    assert response.redirect_chain == [("/bureau/", 303)]
    filed = ServiceRequest.objects.get(service=service)
    assert filed.display_reference in page(response)
    assert "État civil" in page(response)


def test_the_acknowledgement_speaks_the_person_s_language(desk, service, agent):
    """Not the agent's: the language chosen on the form."""
    data = call(**{"requester-email": "jean@example.org", "language": "fr"})
    desk(agent).post(f"{ENTRY}{service.code}/", data)
    assert Delivery.objects.get().language == "fr"
