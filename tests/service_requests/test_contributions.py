# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Other teams contribute: asked, given once, withdrawn; the request goes on once they are there."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.journal.models import Event
from grc.service_requests.models import Contribution
from grc.service_requests.models.contributing import LONGEST_CONTRIBUTION, MOST_TOLD
from notifications.models import Delivery
from tests.cast import make_member
from tests.contributing import ASKS, way

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


SAID = "La parcelle est à la commune."


def names(service_request):
    return list(Event.objects.about(service_request).in_order().values_list("name", flat=True))


def test_only_the_team_that_is_asked_contributes(asked, agent, digger, other_team):
    """Neither who works the request, nor people of another team that is asked."""
    for somebody in (agent, digger):
        with pytest.raises(NotAllowed, match="Only people of État civil can contribute"):
            asked.contribute(SAID, by=somebody, team=other_team)
    assert "contributed" not in names(asked)


def test_nothing_is_given_that_nobody_asked(asking, outsider, other_team):
    """A sentence says so."""
    with pytest.raises(NotNow, match="Nothing is asked of État civil"):
        asking().contribute(SAID, by=outsider, team=other_team)


@pytest.mark.parametrize("body", ["", " \n\u0000", "x" * (LONGEST_CONTRIBUTION + 1)])
def test_it_has_words_and_an_end(body, asked, outsider, other_team):
    """Empty or endless, it is refused and still asked for."""
    with pytest.raises(NotValid):
        asked.contribute(body, by=outsider, team=other_team)
    assert asked.lock().contributions_open == 2


def test_a_team_gives_it_once(asked, outsider, other_team, town):
    """The slower one reads who was faster."""
    late = make_member(town, other_team, "agent", "late@chalons.example", "Lou Lente")
    asked.contribute(SAID, by=outsider, team=other_team)
    with pytest.raises(NotNow, match="Oscar Ailleurs has already given the contribution"):
        asked.contribute("Moi aussi.", by=late, team=other_team)
    assert Contribution.objects.get(team=other_team).body == SAID


def test_only_who_works_the_request_withdraws_it(asked, outsider, other_team, agent, roads):
    """Once withdrawn it can neither be given nor withdrawn again."""
    with pytest.raises(NotAllowed):
        asked.withdraw_contribution(other_team, by=outsider)
    done = asked.withdraw_contribution(other_team, by=agent)
    assert (done.contributions_open, done.step) == (1, "asked")
    for refused in (
        lambda: asked.withdraw_contribution(other_team, by=agent),
        lambda: asked.contribute(SAID, by=outsider, team=other_team),
    ):
        with pytest.raises(NotNow, match="is not asked for any more"):
            refused()
    # Nobody is waited for any more: what follows contributions follows.
    assert asked.withdraw_contribution(roads, by=agent).step == "in_progress"


@pytest.mark.parametrize(
    "change",
    [
        {"body": "Autre chose."},
        {"withdrawn_at": None},
        {"given_at": None, "given_by": None, "body": ""},
        {"question": "?"},
    ],
)
def test_what_was_given_stays_as_it_is(change, asked, outsider, other_team):
    """PostgreSQL refuses, whoever asks; half a contribution is none."""
    asked.contribute(SAID, by=outsider, team=other_team)
    row = Contribution.objects.filter(team=other_team)
    if change == {"withdrawn_at": None}:
        change = {"withdrawn_at": row.get().given_at}
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.objects.filter(given_at=None).update(body="À moitié.")
    with pytest.raises(IntegrityError), transaction.atomic():
        row.delete()


def test_each_team_is_asked_once_at_a_time(asked, agent, other_team):
    """Asked again while it is open, nothing happens; PostgreSQL would refuse."""
    asked.ask_team(other_team, None, "legal", "Encore ?", agent)
    assert asked.contributions.open().filter(team=other_team).count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.objects.create(
            municipality=asked.municipality, service_request=asked, team=other_team, join="all"
        )


def test_asking_says_what_and_tells_the_team(asking, agent, outsider, digger, other_team):
    """The text is filled in; its people have a mail, with a link that is no secret one."""
    done = asking().perform("consult", by=agent)
    assert (done.step, done.contributions_open) == ("asked", 2)
    asked = Contribution.objects.get(team=other_team)
    assert (asked.question, asked.asked_by, asked.function) == (
        "À qui est le terrain (Marie Dupont) ?",
        agent,
        "legal",
    )
    mails = Delivery.objects.filter(notification="contribution_asked")
    assert {mail.address for mail in mails} == {outsider.email, digger.email}
    assert all("À qui est le terrain" in mail.text for mail in mails)
    assert all(done.tracking_key not in mail.text for mail in mails)
    assert names(done)[-3:] == ["contribution_asked", "contribution_asked", "moved"]


@pytest.mark.parametrize("has_supervisor", [True, False])
def test_a_large_team_is_told_by_its_supervisors(has_supervisor, asking, agent, town, other_team):
    """At most twenty mails, whoever they are."""
    for number in range(MOST_TOLD + 1):
        make_member(town, other_team, "agent", f"a{number}@chalons.example", f"A {number}")
    if has_supervisor:
        make_member(town, other_team, "supervisor", "chief@chalons.example", "Chloé Cheffe")
    asking().perform("consult", by=agent)
    told = Delivery.objects.filter(notification="contribution_asked")
    told = set(told.values_list("address", flat=True))
    assert told == {"chief@chalons.example"} if has_supervisor else len(told) == MOST_TOLD


