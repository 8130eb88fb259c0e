# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A scenario recorded from a real request: it plays as that lived, and says nothing of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from grc.core.refusals import NotValid
from grc.service_requests.firing import fire_due
from grc.service_requests.models import ServiceRequest
from grc.service_requests.recording import record_scenario
from grc.service_requests.rehearsing import rehearsal_of
from tests.cast import file_request
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
