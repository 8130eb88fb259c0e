# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Contributing to a request of another team, at the desk."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grc.answers.models import Answer
from grc.journal.models import Event
from grc.service_requests.models import Contribution, ServiceRequest
from tests.cast import make_member
from tests.desk.conftest import at, page
from tests.desk.test_at_once import at_once, events, statuses

pytestmark = pytest.mark.django_db

SAID = {"contribute-body": "La parcelle est à la commune."}


def give(asked, team):
    return at("contribute", asked, team.pk)


def test_people_of_other_teams_do_not_find_it(desk, asked, stranger, team, town, supervisor):
    """Not theirs: whoever is not asked, in town or out of it."""
    somebody = make_member(town, _fourth(town), "agent", "x@chalons.example", "Xa Vier")
    for user in (somebody, stranger):
        browser = desk(user)
        assert browser.get(at("request", asked)).status_code == 404
        assert browser.post(give(asked, team), SAID).status_code == 404


def _fourth(town):
    from tests.cast import make_team

    return make_team(town, "Cimetières")


def test_a_team_does_not_contribute_for_another(desk, asked, agent, outsider, roads, other_team):
    """Neither who works the request nor who is asked as well."""
    assert desk(agent).post(give(asked, other_team), SAID).status_code == 403
    assert desk(agent).get(give(asked, other_team)).status_code == 403
    response = desk(outsider).post(give(asked, roads), SAID)
    assert response.status_code == 403
    assert SAID["contribute-body"] in page(response)


def test_an_empty_one_is_asked_for_again(desk, asked, outsider, other_team):
    """The form stays open, with what is wrong beside its field."""
    response = desk(outsider).post(give(asked, other_team), {"contribute-body": " "})
    assert response.status_code == 422
    assert "Our contribution: État civil" in page(response)


def test_it_is_the_first_thing_to_do_for_who_is_asked(desk, asked, outsider, other_team):
    """And the only one; the question stands above the form, which needs no script."""
    browser = desk(outsider)
    shown = page(browser.get(at("request", asked)))
    assert 'id="act-contribute"' in shown
    assert "À qui est le terrain (Marie Dupont) ?" in shown
    assert "Write to the requester" not in shown
    assert "Pass on" not in shown
    assert "Other actions" not in shown or "aria-disabled" in shown
    opened = page(browser.get(give(asked, other_team)))
    assert 'name="contribute-body"' in opened


def test_giving_it_leads_back_to_ones_own_queue(desk, asked, outsider, agent, other_team):
    """They see the request no longer; who works it reads what was said, and in the history."""
    response = desk(outsider).post(give(asked, other_team), SAID, follow=True)
    assert response.redirect_chain == [("/bureau/", 303)]
    assert "Your contribution is given. Voirie reads it now." in page(response)
    read = page(desk(agent).get(at("request", asked)))
    assert SAID["contribute-body"] in read
    assert "Contribution of État civil given" in read
    assert "Contribution asked of Ponts et chaussées" in read


def test_a_colleague_was_faster(desk, asked, outsider, other_team, town):
    """What was typed meanwhile comes back, with who was faster."""
    late = make_member(town, other_team, "agent", "late@chalons.example", "Lou Lente")
    desk(outsider).post(give(asked, other_team), SAID)
    response = desk(late).post(give(asked, other_team), {"contribute-body": "Moi aussi."})
    assert response.status_code == 409
    assert "Oscar Ailleurs has already given the contribution of État civil." in page(response)
    assert "Moi aussi." in page(response)
    assert desk(late).get(give(asked, other_team)).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_people_of_a_team_at_once(desk, asked, outsider, other_team, town):
    """One wins, the other reads who was faster, with their text; the request moves once."""
    late = make_member(town, other_team, "agent", "late@chalons.example", "Lou Lente")
    one, two = desk(outsider), desk(late)
    address = give(asked, other_team)
    responses = at_once(
        lambda: one.post(address, {"contribute-body": "Le premier texte."}),
        lambda: two.post(address, {"contribute-body": "Le second texte."}),
    )
    assert statuses(responses) == [303, 409]
    slower = page(next(one for one in responses if one.status_code == 409))
    assert "has already given the contribution" in slower
    with town.scope():
        kept = Contribution.objects.get(team=other_team).body
    assert ("Le second texte." if kept.startswith("Le premier") else "Le premier texte.") in slower
    assert events(town, asked, "contributed") == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_two_teams_at_once(desk, asked, outsider, digger, other_team, roads, town):
    """Whoever is last moves the request, and only they do."""
    one, two = desk(outsider), desk(digger)
    responses = at_once(
        lambda: one.post(give(asked, other_team), SAID), lambda: two.post(give(asked, roads), SAID)
    )
    assert statuses(responses) == [303, 303]
    with town.scope():
        fresh = ServiceRequest.objects.get(pk=asked.pk)
        assert (fresh.step, fresh.contributions_open) == ("in_progress", 0)
    assert events(town, asked, "moved") == 3


