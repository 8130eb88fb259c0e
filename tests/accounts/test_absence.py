# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Who may say that somebody is away, and what becomes of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.utils.translation import override

from grc.accounts.models import Absence
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.journal.models import Event
from notifications.models import Delivery
from tests.threads import losers, together, winners

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)
FRIDAY = date(2026, 3, 6)


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel("2026-03-02 09:00+01:00", tick=False):
        yield


def record(person, **more):
    fields = {"starts_on": MONDAY, "ends_on": FRIDAY, "by": person} | more
    return Absence.objects.record(person, **fields)


@pytest.mark.parametrize("who", ["colleague", "outsider"])
def test_others_do_not_record_it(who, town, agent, request):
    """Neither a colleague nor another team says that somebody is away."""
    by = request.getfixturevalue(who)
    with pytest.raises(NotAllowed, match="Only Alice Agent"):
        record(agent, by=by)
    absence = record(agent)
    with pytest.raises(NotAllowed):
        absence.cancel(by=by)


@pytest.mark.parametrize("who", ["agent", "supervisor", "administrator"])
def test_they_and_those_above_record_and_cancel_it(who, town, agent, request):
    """The person themself, a supervisor of a team of theirs, an administrator."""
    by = request.getfixturevalue(who)
    absence = record(agent, by=by)
    assert absence.cancel(by=by).cancelled_at
    names = Event.objects.about(absence).in_order().values_list("name", "actor_id")
    assert list(names) == [("recorded", by.pk), ("cancelled", by.pk)]


def test_a_supervisor_of_another_team(town, agent, outsider, other_team):
    """To supervise some team is not to supervise all of them."""
    from grc.accounts.models import Membership

    Membership.objects.filter(user=outsider).update(role="supervisor")
    with pytest.raises(NotAllowed):
        record(agent, by=outsider)


def test_days_that_cannot_be(town, agent):
    """Reversed days, and days that are over, are refused with a sentence."""
    with pytest.raises(NotValid, match="before the first"):
        record(agent, starts_on=FRIDAY, ends_on=MONDAY)
    last_week = {"starts_on": MONDAY - timedelta(7), "ends_on": MONDAY - timedelta(1)}
    with pytest.raises(NotValid, match="These days are over"):
        record(agent, **last_week)


def test_a_substitute_must_be_another_person_of_the_town(town, agent, stranger, colleague):
    """Nobody stands in for themself, nor for a town where they do not work or may not sign in."""
    with pytest.raises(NotValid, match="another person"):
        record(agent, substitute=agent)
    with pytest.raises(NotValid, match="does not work in this town"):
        record(agent, substitute=stranger)
    colleague.is_active = False
    colleague.save()
    with pytest.raises(NotValid, match="does not work in this town"):
        record(agent, substitute=colleague)


def test_a_team_must_be_theirs(town, agent, other_team):
    """An absence in a team where one does not work means nothing."""
    with pytest.raises(NotValid, match="does not work in État civil"):
        record(agent, team=other_team)


def test_overlapping_days_of_one_team_are_refused(town, agent, team, other_team):
    """Two substitutes for one day and team: the sentence names the absence that is known."""
    from grc.accounts.models import Membership

    Membership.objects.create(municipality=town, user=agent, team=other_team, role="agent")
    known = record(agent, team=team)
    for more in ({"team": team}, {}):
        with pytest.raises(NotNow, match="already away from"):
            record(agent, starts_on=FRIDAY, ends_on=FRIDAY, **more)
    record(agent, team=other_team)
    record(agent, team=team, starts_on=FRIDAY + timedelta(1), ends_on=FRIDAY + timedelta(2))
    known.cancel(by=agent)
    assert record(agent, team=team).pk


def test_a_substitute_who_is_away_is_accepted_with_a_warning(town, agent, colleague, supervisor):
    """It is recorded, and it says what then happens."""
    record(colleague, starts_on=FRIDAY, substitute=supervisor)
    absence = record(agent, substitute=colleague)
    assert "Colin Collègue is away on some of these days too" in absence.warning
    assert record(supervisor, substitute=agent).warning
    assert not record(agent, starts_on=FRIDAY + timedelta(3), ends_on=FRIDAY + timedelta(3)).warning


def test_the_substitute_is_told(town, agent, colleague):
    """By mail when named and when released, in the town's language and with the days."""
    absence = record(agent, substitute=colleague)
    absence.cancel(by=agent)
    named, released = Delivery.objects.about(absence).order_by("pk")
    assert (named.address, released.address) == (colleague.email,) * 2
    assert "Alice Agent" in named.text
    assert "2026" in named.text
    assert (named.notification, released.notification) == (
        "substitute_named",
        "substitute_released",
    )


def test_what_is_over_stays(town, agent):
    """A cancelled absence is not cancelled again, one that is over never."""
    absence = record(agent)
    absence.cancel(by=agent)
    with pytest.raises(NotNow, match="already cancelled"):
        absence.cancel(by=agent)
    other = record(agent)
    with (
        time_machine.travel("2026-03-09 09:00+01:00", tick=False),
        pytest.raises(NotNow, match="is over"),
    ):
        other.cancel(by=agent)


@pytest.mark.django_db(transaction=True)
def test_the_same_absence_twice_at_once(town, agent):
    """A double click, or a supervisor at the same moment: one absence, one refusal."""
    results = together(town, lambda: record(agent), lambda: record(agent))
    assert (len(winners(results)), len(losers(results))) == (1, 1)
    assert isinstance(losers(results)[0], NotNow)
