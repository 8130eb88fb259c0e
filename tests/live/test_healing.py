# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The listening connection is cut: nobody stays deaf, and nobody believes an old page."""

from __future__ import annotations

import pytest
from django.db import connections

from grc.live.feed import APPLICATION_NAME
from tests.live.words import change, cut_listening, subject, word

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_cut_connection_heals_and_everybody_catches_up(service_request, agent, visit):
    """What was missed is unknown: every page is told to read itself again, then hears as before."""
    page = visit(agent)
    page.watch(word(service_request))
    assert cut_listening() >= 1
    assert page.hear() == {"changed": "*"}
    change(service_request)
    assert page.hear() == {"changed": [subject(service_request)]}


def test_a_change_in_the_gap_is_caught_up(service_request, agent, visit):
    """A commit while nobody listens is not lost: catching up comes after listening again."""
    page = visit(agent)
    page.watch("queue")
    cut_listening()
    change(service_request)
    page.hear_until({"changed": "*"})


def test_sockets_share_one_listening_connection(agent, colleague, visit):
    """However many sockets, a process holds one listening connection: here, one a server."""
    before = listening()
    for person in (agent, colleague, agent):
        visit(person).watch("queue")
    assert listening() == before >= 1


def listening():
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE application_name = %s AND datname = current_database()",
            [APPLICATION_NAME],
        )
        return cursor.fetchone()[0]
