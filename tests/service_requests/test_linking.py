# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A workflow opens a request of another service: same requester and place, no second thank-you."""

from __future__ import annotations

import pytest

from grc.journal.models import Event
from grc.service_requests.effects.linking import MOST_IN_A_ROW
from grc.service_requests.models import ServiceRequest
from notifications.models import Delivery
from tests.cast import file_request, make_service, make_workflow
from workflows.library import load

pytestmark = pytest.mark.django_db

WORDS = {"fr": "Faire élaguer", "en": "Have it pruned"}


def button(service):
    return {
        "code": "prune",
        "from": {"anywhere": True},
        "trigger": "button",
        "functions": ["agent"],
        "label": WORDS,
        "effects": [{"do": "link", "service": service}],
    }


@pytest.fixture
def lived(town, team, agent):
    """Return a request taken by Alice, whose button opens one of this service."""

    def make(service="tree-cutting"):
        data = load("report")
        data["transitions"].append(button(service))
        workflow = make_workflow(town, "report")
        workflow.draft(data, by=None).publish(by=None)
        return file_request(make_service(town, team, workflow)).take(by=agent)

    return make


@pytest.fixture
def trees(town, other_team):
    workflow = make_workflow(town, "simple")
    return make_service(town, other_team, workflow, code="tree-cutting")


def names(request):
    return list(Event.objects.about(request).in_order().values_list("name", flat=True))


def test_without_such_a_service_nothing_is_opened_and_nothing_refused(lived, agent):
    """The gesture is done; the history says that no request could be opened."""
    request = lived()
    request.perform("prune", by=agent)

    assert ServiceRequest.objects.count() == 1
    assert "not_linked" in names(request)


def test_the_same_requester_and_place_go_on_elsewhere(lived, trees, agent):
    """What was said stays said; the other team has it; the requester is not thanked twice."""
    request = lived()
    request.perform("prune", by=agent)

    other = ServiceRequest.objects.exclude(pk=request.pk).get()
    assert (other.service, other.team) == (trees, trees.team)
    assert (other.requester_email, other.place) == (request.requester_email, request.place)
    assert other.values["what"] == request.values["what"]
    assert other.linked_from_id == request.pk
    assert not Delivery.objects.about(other).exists()
    submitted = Event.objects.about(other).get(name="submitted")
    assert submitted.data["linked_from"] == request.pk
    assert Event.objects.about(request).get(name="linked").data == {"to": other.pk}


def test_two_workflows_never_fill_a_town_between_them(lived, agent):
    """Requests that open each other stop after a few."""
    request = lived("pothole")
    for _ in range(MOST_IN_A_ROW + 2):
        request.perform("prune", by=agent)
        request = ServiceRequest.objects.order_by("-pk").first()
        if request.assignee_id is None:
            request = request.take(by=agent)

    assert ServiceRequest.objects.count() == MOST_IN_A_ROW


def test_the_desk_shows_what_is_tied(lived, trees, agent, client, administrator):
    """Each of the two leads to the other."""
    request = lived()
    request.perform("prune", by=agent)
    other = ServiceRequest.objects.exclude(pk=request.pk).get()
    client.force_login(administrator)

    for one, tied in ((request, other), (other, request)):
        page = client.get(f"/bureau/demandes/{one.display_reference}/")
        assert f"/bureau/demandes/{tied.display_reference}/" in page.text
