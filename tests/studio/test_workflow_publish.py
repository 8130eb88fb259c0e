# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A new workflow, its publication with its effect said before, and drafts thrown away."""

from __future__ import annotations

import pytest

from grc.journal.models import Event
from grc.service_requests.models import ServiceRequest
from tests.studio.conftest import page
from workflows.editing import Change, Remove, Settle, Thing
from workflows.models import Workflow

pytestmark = pytest.mark.django_db
LIST = "/studio/circuits-de-traitement/"
HOME = f"{LIST}report/"


@pytest.fixture
def browser(studio, administrator, workflow):
    return studio(administrator)


def publish(browser, home=HOME, **typed):
    token = browser.get(f"{home}publier/").context["token"]
    return browser.post(f"{home}publier/", typed | {"based_on": token})


def test_a_workflow_without_a_name_is_refused(browser):
    """A workflow is called something; what was chosen stays chosen."""
    response = browser.post(f"{LIST}nouveau/", {"name_fr": "", "start": "2"})
    assert response.status_code == 422
    assert Workflow.objects.count() == 1


def test_what_is_unsound_is_not_published(browser, workflow, administrator):
    """There is no button, and whoever sends one all the same reads why not."""
    draft = workflow.open_draft(by=administrator)
    draft.edit(Change(Thing.TRANSITION, "take", {"functions": None}), by=administrator)
    said = page(browser.get(f"{HOME}publier/"))
    assert "Publish this version" not in said
    assert "Nobody can do “Start the work”" in said

    response = publish(browser, why="quand même")
    assert response.status_code == 409
    assert workflow.published.number == 1


def test_what_changed_since_it_was_read_is_not_published_unseen(browser, workflow, administrator):
    """Who publishes has read exactly what is published."""
    draft = workflow.open_draft(by=administrator)
    token = browser.get(f"{HOME}publier/").context["token"]
    draft.edit(Change(Thing.STEP, "new", {"label": "Arrivée"}), by=administrator)

    response = browser.post(f"{HOME}publier/", {"based_on": token})
    assert response.status_code == 409
    assert workflow.published.number == 1


def test_warnings_ask_for_a_reason(browser, workflow, administrator):
    """One sentence, kept with the version."""
    draft = workflow.open_draft(by=administrator)
    draft.edit(Remove(Thing.TRANSITION, "still_working"), by=administrator)

    assert publish(browser).status_code == 422
    assert publish(browser, why="Nous appelons.").status_code == 303
    assert workflow.published.number == 2
    assert workflow.published.published_why == "Nous appelons."


def test_publishing_says_first_what_comes_of_it(
    browser, workflow, administrator, agent, supervisor, service_request
):
    """How many requests stay on theirs, and what was changed by whom."""
    draft = workflow.open_draft(by=administrator)
    draft.edit(Change(Thing.STEP, "new", {"label": "Arrivée"}), by=administrator)
    said = page(browser.get(f"{HOME}publier/"))

    assert "Those that are open stay on theirs: 1 open request; version 1 is retired." in said
    assert "“New” is now called “Arrivée”." in said
    assert "Step “Arrivée” changed" in said
    assert publish(browser).status_code == 303
    again = ServiceRequest.objects.select_related("workflow_version").get(pk=service_request.pk)
    assert again.workflow_version.number == 1


def test_what_was_changed_is_listed_once_and_scenarios_by_their_names(
    browser, workflow, administrator
):
    """Equal sentences of one person are one line; a scenario is told by its name."""
    draft = workflow.open_draft(by=administrator)
    for label in ("Arrivée", "Venue", "Arrivée"):
        draft.edit(Change(Thing.STEP, "new", {"label": label}), by=administrator)
    scenario = {"code": "calm", "label": "A calm day", "play": [{"wait": {"days": 1}}]}
    for play in ([{"wait": {"days": 1}}], [{"wait": {"days": 2}}], [{"wait": {"days": 3}}]):
        draft.edit(Settle("scenarios", [scenario | {"play": play}]), by=administrator)
    said = page(browser.get(f"{HOME}publier/"))

    for words in (
        "Step “Arrivée” changed",
        "Step “Venue” changed",
        "<li>Scenario “A calm day” added",
        "<li>Scenario “A calm day” changed",
    ):
        assert said.count(words) == 1, words
    assert "of the workflow changed" not in said

    draft.edit(Settle("scenarios", None), by=administrator)
    assert "Scenario “A calm day” removed" in page(browser.get(f"{HOME}publier/"))


