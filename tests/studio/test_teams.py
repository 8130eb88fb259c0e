# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Teams: begun, changed, retired only when nothing hangs on them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from grc.accounts.models import Team
from grc.accounts.teams import TeamContent, begin_team, change_team, retire_team
from grc.catalog.models import Service
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.journal.models import Event
from tests.cast import file_request, make_team
from tests.studio.conftest import page

pytestmark = pytest.mark.django_db


def test_only_administrators_begin_one(town, supervisor):
    """The command refuses by itself whoever does not administer the town."""
    with pytest.raises(NotAllowed):
        begin_team(TeamContent(name="Parcs"), by=supervisor)


@pytest.mark.parametrize("name", ["", "  ", "voirie", "VOIRIE"])
def test_a_name_is_needed_and_taken_once(name, town, team, administrator):
    """Case and accents do not make another name."""
    with pytest.raises(NotValid):
        begin_team(TeamContent(name=name), by=administrator)


def test_a_team_does_not_stand_above_itself(town, team, administrator):
    """Not even through another one."""
    below = begin_team(TeamContent(name="Parcs", parent=team.pk), by=administrator)
    now = TeamContent.of(team)
    with pytest.raises(NotValid, match="above itself"):
        change_team(
            team,
            TeamContent(name=team.name, parent=below.pk),
            based_on=now.fingerprint,
            by=administrator,
        )


def test_what_another_saved_is_not_written_over(studio, town, team, administrator):
    """The second of two who changed the same team reads what is there now, and keeps theirs."""
    browser = studio(administrator)
    address = reverse("studio:team", args=[team.pk])
    opened = TeamContent.of(team).fingerprint
    first = {"name": "Voirie", "phone": "03 26 11 11 11", "based_on": opened}
    assert browser.post(address, first).status_code == 303
    typed = {"name": "Rues et places", "phone": "", "based_on": opened}
    response = browser.post(address, typed)
    assert response.status_code == 409
    said = page(response)
    assert "What is there now" in said
    assert "03 26 11 11 11" in said
    assert 'value="Rues et places"' in said
    again = typed | {"based_on": response.context["form"]["based_on"].value()}
    assert browser.post(address, again).status_code == 303
    team.refresh_from_db()
    assert (team.name, team.phone) == ("Rues et places", "")
    told = Event.objects.about(team).in_order().values_list("data", flat=True)
    assert list(told) == [{"changed": ["phone"]}, {"changed": ["name", "phone"]}]


def test_a_team_that_is_needed_is_not_retired(town, team, service, agent, administrator):
    """People, services and open requests: each is said, and what to do first."""
    file_request(service)
    with pytest.raises(NotNow) as refused:
        retire_team(team, by=administrator)
    for words in ("1 person works there", "“Pothole” in charge", "1 open request"):
        assert words in str(refused.value)


def test_a_retired_team_is_proposed_no_more(studio, town, team, administrator, service_request):
    """It leaves the lists in which one chooses; what it did stays."""
    other = make_team(town, "Parcs")
    browser = studio(administrator)
    address = f"/bureau/demandes/{service_request.display_reference}/transmettre/"
    assert ">Parcs<" in page(browser.get(address))
    assert browser.post(reverse("studio:team_retire", args=[other.pk])).status_code == 303
    assert ">Parcs<" not in page(browser.get(address))
    assert Event.objects.about(other).get().name == "team_retired"
    browser.post(reverse("studio:team_restore", args=[other.pk]))
    assert ">Parcs<" in page(browser.get(address))


def test_a_team_is_begun_with_one_field(studio, town, administrator):
    """A name suffices."""
    response = studio(administrator).post(
        "/studio/services/nouveau/", {"name": " Parcs  et jardins "}
    )
    assert response.status_code == 303
    assert Team.objects.get().name == "Parcs et jardins"


def test_the_list_costs_the_same_however_long(studio, town, team, administrator, service):
    """Its queries do not grow with the teams."""
    browser = studio(administrator)
    browser.get("/studio/services/")
    with CaptureQueriesContext(connection) as few:
        browser.get("/studio/services/")
    for number in range(120):
        Team.objects.create(municipality=town, name=f"Équipe {number:03}", parent=team)
    with CaptureQueriesContext(connection) as many:
        first = browser.get("/studio/services/")
    assert len(few) == len(many) <= 10
    assert Service.objects.count() == 1
    rest = browser.get(f"/studio/services/{first.context['page'].next}")
    assert len(rest.context["page"].rows) == 21
