# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What may be watched: the refusal is the same whether a request is hidden or does not exist."""

from __future__ import annotations

import json

import pytest

from tests.cast import file_request, make_service, make_team, make_workflow
from tests.live.words import word

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def foreign_request(other_town):
    team = make_team(other_town, "Voirie")
    return file_request(make_service(other_town, team, make_workflow(other_town)))


def test_a_hidden_a_foreign_and_an_unknown_request_are_refused_alike(
    service_request, foreign_request, outsider, visit
):
    """Nothing tells apart a request of another team, one of another town, and no request."""
    for number in (service_request.pk, foreign_request.pk, 10**17):
        page = visit(outsider)
        assert page.watch(f"request:{number}") == {"refused": [f"request:{number}"]}
        assert page.is_closed_with() == 4404


def test_what_is_visible_is_watched_beside_what_is_refused(service_request, outsider, visit):
    """A page that shows two things goes on hearing of the one it may see."""
    page = visit(outsider)
    assert page.watch("queue", word(service_request)) == {"refused": [word(service_request)]}
    assert page.hear() == {"watching": ["queue"]}


def test_a_request_of_the_team_is_watched(service_request, agent, visit):
    """Who sees the request may watch it."""
    assert visit(agent).watch(word(service_request)) == {"watching": [word(service_request)]}


def test_the_last_wish_replaces_the_one_before(town, service_request, agent, visit):
    """Opening another request in the same page ends the watch on the first."""
    second = file_request(service_request.service)
    page = visit(agent)
    page.watch(word(service_request))
    assert page.watch(word(second), "queue") == {"watching": ["queue", word(second)]}
    assert page.watch() == {"watching": []}


@pytest.mark.parametrize(
    "message",
    [
        "",
        "watch",
        "[]",
        "[" * 1999,
        json.dumps({"watch": "queue"}),
        json.dumps({"watch": ["request:0"]}),
        json.dumps({"watch": ["request:1 OR 1=1"]}),
        json.dumps({"watch": [{"queue": 1}]}),
        json.dumps({"watch": [f"request:{n}" for n in range(1, 22)]}),
        json.dumps({"watch": [], "age": "old"}),
        json.dumps({"watch": [], "say": "to all"}),
        json.dumps({"watch": ["queue" + " " * 2000]}),
        b"\x00\x01",
    ],
)
def test_what_is_not_a_wish_closes_the_socket(agent, visit, message):
    """Broken, hostile and oversized messages are not answered."""
    page = visit(agent)
    page.connection.send(message)
    assert page.is_closed_with() == 1008


def test_a_frame_too_large_closes_the_socket(agent, visit):
    """The server does not gather what it would refuse anyway."""
    page = visit(agent)
    page.connection.send("x" * 5000)
    assert page.is_closed_with() == 1009


def test_talking_too_much_closes_the_socket(agent, visit):
    """A page that asks without end is shut out; it may come back later."""
    page = visit(agent)
    for _ in range(40):
        page.connection.send(json.dumps({"watch": []}))
    heard = 0
    while page.hears_another():
        heard += 1
    assert page.closing_code == 1008
    assert 20 <= heard < 30