@pytest.mark.django_db(transaction=True)
def test_given_while_the_request_is_moved_on(desk, asked, agent, outsider, other_team, town):
    """Either it was given before, or it was not asked for any more; nothing hangs between."""
    one, two = desk(outsider), desk(agent)
    responses = at_once(
        lambda: one.post(give(asked, other_team), SAID),
        lambda: two.post(at("perform", asked, "go_on")),
    )
    assert responses[1].status_code == 303
    given = events(town, asked, "contributed") == 1
    assert responses[0].status_code in ({303} if given else {409, 404})
    with town.scope():
        fresh = ServiceRequest.objects.get(pk=asked.pk)
        assert (fresh.step, fresh.contributions_open) == ("in_progress", 0)


def test_who_works_the_request_asks_no_more(desk, asked, agent, outsider, other_team):
    """A button of theirs alone."""
    address = at("stop_asking", asked, other_team.pk)
    assert desk(outsider).post(address).status_code == 403
    response = desk(agent).post(address, follow=True)
    assert "État civil is not asked any more." in page(response)
    assert desk(agent).post(address).status_code == 409
    assert desk(outsider).get(at("request", asked)).status_code == 404


def test_the_page_says_what_sets_a_way_off(desk, asked, agent):
    """The explanation knows contributions."""
    shown = page(desk(agent).get(at("why", asked)))
    assert "when the contributions of other teams are there" in shown
    assert "other teams were asked for a contribution" in shown


def test_the_page_costs_one_statement_for_all_of_them(desk, asked, agent, taken_plain):
    """And none where nobody was ever asked."""
    browser = desk(agent)
    browser.get(at("request", asked))
    counted = []
    for one in (taken_plain, asked):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            browser.get(at("request", one))
        counted.append([q["sql"] for q in queries if 'contribution"' in q["sql"]])
    own = [
        [sql for sql in sqls if 'FROM "service_requests_contribution"' in sql.split("WHERE")[0]]
        for sqls in counted
    ]
    assert [len(sqls) for sqls in own] == [0, 1]


@pytest.fixture
def taken_plain(asked, agent):
    from tests.cast import file_request

    return file_request(asked.service).take(by=agent)


GESTURES = {
    "take": {},
    "release": {},
    "assign": {"person": 1},
    "pass_on": {"team": 1, "reason": "À vous."},
    "priority": {"priority": 30},
    "write": {"write-body": "Bonjour."},
    "note": {"note-body": "À voir."},
    "answer": {},
    "save": {"body": "Bonjour.", "outcome": "done", "based_on": 0},
    "submit": {"body": "Bonjour.", "outcome": "done", "based_on": 1},
    "withdraw": {},
    "recall": {},
    "tell": {"channel": "phone"},
}


@pytest.mark.parametrize("name", GESTURES)
def test_who_is_asked_does_nothing_else(name, desk, asked, outsider, agent):
    """Whatever they post, they read that it is not theirs, and nothing happened."""
    answer = Answer.objects.draft_for(asked, by=agent)
    answer.save_draft("Bonjour.", based_on=0, by=agent)
    before = Event.objects.count()
    data = GESTURES[name] | {"answer": answer.pk}
    response = desk(outsider).post(at(name, asked), data)
    assert response.status_code in (403, 409, 422)
    assert response.status_code == 403 or name in ("assign", "pass_on", "recall", "tell")
    assert Event.objects.count() == before
    assert Answer.objects.get().body == "Bonjour."
