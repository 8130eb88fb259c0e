# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a scenario plays in memory happens to a real request, way by way, at the same moments."""

from __future__ import annotations

import pytest

from grc.packs.installing import install
from grc.packs.starters import CODES, load
from grc.service_requests.versions.rehearsing import rehearsal_of
from tests.packs.living import Life
from workflows.machine import Machine
from workflows.playing import play

pytestmark = pytest.mark.django_db

STORIES = [(code, scenario) for code in CODES for scenario in load(code).definition.scenarios]


@pytest.mark.parametrize(
    ("code", "scenario"), STORIES, ids=[f"{code}-{one.code}" for code, one in STORIES]
)
def test_a_request_lives_as_its_scenario_tells(
    code, scenario, town, team, agent, supervisor, administrator, mayor
):
    """Submitted, pressed, answered, validated, sent, timed: the player tells no lie."""
    starter = load(code)
    service = install(starter, town, team, by=administrator).service
    machine = Machine(starter.definition)
    world = rehearsal_of(starter.definition, clock=town.working_time, fields=starter.fields)
    people = dict.fromkeys(starter.functions, supervisor) | {"agent": agent}

    life = Life(service, scenario, people, mayor)
    promised = (life.request.due_on, life.request.legal_on)
    life.live()

    played = play(machine, scenario, world)
    assert life.path == [(taken.transition, taken.at) for taken in played.taken]
    assert promised == (scenario.given.due, scenario.given.legal)
    request, case = life.request, played.case
    assert (request.step, request.outcome, tuple(request.trail), life.told()) == (
        (case.step, case.outcome, case.trail, case.told())
    )
    assert request.due_on == case.due_on
