# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A timer comes once for the moment that it counts from: one table, played and lived."""

from __future__ import annotations

from datetime import timedelta

import pytest

from grc.catalog.models import Service
from grc.service_requests.versions.rehearsing import rehearsal_of
from tests.cast import make_service
from tests.packs.living import Life
from tests.workflows.making import both, button, sound_data, way, without_target
from workflows.machine import Machine
from workflows.models import Workflow
from workflows.parsing import parse_definition
from workflows.playing import play
from workflows.playing.player import BEGINS
from workflows.scenario import Given, Press, Scenario, SendItems, Wait
from workflows.text import LocalisedText
from workflows.timers import MOST_REMEMBERED, Anchor, Delay, Unit, has_come, with_come

TAKE, PAUSE, RESUME, NEVER, ASK, SEND = "take", "pause", "resume", "never", "want", "send"
# How many days from today each button sets the due date to.
DAYS = (2, 3, 4, 7, 8, 10, 16)


def due(days):
    return f"due_{days}"


# What is done, in buttons to press and days to wait; on which days the timer of the due date comes
# (five days before it), or that of the waiting step (three days after the arrival there).
TABLE = {
    "a date that stays": ([due(10), 14], [5]),
    "another date": ([due(10), 6, due(10), 14], [5, 11]),
    "there and back before it came": ([due(10), 2, due(16), 1, due(7), 30], [5]),
    "there and back after it came": ([due(10), 6, due(10), due(4), 30], [5]),
    "back after it came for the other": ([due(10), 5, due(8), 3, due(2), 30], [5, 8]),
    "taken away and set again": ([due(10), 6, NEVER, 1, due(3), 30], [5]),
    "away, back, and yet another": ([due(10), 6, due(16), due(4), due(10), 30], [5, 11]),
    "set twice to the same": ([due(10), 6, due(4), due(4), 30], [5]),
    "each arrival": ([PAUSE, 4, RESUME, 1, PAUSE, 4], [3, 8]),
    "away before it came": ([PAUSE, 2, RESUME, 1, PAUSE, 4], [6]),
    "the legal date stands still and goes back": ([ASK, SEND, 14], [5]),
    "the same after it came": ([6, ASK, SEND, 14], [5]),
}
LEGAL_DAYS = 10


def definition_data():
    data = sound_data()
    data["transitions"] = [way for way in data["transitions"] if way["trigger"] != "timer"]
    stays = [without_target(due(n), ["working"], effects=[set_due(n)]) for n in DAYS]
    stays.append(without_target(NEVER, ["working"], effects=[{"do": "set_due"}]))
    item = {"code": "proof", "label": both("proof"), "indispensable": True}
    asks = {"do": "ask", "items": [item], "days": 15, "text": both("Please")}
    stays.append(without_target(ASK, ["working"], effects=[asks]))
    moves = [button(PAUSE, ["working"], "asking"), button(RESUME, ["asking"], "working")]
    timers = [
        timer("early", ["working"], {"since": "due_date", "days": 5, "before": True}),
        timer("legal", ["working"], {"since": "legal_date", "days": 5, "before": True}),
        timer("patience", ["asking"], {"since": "arrival", "days": 3}),
    ]
    data["transitions"] += [*stays, *moves, *timers]
    return data


def set_due(days):
    return {"do": "set_due", "days": days}


def timer(code, sources, after):
    return way(code, sources, "", "timer") | {"after": after}


def story(done, legal):
    """Return what is done as a scenario, taken in charge first."""

    def move(one):
        if isinstance(one, int):
            return Wait(one, Unit.DAYS)
        return SendItems() if one == SEND else Press(one, ("agent",))

    play = (Press(TAKE, ("agent",)), *(move(one) for one in done))
    return Scenario("story", LocalisedText("story"), Given(legal=legal), play)


@pytest.mark.django_db
@pytest.mark.parametrize(("done", "comes"), TABLE.values(), ids=TABLE)
def test_a_timer_comes_once_for_each_moment(done, comes, town, team, agent, mayor):
    """In a request and in a played case it comes on the same days, those of the table."""
    workflow = Workflow.objects.create(municipality=town, slug="timed", name="Timed")
    workflow.draft(definition_data(), by=None).publish(by=None)
    service = make_service(town, team, workflow)
    is_legal = ASK in done
    Service.objects.filter(pk=service.pk).update(legal_days=LEGAL_DAYS if is_legal else None)
    service.refresh_from_db()
    legal = BEGINS.date() + timedelta(days=LEGAL_DAYS) if is_legal else None
    scenario = story(done, legal)

    life = Life(service, scenario, {"agent": agent}, mayor)
    life.live()
    definition = parse_definition(definition_data())
    world = rehearsal_of(definition, clock=town.working_time)
    played = play(Machine(definition), scenario, world)

    def days(taken):
        timers = {"early", "legal", "patience"}
        moments = [at.astimezone(town.zone).date() for code, at in taken if code in timers]
        return [(day - BEGINS.date()).days for day in moments]

    assert played.failures == []
    assert days(life.path) == comes
    assert days((one.transition, one.at) for one in played.taken) == comes
    assert life.request.timers_fired == played.case.timers_fired


def test_of_dates_the_last_ones_are_remembered():
    """What a request remembers stays short, whatever is done to its date."""
    delay = Delay(Anchor.DUE_DATE, 1, Unit.DAYS, before=True)
    come = {"other": "2027-01-01"}
    moments = [f"2027-03-{day:02}" for day in range(1, MOST_REMEMBERED + 6)]
    for moment in moments:
        come = with_come(come, "early", delay, moment)

    assert [has_come(come, "early", moment) for moment in moments] == [
        *[False] * 5,
        *[True] * MOST_REMEMBERED,
    ]
    assert come["other"] == "2027-01-01"


def test_of_arrivals_the_last_one_is_remembered():
    """Nobody arrives at the same moment again."""
    delay = Delay(Anchor.ARRIVAL, 1, Unit.DAYS)
    first, second = BEGINS.isoformat(), (BEGINS + timedelta(hours=1)).isoformat()

    come = with_come(with_come({}, "patience", delay, first), "patience", delay, second)

    assert come == {"patience": second}
