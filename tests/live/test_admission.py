# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The door: who is refused before the socket opens, and who is let in."""

from __future__ import annotations

import pytest
from websockets.exceptions import InvalidStatus

pytestmark = pytest.mark.django_db(transaction=True)


def refused(visit, *args, **how):
    with pytest.raises(InvalidStatus) as refusal:
        visit(*args, **how)
    response = refusal.value.response
    return response.status_code, response.body or b""


def test_nobody_is_let_in_without_a_session(town, visit):
    """A browser that is not signed in is refused, and told nothing."""
    assert refused(visit) == (403, b"")


def test_an_invented_session_is_refused(town, visit):
    """A session key that no session has is worth none."""
    assert refused(visit, cookie="session=abcdefghijklmnopqrstuvwxyz012345") == (403, b"")


def test_an_agent_of_another_town_is_refused(town, stranger, visit):
    """Working in one town opens no socket of another."""
    assert refused(visit, stranger) == (403, b"")


def test_a_foreign_page_is_refused(agent, visit):
    """A page of another site cannot use the agent's session (cross-site WebSocket hijacking)."""
    assert refused(visit, agent, origin="http://evil.example") == (403, b"")


@pytest.mark.parametrize("origin", [None, "null", "http://testserver", "http://[", "file://"])
def test_an_origin_that_is_not_this_host_is_refused(agent, visit, origin):
    """No origin, an opaque one, and the same name on another port are all foreign."""
    assert refused(visit, agent, origin=origin) == (403, b"")


def test_an_unknown_host_is_refused(agent, visit):
    """A host that no town declares serves no socket."""
    assert refused(visit, agent, host="elsewhere.example") == (403, b"")


def test_a_deactivated_person_is_refused(agent, visit):
    """Who may no longer sign in may no longer listen, whatever their session says."""
    from tests.live.browser import session_of

    key = session_of(agent)
    agent.is_active = False
    agent.save()
    assert refused(visit, cookie=f"session={key}") == (403, b"")


def test_a_person_without_membership_is_refused(town, agent, visit):
    """Who has left every team of the town hears nothing of it."""
    with town.scope():
        agent.memberships.all().delete()
    assert refused(visit, agent) == (403, b"")


def test_a_session_ends_with_the_password_it_was_opened_by(agent, visit):
    """Changing the password shuts out whoever knew the old one."""
    from tests.live.browser import session_of

    key = session_of(agent)
    agent.set_password("another long password")
    agent.save()
    assert refused(visit, cookie=f"session={key}") == (403, b"")


def test_another_path_is_refused(agent, visit):
    """Sockets stand at one path only."""
    assert refused(visit, agent, path="/elsewhere/") == (403, b"")


def test_an_agent_is_let_in_on_a_page_of_their_town(agent, visit):
    """Signed in, active, a member, from the same host: the socket opens."""
    assert visit(agent).watch("queue") == {"watching": ["queue"]}
