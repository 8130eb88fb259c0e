# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Trying a workflow before it is published, and moving requests once it is."""

from __future__ import annotations

import pytest
from django.urls import reverse

from grc.municipalities.models import Municipality
from grc.service_requests.models import ServiceRequest, VersionMove
from grc.service_requests.versions.moving import carry_on
from tests.cast import file_request

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(service, agent):
    request = file_request(service).take(by=agent)
    return request.perform("close", by=agent, message="Fait.", outcome="done")


def address(name, service, *more):
    return reverse(f"studio:workflow_{name}", args=[service.workflow.slug, *more])


def record(browser, service, reference):
    return browser.post(address("record", service), {"reference": reference})


def test_an_unknown_reference_is_refused_and_comes_back(studio, administrator, service):
    """What was typed stands there again, with a sentence."""
    refused = record(studio(administrator), service, "7KQ2-M9RA")

    assert refused.status_code == 422
    assert 'value="7KQ2-M9RA"' in refused.text
    assert "No request of this workflow has this reference" in refused.text


def test_a_story_is_recorded_played_and_taken_out(studio, administrator, service, closed):
    """It is an edit of the draft like any other: kept, played, undone."""
    browser = studio(administrator)

    record(browser, service, closed.display_reference)
    shown = browser.get(address("trying", service)).text
    draft = service.workflow.pending_draft
    assert [one["code"] for one in draft.definition["scenarios"]] == ["scenario_1"]
    assert "goes as told" in shown
    assert "Agent in charge: Start the work, Close without a validated answer → ends at" in shown

    browser.post(address("forget", service, "scenario_1"))
    assert "scenarios" not in service.workflow.pending_draft.definition


def test_without_a_scenario_one_reads_what_to_do(studio, administrator, service):
    """An empty list teaches the next step; there is no coverage to read."""
    shown = studio(administrator).get(address("trying", service)).text
    assert "No scenario yet" in shown
    assert f'class="button" href="{address("sandbox", service)}"' in shown
    assert "<progress" not in shown


def test_each_scenario_says_what_it_plays_and_covers(studio, administrator, service):
    """In one line, who does what until which end; those that fail stand first, with why."""
    goes = {"code": "goes", "label": "Goes", "play": [
        {"citizen": "writes"},
        {"press": "take", "as": ["agent"]},
        {"wait": {"days": 2}},
        {"press": "close", "as": ["agent"], "outcome": "done"},
    ]}  # fmt: skip
    fails = {"code": "fails", "label": "Fails", "play": [
        {"press": "take", "as": ["agent"]}, {"expect": {"step": "closed"}}]}  # fmt: skip
    draft = service.workflow.open_draft(by=administrator)
    draft.definition["scenarios"] = [goes, fails]
    draft.save()

    response = studio(administrator).get(address("trying", service))
    listed = response.context["listed"]
    assert [one.code for one in listed.scenarios] == ["fails", "goes"]
    assert (listed.failing, listed.passing) == (1, 1)
    failing, passing = listed.scenarios
    assert failing.line == "Agent in charge: Start the work → stands at “In progress”"
    assert failing.failure
    assert passing.line == (
        "The requester writes → agent in charge: Start the work → 2 days pass → "
        "agent in charge: Close without a validated answer → ends at “Closed”, Done"
    )
    steps, ways = len(draft.definition["steps"]), len(draft.definition["transitions"])
    assert passing.covers == f"Goes through 3 of {steps} steps, 2 of {ways} transitions"
    assert "1 does not go as told: it comes first." in response.text
    assert f'<progress id="covered-steps" value="3" max="{steps}">' in response.text


def test_requests_are_replayed_through_the_draft(studio, administrator, service, closed):
    """Who would be stuck is named, with the step; nothing is written."""
    browser = studio(administrator)
    browser.post(reverse("studio:workflow_remove_way", args=[service.workflow.slug, "close"]),
                 {"sure": "1"})  # fmt: skip
    before = ServiceRequest.objects.get(pk=closed.pk).step

    shown = browser.get(address("trying", service), {"months": "3"}).text

    assert "1 request was played; 0 would have gone the same way." in shown
    assert f">{closed.display_reference}</a> (In progress)" in shown
    assert ServiceRequest.objects.get(pk=closed.pk).step == before


def test_requests_move_to_what_is_published_and_back(
    studio, administrator, service, workflow, town: Municipality
):
    """Each step says how many stand there; they go on where the administrator says."""
    request = file_request(service)
    first = request.workflow_version_id
    workflow.draft(workflow.published.definition, by=administrator).publish(by=administrator)
    browser = studio(administrator)

    shown = browser.get(address("moving", service)).text
    assert "1 request at “New”, version 1" in shown
    moved = browser.post(address("moving", service), {"move": "1", f"{first}-new": "new"})
    assert moved.status_code == 303
    carry_on(town)
    assert ServiceRequest.objects.get(pk=request.pk).workflow_version_id != first

    browser.post(address("take_back", service, VersionMove.objects.get().pk))
    carry_on(town)
    assert ServiceRequest.objects.get(pk=request.pk).workflow_version_id == first


def test_a_move_is_not_taken_back_beside_another(
    studio, administrator, service, workflow, town: Municipality
):
    """While another one is under way the page says to wait, and so does whoever asks for it."""
    file_request(service)
    for _ in range(2):
        carry_on(town)
        first = workflow.published
        workflow.draft(first.definition, by=administrator).publish(by=administrator)
        VersionMove.objects.begin(workflow.published, {first.pk: {"new": "new"}}, by=administrator)
    browser, move = studio(administrator), VersionMove.objects.earliest("pk")

    shown = browser.get(address("moving", service)).text
    refused = browser.post(address("take_back", service, move.pk))

    assert "Another move of requests of this workflow is under way" in shown
    assert "Take it back" not in shown
    assert refused.status_code == 409
    assert "then take this one back" in refused.text
    carry_on(town)
    assert browser.get(address("moving", service)).text.count("Take it back") == 2


def test_a_mapping_that_leads_nowhere_is_refused(studio, administrator, service, workflow):
    """A step that the new version does not have is refused with what was chosen."""
    request = file_request(service)
    first = request.workflow_version_id
    workflow.draft(workflow.published.definition, by=administrator).publish(by=administrator)

    refused = studio(administrator).post(
        address("moving", service), {"move": "1", f"{first}-new": "moon"}
    )

    assert refused.status_code == 422
    assert not VersionMove.objects.exists()


def test_requests_do_not_move_to_a_version_that_nobody_chose(
    studio, administrator, service, workflow
):
    """What was published after the page was read is told, and nothing moves."""
    request = file_request(service)
    first = request.workflow_version_id
    workflow.draft(workflow.published.definition, by=administrator).publish(by=administrator)

    refused = studio(administrator).post(
        address("moving", service), {"move": "1", "to": "1", f"{first}-new": "new"}
    )

    assert refused.status_code == 409
    assert not VersionMove.objects.exists()
