# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A scenario recorded from a real request: it plays as that lived, and says nothing of it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from grc.core.refusals import NotValid
from grc.service_requests.models import ServiceRequest
from grc.service_requests.timers.firing import fire_due
from grc.service_requests.versions.recording import record_scenario
from grc.service_requests.versions.rehearsing import rehearsal_of
from tests.cast import file_request, make_service, make_workflow
from workflows.library import load
from workflows.playing import play
from workflows.reading import Reader
from workflows.scenario import read_scenario, scenario_to_data

pytestmark = pytest.mark.django_db

MONDAY = datetime(2027, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def lived(town, service, agent):
    with time_machine.travel(MONDAY, tick=False) as clock:
        request = file_request(service)
        clock.shift(timedelta(hours=5))
        request = request.take(by=agent)
        clock.shift(timedelta(days=1))
        request.perform("ask_citizen", by=agent, message="Chez Mme Martin ?")
        clock.shift(timedelta(days=14, hours=1))
        fire_due(town, at=datetime.now(UTC))
        ServiceRequest.objects.get(pk=request.pk).reply("Oui, chez Mme Martin.")
        clock.shift(timedelta(minutes=5))
        found = ServiceRequest.objects.get(pk=request.pk)
        found.perform("close", by=agent, message="Fait.", outcome="done")
        return ServiceRequest.objects.with_context().get(pk=request.pk)


def test_a_request_without_its_beginning_is_refused(service_request):
    """What came from elsewhere has no story to tell."""
    ServiceRequest.objects.filter(pk=service_request.pk).update(step="closed", step_kind="closed",
        ended_at=MONDAY, outcome="done")  # fmt: skip

    with pytest.raises(NotValid):
        record_scenario(ServiceRequest.objects.get(pk=service_request.pk), code="s")


def test_it_plays_as_it_was_lived(lived):
    """Gestures, words and times, to the same end, with what timers did in between."""
    scenario = record_scenario(lived, code="martin")

    played = play(lived.machine, scenario, rehearsal_of(lived.machine.definition))

    assert played.failures == []
    assert [taken.transition for taken in played.taken] == [
        *("take", "ask_citizen", "remind_citizen", "citizen_replied", "close"),
    ]
    assert (played.case.step, played.case.outcome) == ("closed", "done")


def test_it_holds_no_word_of_anybody(lived):
    """Neither names nor texts travel; and it can be kept with the workflow as it is."""
    data = scenario_to_data(record_scenario(lived, code="martin"))

    text = json.dumps(data, ensure_ascii=False)
    assert not any(word in text for word in ("Martin", "Dupont", "trou", "12 rue"))
    reader = Reader()
    assert scenario_to_data(read_scenario(reader, data, "")) == data
    reader.finish()


def test_its_dates_are_as_far_as_they_were(service_request, agent):
    """A play begins on a day of its own: what was due in ten days is due in ten days there."""
    filed_on = service_request.submitted_at.astimezone(service_request.municipality.zone).date()
    ServiceRequest.objects.filter(pk=service_request.pk).update(
        due_on=filed_on + timedelta(days=10), legal_on=filed_on + timedelta(days=60)
    )
    given = record_scenario(ServiceRequest.objects.get(pk=service_request.pk), code="s").given
    first = date(2027, 3, 1)
    assert (given.due - first, given.legal - first) == (timedelta(days=10), timedelta(days=60))


def test_a_number_that_no_condition_asks_for_does_not_travel(town, team, agent):
    """A number may be somebody's: where it must be answered, another stands in its stead."""
    data = load("report")
    take = next(way for way in data["transitions"] if way["code"] == "take")
    file_no = {"code": "file_no", "kind": "number", "label": "No", "required": True, "minimum": "5"}
    take["form"] = {"fields": [file_no, file_no | {"code": "other_no", "required": False}]}
    workflow = make_workflow(town, "report")
    workflow.draft(data, by=None).publish(by=None)
    request = file_request(make_service(town, team, workflow))
    request.perform("take", by=agent, values={"file_no": "123456", "other_no": "123456"})

    lived = ServiceRequest.objects.with_context().get(pk=request.pk)
    scenario = record_scenario(lived, code="s")
    assert "123456" not in json.dumps(scenario_to_data(scenario))
    assert play(lived.machine, scenario, rehearsal_of(lived.machine.definition)).failures == []
