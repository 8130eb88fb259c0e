# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A word after the end: for so many days of its service it opens a request, played and lived."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grc.catalog.models import Service
from grc.packs.installing import install
from grc.packs.starters import CODES, load
from grc.service_requests.versions.recording import record_scenario
from grc.service_requests.versions.rehearsing import rehearsal_of
from tests.packs.living import Life
from workflows.machine import Machine
from workflows.playing import play, stand
from workflows.scenario import CONTEST_DAYS, Given, Wait, Write
from workflows.timers import Unit

pytestmark = pytest.mark.django_db
DAYS = 10
HOURS = DAYS * 24


def ended(starter):
    """Return the first story of a starter at whose end a word opens the request again."""
    machine, world = Machine(starter.definition), rehearsal_of(starter.definition)
    for scenario in starter.definition.scenarios:
        step = machine.step(play(machine, scenario, world).case.step)
        is_last = not any(isinstance(move, Wait) for move in scenario.play[-2:])
        if is_last and step.is_end and machine.by_citizen(step.code) is not None:
            return scenario
    return None


ENDED = [(code, found) for code in CODES if (found := ended(load(code))) is not None]


def contested(scenario, hours):
    """Let so many hours pass after the end, then a word."""
    given = replace(scenario.given, contest_days=DAYS)
    return replace(scenario, given=given, play=(*scenario.play, Wait(hours, Unit.HOURS), Write()))


def test_there_are_stories_to_tell():
    """Most starters hear a word after the end: the test below tries something."""
    assert len(ENDED) > len(CODES) / 2


@pytest.mark.parametrize(
    ("hours", "opens"), [(HOURS + 1, False), (HOURS, True), (1, True)], ids=["late", "last", "soon"]
)
@pytest.mark.parametrize(("code", "scenario"), ENDED, ids=[code for code, _scenario in ENDED])
def test_a_word_opens_again_for_as_long_as_its_service_says(
    code, scenario, hours, opens, town, team, agent, supervisor, administrator, mayor
):
    """Too late it is read and opens nothing; until then it opens, and somebody has it."""
    starter = load(code)
    service = install(starter, town, team, by=administrator).service
    Service.objects.filter(pk=service.pk).update(contest_days=DAYS)
    people = dict.fromkeys(starter.functions, supervisor) | {"agent": agent}
    story = contested(scenario, hours)
    world = rehearsal_of(starter.definition, clock=town.working_time, fields=starter.fields)

    life = Life(service, story, people, mayor)
    life.live()
    played = play(Machine(starter.definition), story, world)

    request, case = life.request, played.case
    assert life.path == [(taken.transition, taken.at) for taken in played.taken]
    assert (request.step, request.outcome) == (case.step, case.outcome)
    assert (request.assignee_id is not None) == (case.assignee_id is not None)
    assert request.has_ended is not opens


def test_a_story_that_is_recorded_keeps_the_days_of_its_service(
    town, team, agent, supervisor, administrator, mayor
):
    """Played, a word that came too late comes too late again."""
    scenario = dict(ENDED)["information"]
    starter = load("information")
    service = install(starter, town, team, by=administrator).service
    Service.objects.filter(pk=service.pk).update(contest_days=DAYS)
    people = dict.fromkeys(starter.functions, supervisor) | {"agent": agent}
    life = Life(service, contested(scenario, HOURS + 30), people, mayor)
    life.live()

    recorded = record_scenario(life.request, code="late")

    assert recorded.given.contest_days == DAYS
    world = rehearsal_of(starter.definition, clock=town.working_time)
    assert play(Machine(starter.definition), recorded, world).failures == []


@pytest.mark.parametrize(("days", "opens"), [(CONTEST_DAYS + 1, False), (CONTEST_DAYS, True)])
def test_where_nothing_is_said_it_is_as_for_most_services(days, opens):
    """What a sandbox offers says whether the word would still open anything."""
    assert Service._meta.get_field("contest_days").default == Given().contest_days
    code, scenario = ENDED[0]
    definition = load(code).definition
    story = replace(scenario, play=(*scenario.play, Wait(days, Unit.DAYS)))

    standing = stand(Machine(definition), story, rehearsal_of(definition))

    word = next(one for one in standing.possible if one.move == Write())
    assert (word.way is not None) is opens
