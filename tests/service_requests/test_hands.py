# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Taking, releasing, giving and passing on: always one holder, every loser reads why."""

from __future__ import annotations

import pytest

from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.journal.models import Event
from grc.service_requests.models import ServiceRequest
from tests.threads import losers, together, winners

pytestmark = pytest.mark.django_db


def names_of(service_request):
    return list(Event.objects.about(service_request).in_order().values_list("name", flat=True))


def test_an_outsider_cannot_take(service_request, outsider):
    """Only people of the team in charge, or an administrator, take a request."""
    with pytest.raises(NotAllowed, match="Voirie"):
        service_request.take(by=outsider)


def test_a_request_that_somebody_has_cannot_be_taken(service_request, agent, colleague):
    """The second reads who has it."""
    service_request.take(by=agent)
    with pytest.raises(NotNow, match="Alice Agent"):
        service_request.take(by=colleague)


def test_taking_twice_says_so(service_request, agent):
    """A double click does nothing twice."""
    service_request.take(by=agent)
    with pytest.raises(NotNow):
        service_request.take(by=agent)
    assert names_of(service_request).count("taken") == 1


def test_an_ended_request_cannot_be_taken(service_request, agent):
    """What has ended is reopened first."""
    service_request.perform("close", by=agent, outcome="done", message="Fait.")
    with pytest.raises(NotNow):
        service_request.take(by=agent)


def test_taking_begins_the_work(service_request, agent):
    """One gesture: the request has an assignee and leaves the first step."""
    fresh = service_request.take(by=agent)
    assert fresh.assignee == agent
    assert fresh.step_kind == "in_progress"
    assert names_of(service_request) == ["submitted", "taken", "moved"]


def test_a_colleague_cannot_release_for_another(service_request, agent, colleague):
    """Only the assignee, or a supervisor, puts a request back."""
    service_request.take(by=agent)
    with pytest.raises(NotAllowed):
        service_request.release(by=colleague)


def test_what_nobody_has_cannot_be_released(service_request, agent):
    """There is nothing to put back."""
    with pytest.raises(NotNow):
        service_request.release(by=agent)


def test_release_puts_back_in_the_queue(service_request, agent, colleague):
    """Once released, a colleague can take it."""
    fresh = service_request.take(by=agent).release(by=agent)
    assert fresh.assignee is None
    assert fresh.take(by=colleague).assignee == colleague


def test_an_agent_cannot_give_to_others(service_request, agent, colleague):
    """Giving is the supervisor's."""
    with pytest.raises(NotAllowed):
        service_request.assign(colleague, by=agent)


def test_a_request_is_not_given_outside_its_team(service_request, supervisor, outsider):
    """It is passed on to their team first."""
    with pytest.raises(NotValid, match="Oscar"):
        service_request.assign(outsider, by=supervisor)


def test_a_supervisor_gives_and_takes_away(service_request, agent, colleague, supervisor):
    """A request moves from one agent to another in one gesture."""
    service_request.take(by=agent)
    assert service_request.assign(colleague, by=supervisor).assignee == colleague


def test_passing_on_to_the_same_team_says_so(service_request, agent, team):
    """Nothing happens, in words."""
    with pytest.raises(NotNow, match="Voirie"):
        service_request.pass_on(team, by=agent)


def test_an_outsider_cannot_pass_on(service_request, outsider, other_team):
    """Nor pull a request to their own team."""
    with pytest.raises(NotAllowed):
        service_request.pass_on(other_team, by=outsider)


def test_passing_on_frees_the_request_and_tells_the_next_team(
    service_request, agent, other_team, outsider
):
    """The next team sees it, with the reason; the first no longer does."""
    service_request.take(by=agent)
    fresh = service_request.pass_on(other_team, by=agent, reason="C'est une tombe.")
    assert fresh.assignee is None
    assert fresh.messages.get().body == "C'est une tombe."
    assert ServiceRequest.objects.visible_to(outsider).get() == fresh
    assert not ServiceRequest.objects.visible_to(agent).exists()


@pytest.mark.django_db(transaction=True)
def test_two_agents_take_at_once(town, service_request, agent, colleague):
    """One wins; the other reads a kind sentence; one event of each kind."""
    results = together(
        town,
        lambda: service_request.take(by=agent),
        lambda: service_request.take(by=colleague),
    )
    assert len(winners(results)) == 1
    (refusal,) = losers(results)
    assert isinstance(refusal, NotNow)
    assert str(winners(results)[0].assignee) in str(refusal)
    with town.scope():
        assert names_of(service_request) == ["submitted", "taken", "moved"]