@pytest.mark.parametrize("start", ["0", "1", "2", "3", "report", "blank"])
def test_a_new_workflow_can_be_published_as_it_is(browser, start):
    """Whatever one begins with, three gestures make a workflow that services can follow."""
    response = browser.post(f"{LIST}nouveau/", {"name_fr": "Impôts locaux", "start": start})
    home = response.headers["Location"]
    assert home == f"{LIST}impots-locaux/"
    assert publish(browser, home).status_code == 303
    assert Workflow.objects.get(slug="impots-locaux").published.number == 1


def test_a_workflow_begins_as_a_copy(browser, workflow):
    """A copy says what the other says, under its own name and address."""
    typed = {"name_fr": "Signalement", "name_en": "Report", "start": f"copy:{workflow.pk}"}
    browser.post(f"{LIST}nouveau/", typed)
    browser.post(f"{LIST}nouveau/", typed)

    copies = Workflow.objects.filter(slug__startswith="signalement").order_by("pk")
    assert [one.slug for one in copies] == ["signalement", "signalement-2"]
    assert copies[0].pending_draft.definition == workflow.published.definition


def test_a_draft_is_thrown_away_after_it_was_said_what_is_lost(browser, workflow, administrator):
    """What is published stays."""
    draft = workflow.open_draft(by=administrator)
    draft.edit(Change(Thing.STEP, "new", {"label": "Arrivée"}), by=administrator)
    assert "1 change is lost." in page(browser.get(f"{HOME}abandonner/"))

    browser.post(f"{HOME}abandonner/")
    assert (workflow.pending_draft, workflow.published.number) == (None, 1)


def test_a_workflow_that_never_was_published_goes_with_its_draft(browser, administrator):
    """Nothing is left of a mere attempt but what the journal tells of it."""
    browser.post(f"{LIST}nouveau/", {"name_fr": "Essai", "start": "0"})
    response = browser.post(f"{LIST}essai/abandonner/")

    assert response.headers["Location"] == LIST
    assert not Workflow.objects.filter(slug="essai").exists()
    told = Event.objects.filter(subject_type="workflows.workflow", actor_id=administrator.pk)
    assert [event.name for event in told.in_order()] == [
        *("workflow_begun", "workflow_drafted", "workflow_draft_discarded", "workflow_removed"),
    ]


def test_a_workflow_that_a_service_follows_does_not_go(browser, service, town):
    """Where a service would be left without a workflow, the draft stays and a sentence says why."""
    browser.post(f"{LIST}nouveau/", {"name_fr": "Essai", "start": "0"})
    service.workflow = Workflow.objects.get(slug="essai")
    service.save()

    response = browser.post(f"{LIST}essai/abandonner/")
    assert response.status_code == 409
    assert "A service follows this workflow" in page(response)
    assert Workflow.objects.get(slug="essai").pending_draft is not None


def test_what_a_colleague_wrote_meanwhile_is_not_thrown_away(browser, workflow, administrator):
    """Who throws a draft away has read what is lost."""
    draft = workflow.open_draft(by=administrator)
    token = browser.get(f"{HOME}abandonner/").context["token"]
    draft.edit(Change(Thing.STEP, "new", {"label": "Arrivée"}), by=administrator)

    response = browser.post(f"{HOME}abandonner/", {"based_on": token})
    assert response.status_code == 409
    assert workflow.pending_draft is not None
