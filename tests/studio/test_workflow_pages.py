# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Looking at workflows: the list, one in sentences, one as a diagram."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import make_service, make_workflow
from tests.studio.conftest import page
from tests.workflows.making import changed
from workflows.models import Workflow

pytestmark = pytest.mark.django_db
LIST, ONE = 14, 20
HOME = "/studio/circuits-de-traitement/"


def test_an_address_that_is_none_is_not_found(studio, administrator, workflow):
    """A workflow, a step or a transition that does not exist answers 404."""
    browser = studio(administrator)
    for address in ("rien/", f"{workflow.slug}/etapes/rien/", f"{workflow.slug}/transitions/x/"):
        assert browser.get(HOME + address).status_code == 404


def test_the_list_says_what_is_published_and_who_follows(
    studio, administrator, service, service_request
):
    """Each workflow has its version, its draft, its services and its open requests."""
    service.workflow.draft(service.workflow.published.definition, by=administrator)
    said = page(studio(administrator).get(HOME))

    assert "Version 1 published" in said
    assert "1 open request" in said
    assert str(service) in said
    assert "draft" in said


def test_the_list_costs_the_same_with_many_workflows(studio, administrator, town, team, service):
    """Its queries do not grow with the town."""
    browser = studio(administrator)
    browser.get(HOME)
    with CaptureQueriesContext(connection) as few:
        browser.get(HOME)
    for number in range(5):
        other = Workflow.objects.begin(
            {"fr": f"Autre {number}"},
            service.workflow.published.definition,
            municipality_id=town.pk,
            by=None,
        )
        make_service(town, team, other, code=f"other-{number}")
    with CaptureQueriesContext(connection) as many:
        browser.get(HOME)
    assert len(few) == len(many) <= LIST


def test_a_workflow_is_read_in_sentences(studio, administrator, workflow):
    """Every step says its ways out: where to, who, when, what is asked and what happens."""
    said = page(studio(administrator).get(f"{HOME}{workflow.slug}/"))

    for words in (
        "Requests begin here.",
        "The requester reads “Received”.",
        "Start the work",
        "button of: agent in charge, supervisor",
        "a message to the requester must be written",
        "when the answer is approved",
        "15 working days after the arrival at the step",
        "Write to the requester: “We are still waiting for a detail",
        "ends as: Done, Cancelled, Handed over",
    ):
        assert words in said, words


def test_what_is_wrong_stands_on_top_and_beside_its_place(studio, administrator, workflow):
    """An error is a sentence that leads to where it is mended."""
    data = changed(lambda d: d["transitions"][0].update(functions=[]))
    workflow.draft(data, by=administrator)
    said = page(studio(administrator).get(f"{HOME}{workflow.slug}/"))

    assert "Before it can be published" in said
    assert said.count("Nobody can do “take”: choose at least one function.") >= 2
    assert f'href="{HOME}{workflow.slug}/transitions/take/"' in said


def test_the_diagram_leads_to_the_same_forms(studio, administrator, workflow):
    """Steps and transitions of the drawing are links to their forms."""
    said = page(studio(administrator).get(f"{HOME}{workflow.slug}/diagramme/"))

    assert "<svg" in said
    assert f'href="{HOME}{workflow.slug}/etapes/in_progress/"' in said
    assert f'href="{HOME}{workflow.slug}/transitions/close/"' in said


@pytest.mark.parametrize(
    ("query", "is_whole"), [("", False), ("?size=whole", True), ("?size=x", False)]
)
def test_the_address_says_how_large_the_diagram_is(
    studio, administrator, workflow, query, is_whole
):
    """Large unless it says whole: what one looks at can be handed on as a link."""
    said = page(studio(administrator).get(f"{HOME}{workflow.slug}/diagramme/{query}"))

    assert ('class="diagram is-whole"' in said) == is_whole


def test_many_findings_do_not_push_the_workflow_away(studio, administrator, workflow):
    """The first six are read at once, errors before all; the others unfold."""

    def speak_french(data):
        for step in data["steps"]:
            step["citizen_label"] = {"fr": "En cours"}

    workflow.draft(changed(speak_french), by=administrator)
    said = page(studio(administrator).get(f"{HOME}{workflow.slug}/"))
    before, _, after = said.partition("<summary>And ")

    assert after
    assert before.count("To mend:") + before.count("To look at:") == 6
    assert "To mend:" in after or "To look at:" in after


def test_a_workflow_costs_the_same_however_long_it_is(studio, administrator, town):
    """The page of the largest workflow asks the database no more than that of the smallest."""
    browser = studio(administrator)
    costs = []
    for name in ("simple", "report"):
        workflow = make_workflow(town, name)
        address = f"{HOME}{workflow.slug}/"
        browser.get(address)
        with CaptureQueriesContext(connection) as asked:
            browser.get(address)
        costs.append(len(asked))
    assert costs[0] == costs[1] <= ONE


def test_a_workflow_is_renamed(studio, administrator, workflow):
    """Its name changes in each language, its address does not; without a name it is refused."""
    browser = studio(administrator)
    address = f"{HOME}{workflow.slug}/nom/"
    assert browser.post(address, {"name_fr": " ", "name_en": ""}).status_code == 422

    browser.post(address, {"name_fr": "Voirie", "name_en": "Streets"})
    workflow.refresh_from_db()
    assert (workflow.slug, workflow.name) == ("report", {"fr": "Voirie", "en": "Streets"})
