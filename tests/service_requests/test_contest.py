# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""“This is not solved”: for a while, the requester's word opens the request again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from grc.accounts.people import deactivate
from grc.accounts.teams import retire_team
from grc.answers.enums import SendingChannel
from grc.catalog.configuring import ServiceContent, change_service
from grc.journal.models import Event
from tests.answers.circuits import circuit, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(town, service_request, agent):
    """A request that Alice answered."""
    circuit(town)
    answer = submitted(service_request, agent)
    answer.record_sent(SendingChannel.PHONE, at=timezone.now(), by=agent)
    return service_request.lock()


def test_after_the_delay_it_stays_ended(answered, colleague):
    """The word is kept and read; it no longer opens anything."""
    days = answered.service.contest_days
    with time_machine.travel(answered.ended_at + timedelta(days=days, seconds=1), tick=False):
        answered.reply("Le trou est revenu.")
    fresh = answered.lock()
    assert fresh.has_ended
    assert fresh.messages.filter(body="Le trou est revenu.").exists()
    assert not Event.objects.about(answered).filter(name="contested").exists()


def test_it_goes_to_another_agent_than_who_answered(answered, agent, colleague):
    """Fresh eyes, and it is counted."""
    answered.reply("Le trou est toujours là.")
    fresh = answered.lock()
    assert not fresh.has_ended
    assert fresh.assignee == colleague
    event = Event.objects.about(answered).get(name="contested")
    assert event.data["answered_by"] == agent.pk
    assert event.data["to"] == colleague.pk


def test_without_another_agent_it_waits_in_the_queue(answered):
    """Rather nobody's than its author's."""
    answered.reply("Le trou est toujours là.")
    assert answered.lock().assignee is None


def test_the_one_with_the_fewest_requests_gets_it(answered, service, colleague, deputy):
    """Work is shared."""
    from tests.cast import file_request

    file_request(service).take(by=colleague)
    answered.reply("Toujours là.")
    assert answered.lock().assignee == deputy


def test_whoever_left_is_not_given_it(answered, colleague, administrator):
    """They have no request and no right: nobody would ever read the word."""
    deactivate(colleague, by=administrator)
    answered.reply("Le trou est toujours là.")
    assert answered.lock().assignee is None


def test_where_the_team_is_retired_the_team_of_the_service_gets_it(
    answered, service, team, other_team, outsider, agent, administrator
):
    """Nobody works in a retired team any more: nobody would ever see it there."""
    content = replace(ServiceContent.of(service), team=other_team.pk)
    based_on = ServiceContent.of(service).fingerprint
    change_service(service, content, based_on=based_on, by=administrator)
    deactivate(agent, by=administrator)
    retire_team(team, by=administrator)

    answered.reply("Le trou est toujours là.")
    fresh = answered.lock()
    assert (fresh.team, fresh.assignee) == (other_team, outsider)
