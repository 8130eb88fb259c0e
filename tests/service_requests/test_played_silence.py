# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Played workflows count the legal time as real requests do, by what silence means (law R1.23)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine

from grc.packs.starters import load
from grc.service_requests.facts import words_of
from grc.service_requests.models import ServiceRequest
from grc.service_requests.models.items import Sent
from grc.service_requests.versions.recording import record_scenario
from grc.service_requests.versions.rehearsing import rehearsal_of
from grc.service_requests.versions.replaying import life_of
from grc.studio.sandbox.forms import BeginForm
from tests.asking_items import ASKED, ASKS, asking_data
from tests.cast import make_service
from workflows.findings import DefinitionError
from workflows.machine import Machine
from workflows.parsing import definition_to_data, parse_definition
from workflows.playing import play, relive
from workflows.scenario import Silence

pytestmark = pytest.mark.django_db
TAKEN = {"press": "take", "as": ["agent"]}
DEMANDED = {"press": "demand", "as": ["agent"]}


def told(silence=None, *, sent=True):
    """A request of 1 March 2027, rejected or accepted on 1 May; asked on the 11th, sent on 16th."""
    given = {"legal": "2027-05-01"} | ({"silence": silence} if silence else {})
    moves = [TAKEN, {"wait": {"days": 10}}, DEMANDED, {"wait": {"days": 5}}]
    moves += [{"items": "sent"}] if sent else []
    data = asking_data([ASKS])
    data["scenarios"] = [{"code": "s", "label": "s", "given": given, "play": moves}]
    return data


def played(data, **world):
    definition = parse_definition(data)
    result = play(Machine(definition), definition.scenarios[0], rehearsal_of(definition, **world))
    assert result.failures == []
    return result.case.legal_on


def test_a_regime_that_is_none_is_refused():
    """At its place, with those that there are."""
    with pytest.raises(DefinitionError) as refused:
        parse_definition(told("perhaps"))
    (finding,) = refused.value.findings
    assert (finding.code, finding.place) == ("unknown_value", "/scenarios/0/given/silence")


@pytest.mark.parametrize("silence", [None, "rejection", "acceptance", "nothing"])
def test_what_is_read_is_written_again(silence):
    """A scenario that says nothing of it stays as it was."""
    data = told(silence)
    assert definition_to_data(parse_definition(data))["scenarios"] == data["scenarios"]


@pytest.mark.parametrize(
    ("silence", "sent", "legal_on"),
    [
        (None, True, date(2027, 5, 6)),
        ("rejection", True, date(2027, 5, 6)),
        ("rejection", False, date(2027, 5, 16)),
        # Sixty-one days, as from 1 March to 1 May: no service says that they are two months.
        ("acceptance", True, date(2027, 5, 16)),
        ("acceptance", False, None),
    ],
)
def test_a_scenario_says_what_silence_means(silence, sent, legal_on):
    """Suspended where it rejects, begun anew where it accepts."""
    assert played(told(silence, sent=sent)) == legal_on


def test_a_workflow_is_played_as_its_services_say(town, team, workflow):
    """By the months of the law; where two services disagree, as almost everything: a rejection."""
    data, named = told(), {"silence": "acceptance", "legal_months": 2}
    make_service(town, team, workflow, code="a", **named)
    world = words_of(workflow).world(parse_definition(data))
    assert (world.silence, world.legal_months) == ("acceptance", 2)
    february = told()
    february["scenarios"][0]["given"] = {"legal": "2027-05-01"}
    definition = parse_definition(february)
    result = play(Machine(definition), definition.scenarios[0], world)
    assert result.case.legal_on == date(2027, 5, 16)
    make_service(town, team, workflow, code="b", legal_months=2)
    assert words_of(workflow).world(parse_definition(data)).silence == "rejection"


@pytest.mark.parametrize(
    ("silence", "legal_on"), [("rejection", date(2026, 5, 20)), ("acceptance", date(2026, 5, 30))]
)
def test_what_was_lived_is_lived_again(silence, legal_on, lacking, agent):
    """Replay and recorded scenario end with the legal date of the real request."""
    request = lacking(silence=silence)
    with time_machine.travel(ASKED, tick=False):
        request = request.perform("demand", by=agent)
    with time_machine.travel(ASKED + timedelta(days=5), tick=False):
        request.send_items({item.pk: Sent("Voici.") for item in request.asked_items.all()})
    done = ServiceRequest.objects.with_context().get(pk=request.pk)
    assert done.legal_on == legal_on
    world = rehearsal_of(done.machine.definition, clock=done.municipality.working_time)

    lived = life_of(done)
    relive(done.machine, lived, world)
    assert lived.case.legal_on == legal_on

    scenario = record_scenario(done, code="recorded")
    accepts = silence == "acceptance"
    assert scenario.given.silence == (Silence.ACCEPTANCE if accepts else None)
    result = play(done.machine, scenario, world)
    assert result.failures == []
    begins = result.case.submitted_at.date()
    assert (result.case.legal_on - begins).days == (legal_on - date(2026, 3, 15)).days


@pytest.mark.parametrize(
    ("silence", "legal", "given"),
    [("acceptance", "60", Silence.ACCEPTANCE), ("acceptance", "", None), ("rejection", "60", None)],
)
def test_the_sandbox_takes_what_the_service_says(silence, legal, given, service):
    """A story that is tried by hand, and kept as a scenario, is of that regime."""
    service.silence = silence
    machine = Machine(load("complaint").definition)
    form = BeginForm({"legal": legal, "due": ""}, machine=machine, service=service)
    assert form.is_valid(), form.errors
    assert form.given.silence is given