def test_it_goes_on_once_all_are_there(asked, outsider, digger, other_team, roads):
    """By the hand of who gave the last one."""
    first = asked.contribute(SAID, by=outsider, team=other_team)
    assert (first.step, first.contributions_open) == ("asked", 1)
    done = asked.contribute("Rien à signaler.", by=digger, team=roads)
    assert (done.step, done.contributions_open) == ("in_progress", 0)
    moved = Event.objects.about(done).filter(name="moved").last()
    assert (moved.actor_id, moved.data["transition"]) == (digger.pk, "joined")


def test_the_first_is_enough_where_any_is(asking, agent, outsider, other_team, roads, digger):
    """The others are not asked any more, and read so."""
    request = asking(effect=ASKS | {"join": "any"}).perform("consult", by=agent)
    done = request.contribute(SAID, by=outsider, team=other_team)
    assert (done.step, done.contributions_open) == ("in_progress", 0)
    assert names(done)[-3:] == ["contributed", "contribution_withdrawn", "moved"]
    with pytest.raises(NotNow, match="is not asked for any more"):
        request.contribute(SAID, by=digger, team=roads)


def test_where_nothing_holds_the_request_stays(asking, agent, outsider, digger, other_team, roads):
    """The first whose condition holds; here none does, and what was said is kept."""
    when = {"fact": "days.here", "op": "more_than", "value": "3"}
    request = asking(way("joined", ["asked"], "in_progress", "joined", when=when))
    request = request.perform("consult", by=agent)
    request.contribute(SAID, by=outsider, team=other_team)
    done = request.contribute("Rien.", by=digger, team=roads)
    assert (done.step, done.contributions_open) == ("asked", 0)


def test_conditions_know_how_many_are_open(asking, agent, outsider, other_team):
    """From the row alone."""
    when = {"fact": "contributions.open", "op": "equals", "value": "0"}
    joined = way("joined", ["asked"], "in_progress", "joined")
    late = way("close_now", ["asked"], "closed", "button", functions=["agent"], outcomes=["done"])
    request = asking(joined, late | {"when": when}).perform("consult", by=agent)
    with pytest.raises(NotNow, match="the number of contributions waited for"):
        request.perform("close_now", by=agent)


def test_leaving_by_another_way_withdraws_what_is_open(asked, agent, outsider, other_team):
    """And what was given stays to be read."""
    asked.contribute(SAID, by=outsider, team=other_team)
    done = asked.perform("go_on", by=agent)
    assert (done.step, done.contributions_open) == ("in_progress", 0)
    assert names(done)[-2:] == ["contribution_withdrawn", "moved"]
    assert Contribution.objects.get(team=other_team).body == SAID
    again = done.perform("consult", by=agent)
    assert again.contributions_open == 2


def test_a_function_that_no_team_holds_is_passed_over(asking, agent, town):
    """Where that leaves nobody, what follows comes at once, each such way once."""
    back = way("joined", ["asked"], "in_progress", "joined", effects=[ASKS])
    again = way("again", ["in_progress"], "asked", "joined", effects=[ASKS])
    request = asking(back, again, held=False)
    done = request.perform("consult", by=agent)
    ways = [
        event.data["transition"]
        for event in Event.objects.about(done).in_order()
        if event.name == "moved"
    ]
    assert ways[-3:] == ["consult", "joined", "again"]
    assert (done.step, done.contributions_open) == ("asked", 0)


def test_a_retired_team_is_not_asked(asking, agent, other_team, roads):
    """The others are."""
    from django.utils import timezone

    request = asking()
    type(other_team).objects.filter(pk=other_team.pk).update(retired_at=timezone.now())
    done = request.perform("consult", by=agent)
    assert [one.team for one in done.contributions.all()] == [roads]


def test_nobody_is_asked_by_what_ends_a_request(asking, agent):
    """Nor is the requester left without a word."""
    late = way("close_now", ["in_progress"], "closed", "button", functions=["agent"],
               outcomes=["done"], effects=[ASKS])  # fmt: skip
    done = asking(late).perform("close_now", by=agent)
    assert (done.has_ended, done.contributions.count()) == (True, 0)


def test_a_request_that_ends_by_contributions_tells_the_requester(
    asking, agent, outsider, digger, other_team, roads
):
    """As where a timer ends it."""
    ends = way("joined", ["asked"], "closed", "joined", outcomes=["done"])
    request = asking(ends).perform("consult", by=agent)
    request.contribute(SAID, by=outsider, team=other_team)
    done = request.contribute("Rien.", by=digger, team=roads)
    assert (done.has_ended, done.outcome) == (True, "done")
    assert Delivery.objects.filter(notification="ended").count() == 1


def test_what_was_lived_is_lived_again(asked, outsider, digger, other_team, roads):
    """A replay gives what was given; a scenario recorded from it goes as it is told."""
    from grc.service_requests.versions.recording import record_scenario
    from workflows.scenario import Contributed

    asked.contribute(SAID, by=outsider, team=other_team)
    done = asked.contribute("Rien.", by=digger, team=roads)
    scenario = record_scenario(done.lock(), code="s")
    assert scenario.play[-3:-1] == (Contributed(("legal",)), Contributed(("roads",)))
