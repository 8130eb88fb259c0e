# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Requests given or proposed to the least busy of those who hold a function."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from grc.accounts.models import Absence
from grc.journal.models import Event
from grc.service_requests.models import ServiceRequest
from notifications.models import Delivery
from tests.cast import file_request, make_service, make_workflow
from workflows.library import load

pytestmark = pytest.mark.django_db

WORDS = {"fr": "Répartir", "en": "Share out"}
ASSIGN = {"do": "assign", "to": "least_busy", "function": "agent"}
PROPOSE = {"do": "propose", "function": "agent"}


@pytest.fixture
def shared(town, team):
    """Return a new request whose button “share” of supervisors has this effect."""

    def make(effect):
        data = load("report")
        data["functions"].append({"code": "legal", "label": {"fr": "juriste", "en": "lawyer"}})
        data["transitions"].append(
            {"code": "share", "from": {"anywhere": True}, "trigger": "button", "label": WORDS,
             "functions": ["validator"], "effects": [effect]}
        )  # fmt: skip
        workflow = make_workflow(town, "report")
        workflow.draft(data, by=None).publish(by=None)
        return file_request(make_service(town, team, workflow))

    return make


def absent(person):
    today = timezone.localdate()
    Absence.objects.record(person, starts_on=today, ends_on=today + timedelta(days=3), by=person)


@pytest.mark.parametrize("effect", [ASSIGN, PROPOSE])
def test_where_nobody_holds_it_nothing_happens(effect, shared, supervisor):
    """A function without anybody of the team in charge leaves the request where it was."""
    done = shared(effect | {"function": "legal"}).perform("share", by=supervisor)
    assert (done.assignee, done.proposed_to) == (None, None)


def test_the_fewest_open_requests_then_the_longest_without(shared, agent, colleague, supervisor):
    """Ended ones do not count; of two equals, who was given one longest ago."""
    first = shared(ASSIGN)
    for person in (agent, agent, colleague, supervisor, supervisor):
        file_request(first.service).take(by=person)
    assert first.perform("share", by=supervisor).assignee == colleague
    second = file_request(first.service).perform("share", by=supervisor)
    assert second.assignee == agent
    for request in ServiceRequest.objects.assigned_to(colleague):
        request.perform("close", by=supervisor, message="Fait.", outcome="done")
    third = file_request(first.service).perform("share", by=supervisor)
    assert third.assignee == colleague


def test_whoever_is_away_comes_last(shared, agent, colleague, supervisor):
    """Only where everybody is away is one of them given it."""
    request = shared(ASSIGN)
    file_request(request.service).take(by=agent)
    absent(colleague)
    absent(supervisor)
    assert request.perform("share", by=supervisor).assignee == agent
    absent(agent)
    again = file_request(request.service).perform("share", by=supervisor)
    assert again.assignee in (colleague, supervisor)


def test_a_proposal_is_told_and_others_may_take_it(shared, agent, colleague, supervisor):
    """One mail to who is proposed; whoever takes it ends the proposal."""
    file_request((request := shared(PROPOSE)).service).take(by=colleague)
    file_request(request.service).take(by=supervisor)
    before = Delivery.objects.count()
    proposed = request.perform("share", by=supervisor)
    assert (proposed.proposed, proposed.assignee) == (agent, None)
    assert Delivery.objects.count() == before + 1
    assert Delivery.objects.latest("pk").address == agent.email
    assert list(ServiceRequest.objects.proposed_to(agent)) == [proposed]
    again = proposed.perform("share", by=supervisor)
    assert Event.objects.about(again).filter(name="proposed").count() == 1
    taken = again.take(by=colleague)
    assert (taken.assignee, taken.proposed, taken.proposed_to) == (colleague, None, None)
    assert not ServiceRequest.objects.proposed_to(agent).exists()


@pytest.mark.parametrize("gesture", ["release", "pass_on"])
def test_a_proposal_does_not_come_back(gesture, shared, agent, supervisor, other_team):
    """Put back or passed on, the request is proposed to nobody."""
    proposed = shared(PROPOSE).perform("share", by=supervisor)
    if gesture == "release":
        left = proposed.take(by=supervisor).release(by=supervisor)
    else:
        left = proposed.pass_on(other_team, by=supervisor)
    assert left.proposed_to is None


def test_what_somebody_has_is_not_proposed(shared, agent, supervisor):
    """Whoever works on it goes on."""
    done = shared(PROPOSE).take(by=agent).perform("share", by=supervisor)
    assert (done.assignee, done.proposed_to) == (agent, None)
