# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Real requests once more: their own version as it went, another as it would have gone."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grc.journal.models import Event
from grc.service_requests.models import ServiceRequest
from grc.service_requests.timers.firing import fire_due
from grc.service_requests.versions import replaying
from grc.service_requests.versions.replaying import replay
from notifications.models import Delivery
from tests.cast import file_request
from workflows.library import load
from workflows.machine import Machine
from workflows.parsing import parse_definition

pytestmark = pytest.mark.django_db

MONDAY = datetime(2027, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def lived(town, service, agent, supervisor):
    """Four requests: one is new, one was closed, one was asked back, one is waited for."""

    def later(**length):
        clock.shift(timedelta(**length))

    with time_machine.travel(MONDAY, tick=False) as clock:
        file_request(service)
        closed = file_request(service).take(by=agent)
        later(hours=5)
        closed.perform("close", by=agent, message="Fait.", outcome="done")
        asked = file_request(service).take(by=agent)
        later(days=1)
        asked.perform("ask_citizen", by=agent, message="Où ?")
        later(days=2)
        asked.reply("Devant le 12.")
        waiting = file_request(service).take(by=agent)
        waiting.perform("ask_citizen", by=agent, message="Quand ?")
        later(days=14)
        fire_due(town, at=datetime.now(UTC))
        later(days=1)
        yield service.workflow


def machine(change=lambda data: None):
    data = json.loads(json.dumps(load("report")))
    change(data)
    return Machine(parse_definition(data))


def way(data, code):
    return next(way for way in data["transitions"] if way["code"] == code)


def test_through_its_own_version_everything_went_as_it_did(lived):
    """The player and the real verbs agree: same steps, same words, nothing missed, nobody stuck."""
    result = replay(lived, machine())

    assert (result.requests, result.same_path) == (4, 4)
    assert (result.missed, result.stuck) == ({}, {})
    assert result.told_after == result.told_before == 1
    assert result.times_after == result.times_before
    assert result.load_after == result.load_before == {"agent": 6}


def test_nothing_is_written_and_nothing_is_sent(lived):
    """A replay leaves no event, no mail, no moved request."""

    def everything():
        steps = list(ServiceRequest.objects.order_by("pk").values_list("step", "timer_at"))
        return Event.objects.count(), Delivery.objects.count(), steps

    before = everything()
    replay(lived, machine())

    assert everything() == before


def test_who_would_be_stuck_is_named(lived):
    """A version without the button that closed a request leaves it where it would be."""

    def without_closing(data):
        data["transitions"].remove(way(data, "close"))

    result = replay(lived, machine(without_closing))

    closed = ServiceRequest.objects.get(step="closed")
    assert result.stuck == {closed.pk: "in_progress"}
    assert result.missed == {"close": 1}
    assert result.same_path == 3


def test_another_patience_writes_more_often(lived):
    """With shorter times more is written; the paths stay."""

    def impatient(data):
        way(data, "remind_citizen")["after"] = {"since": "arrival", "days": 1}

    result = replay(lived, machine(impatient))

    assert result.same_path == 4
    assert (result.told_before, result.told_after) == (1, 2)


def test_a_validation_that_is_new_is_played(lived, service, agent, supervisor):
    """An answer that was sent at once goes through the validation that the new version wants."""
    simple = load("simple")
    lived.draft(simple, by=None).publish(by=None)
    request = file_request(service).take(by=agent)
    move = next(m for m in request.machine.definition.transitions if m.on == "sent")
    request.move(move, by=agent, outcome="done")

    result = replay(lived, machine())

    assert result.stuck == {}


def test_a_word_that_came_too_late_comes_too_late_again(lived, service):
    """What life left ended is not opened by the replay: the days are those of the service."""
    closed = ServiceRequest.objects.get(step="closed")
    late = closed.ended_at + timedelta(days=service.contest_days, hours=1)
    with time_machine.travel(late, tick=False):
        closed.reply("Le trou est revenu.")

        result = replay(lived, machine())

    assert ServiceRequest.objects.get(pk=closed.pk).has_ended
    assert (result.requests, result.same_path, result.stuck) == (4, 4, {})


def test_as_many_statements_whatever_the_number(lived, service, monkeypatch):
    """Requests and events are read in batches."""

    def statements():
        with CaptureQueriesContext(connection) as asked:
            replay(lived, machine())
        return len(asked)

    few = statements()
    for _ in range(5):
        file_request(service)
    assert statements() == few
    monkeypatch.setattr(replaying, "AT_ONCE", 3)
    assert statements() > few
