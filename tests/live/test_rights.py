# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Rights end while a socket is open: what it hears ends with them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session

from tests.live.browser import Server
from tests.live.words import change, subject, word

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def impatient(django_db_setup: None) -> Iterator[Server]:
    with Server(settings="tests.live.impatient") as running:
        yield running


def test_a_request_passed_on_is_no_longer_heard(
    town, service_request, agent, colleague, other_team, visit
):
    """The commit that takes the request away is the last word: refused, no id after it."""
    page = visit(colleague)
    page.watch(word(service_request))
    with town.scope():
        service_request.pass_on(other_team, by=agent)
    assert page.hear() == {"refused": [word(service_request)]}
    assert page.is_closed_with() == 4404


def test_a_queue_stays_when_a_request_goes(
    town, service_request, agent, colleague, other_team, visit
):
    """Losing one request does not make the rest of the page deaf."""
    page = visit(colleague)
    page.watch("queue", word(service_request))
    with town.scope():
        service_request.pass_on(other_team, by=agent)
    assert page.hear_until({"changed": "queue"}) == [
        {"refused": [word(service_request)]},
        {"changed": "queue"},
    ]


def test_signing_out_closes_before_the_next_id(service_request, agent, visit):
    """A session that ended hears nothing more of a request, not even that it changed."""
    page = visit(agent)
    page.watch(word(service_request))
    Session.objects.all().delete()
    change(service_request)
    assert page.is_closed_with() == 4403


def test_a_person_deactivated_is_closed_before_the_next_id(service_request, agent, visit):
    """Who may no longer sign in hears nothing more."""
    page = visit(agent)
    page.watch(word(service_request))
    agent.is_active = False
    agent.save()
    change(service_request)
    assert page.is_closed_with() == 4403


@pytest.mark.parametrize("end", ["session", "membership", "account"])
def test_a_queue_is_closed_at_the_next_look(town, agent, impatient, visit, end):
    """Rights are looked at on every beat, though nothing happens."""
    page = visit(agent, at=impatient)
    page.watch("queue")
    assert page.hear() == {"beat": True}
    if end == "session":
        Session.objects.all().delete()
    elif end == "membership":
        with town.scope():
            agent.memberships.all().delete()
    else:
        agent.is_active = False
        agent.save()
    beats = 0
    while page.hears_another() and beats < 5:
        assert page.last_heard == {"beat": True}
        beats += 1
    assert page.closing_code == 4403


def test_a_new_team_is_heard_from_the_next_look(
    town, service_request, outsider, team, impatient, visit
):
    """Joining a team needs no new page."""
    from grc.accounts.models import Membership

    page = visit(outsider, at=impatient)
    page.watch("queue")
    with town.scope():
        Membership.objects.create(municipality=town, user=outsider, team=team)
    page.hear_until({"beat": True})
    page.hear_until({"beat": True})
    change(service_request)
    assert page.hear_until({"changed": "queue"})


def test_what_remains_is_heard(service_request, agent, visit):
    """Looking at rights loses nothing to who kept them."""
    page = visit(agent)
    page.watch(word(service_request))
    change(service_request)
    assert page.hear() == {"changed": [subject(service_request)]}
