# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Towns stay apart though the application's own checks be wrong: the database holds them so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cast import file_request, make_service, make_team, make_workflow
from tests.live.browser import Server
from tests.live.words import change, word

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def unguarded(django_db_setup: None) -> Iterator[Server]:
    with Server("tests.live.unguarded:application") as running:
        yield running


def test_a_request_of_another_town_cannot_be_watched(
    service_request, agent, other_town, unguarded, visit
):
    """With visible_to letting everything pass, row security still refuses the other town's."""
    team = make_team(other_town, "Voirie")
    foreign = file_request(make_service(other_town, team, make_workflow(other_town)))
    page = visit(agent, at=unguarded)
    assert page.watch(word(foreign)) == {"refused": [word(foreign)]}
    assert page.is_closed_with() == 4404


def test_the_checks_are_really_off(service_request, outsider, unguarded, visit):
    """In the same server another team's request passes: the refusal above is the database's."""
    page = visit(outsider, at=unguarded)
    assert page.watch(word(service_request)) == {"watching": [word(service_request)]}


def test_another_towns_commits_are_not_told(service_request, agent, stranger, unguarded, visit):
    """Announcements are told by town, whatever the rights say."""
    here, abroad = (
        visit(agent, at=unguarded),
        visit(stranger, at=unguarded, host="other.testserver"),
    )
    here.watch("queue")
    abroad.watch("queue")
    change(service_request)
    assert abroad.is_told_nothing_before(here, {"changed": "queue"})
