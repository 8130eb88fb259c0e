# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The first page of the studio: what there is, and what needs attention."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grc.catalog.models import Service
from tests.cast import make_service, make_workflow
from tests.studio.conftest import page

pytestmark = pytest.mark.django_db
OVERVIEW = 19


def test_a_supervisor_reads_why_the_studio_is_closed(studio, supervisor):
    """Whoever does not administer the town is refused with a sentence that says whom to ask."""
    response = studio(supervisor).get("/studio/")
    assert response.status_code == 403
    assert "Only administrators can change how the town works." in page(response)


def test_the_desk_leads_administrators_alone_to_the_studio(studio, administrator, supervisor):
    """The line of the navigation is there for those who may enter."""
    assert 'href="/studio/"' in page(studio(administrator).get("/bureau/"))
    assert 'href="/studio/"' not in page(studio(supervisor).get("/bureau/"))


def test_what_is_missing_is_said(studio, administrator, town, team, workflow):
    """A service without a form, a function that nobody holds, a draft: a sentence each."""
    Service.objects.create(
        municipality=town,
        code="bins",
        name={"fr": "Bacs", "en": "Bins"},
        team=team,
        workflow=workflow,
    )
    workflow.draft(workflow.published.definition, by=None)
    said = page(studio(administrator).get("/studio/"))
    assert "“Bins” has no form yet" in said
    assert "“Bins”: nobody is “validator”." in said
    assert "has a draft that is not published" in said


def test_a_new_town_reads_what_comes_first(studio, administrator):
    """A team, a workflow, a service: each sentence leads to where it is made."""
    said = page(studio(administrator).get("/studio/"))
    places = [said.index(words) for words in ("no team yet", "No workflow", "add a service")]
    assert places == sorted(places)
    assert 'href="/studio/services/nouveau/"' in said
    assert 'href="/studio/nouvelle-demarche/"' in said


def test_a_town_in_order_has_nothing_to_see_to(studio, administrator, service, agent, supervisor):
    """Where every function is held and every service has its form, the page says so."""
    said = page(studio(administrator).get("/studio/"))
    assert "1 service can be asked for on the portal." in said
    assert "Nothing: every service has a form" in said


def test_the_page_costs_the_same_with_many_services(studio, administrator, town, team, service):
    """Its queries do not grow with the town."""
    browser = studio(administrator)
    browser.get("/studio/")
    with CaptureQueriesContext(connection) as few:
        browser.get("/studio/")
    for number in range(8):
        workflow = make_workflow(town, "simple") if number == 0 else service.workflow
        make_service(town, team, workflow, code=f"other-{number}")
    with CaptureQueriesContext(connection) as many:
        browser.get("/studio/")
    assert len(few) == len(many) <= OVERVIEW
