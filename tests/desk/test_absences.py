# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The page of absences: one's own, those of one's teams, nothing lost in an error."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from grc.accounts.models import Absence, Membership
from tests.desk.conftest import page

pytestmark = pytest.mark.django_db
HERE = "/bureau/absences/"


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel("2026-03-02 09:00+01:00", tick=False):
        yield


def typed(**more):
    return {"starts_on": "2026-03-03", "ends_on": "2026-03-06", "substitute": ""} | more


def test_an_agent_chooses_nobody_else(desk, agent, colleague, stranger):
    """The page of somebody outside one's teams, or outside the town, is not found."""
    for pk in (colleague.pk, stranger.pk, "x", "9" * 30):
        assert desk(agent).get(f"{HERE}?person={pk}").status_code == 404
    assert desk(agent).post(f"{HERE}?person={colleague.pk}", typed()).status_code == 404


def test_what_was_typed_comes_back(desk, agent, colleague):
    """Reversed days are refused with a sentence; days and substitute are still there."""
    response = desk(agent).post(HERE, typed(ends_on="2026-03-01", substitute=colleague.pk))
    assert response.status_code == 422
    assert "The last day comes before the first." in page(response)
    assert 'value="2026-03-01"' in page(response)
    assert f'<option value="{colleague.pk}" selected>' in page(response)
    assert not Absence.objects.exists()
    assert desk(agent).post(HERE, {"starts_on": "demain"}).status_code == 422


def test_one_says_that_one_is_away(desk, agent, colleague):
    """Two days and a colleague: recorded, shown, and shown to who stands in."""
    response = desk(agent).post(HERE, typed(substitute=colleague.pk), follow=True)
    assert "The absence is recorded." in page(response)
    assert "Colin Collègue stands in" in page(response)
    absence = Absence.objects.get()
    assert (absence.starts_on, absence.team) == (date(2026, 3, 3), None)
    other = page(desk(colleague).get(HERE))
    assert "When you stand in" in other
    assert "Alice Agent" in other


def test_a_substitute_who_is_away_is_warned_of(desk, agent, colleague):
    """It is recorded all the same, with a sentence."""
    desk(colleague).post(HERE, typed())
    response = desk(agent).post(HERE, typed(substitute=colleague.pk), follow=True)
    assert "Colin Collègue is away on some of these days too" in page(response)


def test_each_team_has_a_substitute_of_its_own(desk, town, agent, colleague, team, other_team):
    """Two teams, two questions; the same person in both is one absence."""
    Membership.objects.create(municipality=town, user=agent, team=other_team, role="agent")
    assert "Who stands in at État civil" in page(desk(agent).get(HERE))
    names = {t: f"substitute_{t.pk}" for t in (team, other_team)}
    days = {"starts_on": "2026-03-03", "ends_on": "2026-03-03"}
    desk(agent).post(HERE, days | {names[team]: colleague.pk, names[other_team]: ""})
    found = Absence.objects.values_list("team", "substitute").order_by("team")
    assert set(found) == {(team.pk, colleague.pk), (other_team.pk, None)}
    days = {"starts_on": "2026-03-04", "ends_on": "2026-03-04"}
    desk(agent).post(HERE, days | dict.fromkeys(names.values(), colleague.pk))
    assert Absence.objects.get(starts_on="2026-03-04").team is None


def test_a_supervisor_records_for_somebody(desk, agent, supervisor):
    """Somebody is ill: the supervisor chooses them and records it; the page lists it."""
    browser = desk(supervisor)
    assert "Say that Alice Agent will be away" in page(browser.get(f"{HERE}?person={agent.pk}"))
    response = browser.post(f"{HERE}?person={agent.pk}", typed(), follow=True)
    assert "People of your teams" in page(response)
    assert Absence.objects.get().person == agent


def test_overlapping_days_keep_the_form(desk, agent):
    """409, a sentence that names the known absence, and the days as they were typed."""
    desk(agent).post(HERE, typed())
    response = desk(agent).post(HERE, typed(ends_on="2026-03-20"))
    assert response.status_code == 409
    assert "already away from" in page(response)
    assert 'value="2026-03-20"' in page(response)


def test_cancelling(desk, agent, colleague, supervisor):
    """Who stands in sees it and may not; a stranger to it finds nothing; its owner may."""
    desk(agent).post(HERE, typed(substitute=colleague.pk))
    absence = Absence.objects.get()
    address = reverse("desk:cancel_absence", args=[absence.pk])
    assert desk(colleague).post(address).status_code == 403
    assert desk(agent).get(address).status_code == 302
    assert "The absence is cancelled." in page(desk(agent).post(address, follow=True))
    assert desk(agent).post(address).status_code == 409
    assert desk(supervisor).post(address).status_code == 409
    assert Absence.objects.get().cancelled_at


def test_the_way_there(desk, agent):
    """One link in the person's own menu, whatever the page."""
    assert "Absences and delegations" in page(desk(agent).get("/bureau/"))


def test_the_page_asks_the_same_number_of_questions(
    desk, town, team, supervisor, django_assert_max_num_queries
):
    """Forty colleagues away cost no more than none."""
    from tests.cast import make_member

    for number in range(40):
        person = make_member(town, team, "agent", f"a{number}@chalons.example", f"Agent {number}")
        Absence.objects.create(
            municipality=town,
            person=person,
            substitute=supervisor,
            team=team,
            starts_on=date(2026, 3, 3),
            ends_on=date(2026, 3, 4),
        )
    browser = desk(supervisor)
    browser.get(HERE)
    with django_assert_max_num_queries(25):
        assert page(browser.get(HERE)).count("Agent 39") >= 2


def test_everybody_s_absences_are_read_page_by_page(desk, supervisor, agent, town, monkeypatch):
    """None is cut off: onwards and back, days that are the same too; a forged cursor is none."""
    from grc.desk.views import absences

    monkeypatch.setattr(absences, "PAGE_SIZE", 2)
    Absence.objects.bulk_create(
        Absence(municipality=town, person=agent, starts_on=day, ends_on=day)
        for day in (date(2026, 3, day) for day in (3, 4, 4, 5, 4))
    )
    browser, found, query = desk(supervisor), [], ""
    while True:
        context = browser.get(HERE + query).context
        found += context["others"]
        if not context["older"]:
            break
        query = context["older"]
    assert found == list(Absence.objects.order_by("starts_on", "pk"))
    assert len(found) == 5
    back = browser.get(HERE + context["newer"])
    assert list(back.context["others"]) == found[2:4]
    assert "Earlier" in page(back)
    for forged in ("2026-13-01-4", "0000-01-01-1", "x", "2026-03-03-" + "9" * 19):
        response = browser.get(HERE, {"before": forged, "after": forged})
        assert list(response.context["others"]) == found[:2]
