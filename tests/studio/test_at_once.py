# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Two administrators make the same thing at the same moment, against the real database."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from grc.accounts.models import Team
from grc.accounts.teams import TeamContent, begin_team, change_team
from grc.answers.configuring.drafting import begin_circuit
from grc.answers.models import CircuitDraft
from grc.catalog.configuring import ServiceContent, begin_service
from grc.catalog.models import Service
from grc.core.refusals import NotValid
from tests.threads import losers, together, winners
from workflows.editing import blank
from workflows.models import Workflow

pytestmark = pytest.mark.django_db(transaction=True)
NAME = {"fr": "Bacs à ordures"}


def at_once(town, gesture):
    """Both make it; neither sees an error of the database."""

    def in_english():
        # A thread reads the language of the town, not that of the test.
        with override("en"):
            return gesture()

    results = together(town, *[in_english] * 4)
    assert all(isinstance(error, NotValid) for error in losers(results)), results
    return results


def test_two_teams_of_one_name_are_one(town, administrator):
    """One is there; who came second reads that the name is taken."""
    results = at_once(town, lambda: begin_team(TeamContent(name="Propreté"), by=administrator))

    assert len(winners(results)) == 1
    assert {str(error) for error in losers(results)} == {"A team of this name already exists."}
    with town.scope():
        assert Team.objects.filter(name="Propreté").count() == 1


def test_two_teams_do_not_take_one_name(town, administrator):
    """A name that is given to two teams at once is refused to one of them."""
    with town.scope():
        teams = [begin_team(TeamContent(name=name), by=administrator) for name in ("A", "B")]

    def call(team):
        now = TeamContent.of(team)
        taken = TeamContent(name="Propreté")
        return lambda: change_team(team, taken, based_on=now.fingerprint, by=administrator)

    results = together(town, *map(call, teams))
    assert len(winners(results)) == 1
    assert isinstance(losers(results)[0], NotValid)


def test_two_services_of_one_name_have_two_addresses(town, team, workflow, administrator):
    """Everybody’s work is there: nobody is told of a code that they did not choose."""
    content = ServiceContent(name=NAME, team=team.pk, workflow=workflow.pk)

    results = at_once(town, lambda: begin_service(content, by=administrator).code)

    assert sorted(results) == ["bacs-a-ordures", *(f"bacs-a-ordures-{n}" for n in (2, 3, 4))]
    with town.scope():
        places = Service.objects.filter(code__startswith="bacs").values_list("position", flat=True)
        assert len(set(places)) == 4


def test_two_workflows_of_one_name_have_two_addresses(town, administrator):
    """Each has its draft."""
    results = at_once(
        town,
        lambda: (
            Workflow.objects.begin(NAME, blank(), municipality_id=town.pk, by=administrator).slug
        ),
    )

    assert len(set(results)) == 4
    with town.scope():
        assert all(one.pending_draft for one in Workflow.objects.filter(slug__in=results))


def test_two_circuits_of_one_name_have_two_addresses(town, team, administrator):
    """Each has its draft."""
    results = at_once(town, lambda: begin_circuit(NAME, by=administrator).code)

    assert len(set(results)) == 4
    with town.scope():
        assert CircuitDraft.objects.filter(code__in=results).count() == 4
