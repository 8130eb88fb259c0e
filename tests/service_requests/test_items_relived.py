# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What was asked for and sent, lived again in memory: the player does what real requests did."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine

from grc.service_requests.effects.demanding import Demand, Own
from grc.service_requests.models import ServiceRequest
from grc.service_requests.models.items import Sent
from grc.service_requests.versions.recording import record_scenario
from grc.service_requests.versions.rehearsing import rehearsal_of
from grc.service_requests.versions.replaying import life_of
from tests.asking_items import ASKED, FILED
from workflows.playing import play, relive
from workflows.scenario import SendItems, Write

pytestmark = pytest.mark.django_db
COMPLETE = {"fact": "items.indispensable_open", "op": "equals", "value": 0}


@pytest.fixture
def demanded(lacking, agent):
    """A request that waits for what is indispensable."""
    request = lacking(when=COMPLETE)
    with time_machine.travel(ASKED, tick=False):
        return request.perform("demand", by=agent)


def at(days):
    return time_machine.travel(ASKED + timedelta(days=days), tick=False)


def send(request, code):
    request.send_items({request.asked_items.get(code=code).pk: Sent("Voici.")})


def sent_in_two(request, agent):
    with at(2):
        send(request, "photo")
    with at(5):
        send(request, "proof")


def noted_by_an_agent(request, agent):
    with at(5):
        request.note_item(request.asked_items.get(code="proof"), by=agent)


def waived(request, agent):
    with at(2):
        request.waive_item(request.asked_items.get(code="photo"), by=agent)
    with at(5):
        request.waive_item(request.asked_items.get(code="proof"), by=agent)


def written_and_sent(request, agent):
    with at(1):
        request.reply("Je cherche.")
    sent_in_two(request, agent)


@pytest.mark.parametrize(
    ("live", "moves"),
    [
        (sent_in_two, (Write(), SendItems())),
        (waived, (SendItems(),)),
        (written_and_sent, (Write(), Write(), SendItems())),
    ],
)
def test_what_was_lived_is_lived_again(live, moves, demanded, agent):
    """The same steps and the same legal date; the recorded scenario goes as it is told."""
    live(demanded, agent)
    done = ServiceRequest.objects.with_context().get(pk=demanded.pk)
    assert (done.step, done.legal_on.isoformat()) == ("in_progress", "2026-05-20")
    world = rehearsal_of(done.machine.definition, clock=done.municipality.working_time)
    with time_machine.travel(FILED + timedelta(days=30), tick=False):
        lived = life_of(done)
    relived = relive(done.machine, lived, world)
    assert (relived.same_path, relived.missed) == (True, ())
    assert lived.case.legal_on == done.legal_on

    scenario = record_scenario(done, code="s")
    assert tuple(m for m in scenario.play if isinstance(m, Write | SendItems)) == moves
    assert play(done.machine, scenario, world).failures == []


def test_what_an_agent_noted_is_lived_again(demanded, agent):
    """One item by letter, the other still missing."""
    noted_by_an_agent(demanded, agent)
    done = ServiceRequest.objects.with_context().get(pk=demanded.pk)
    world = rehearsal_of(done.machine.definition, clock=done.municipality.working_time)
    with time_machine.travel(FILED + timedelta(days=30), tick=False):
        lived = life_of(done)
    assert relive(done.machine, lived, world).same_path
    assert (lived.case.legal_on, lived.case.items_open) == (done.legal_on, 1)


def test_what_ended_and_was_opened_again_is_lived_again(demanded, supervisor):
    """The end waits for nothing any more: the time goes on from there, in memory too."""
    with at(3):
        demanded.perform("close", by=supervisor, message="Fait.", outcome="done")
    with at(5):
        demanded.reply("Ce n’est pas fait.")
    done = ServiceRequest.objects.with_context().get(pk=demanded.pk)
    assert not done.has_ended
    world = rehearsal_of(done.machine.definition, clock=done.municipality.working_time)
    with time_machine.travel(FILED + timedelta(days=30), tick=False):
        lived = life_of(done)
    assert relive(done.machine, lived, world).same_path
    assert lived.case.legal_on == done.legal_on


def test_what_an_agent_noted_is_no_word_of_the_requester(demanded, agent):
    """Nobody waits for an answer to it, and what need not come is no sign of life."""
    with at(2):
        demanded.waive_item(demanded.asked_items.get(code="photo"), by=agent)
    with at(5):
        demanded.note_item(demanded.asked_items.get(code="proof"), by=agent)
    done = ServiceRequest.objects.with_context().get(pk=demanded.pk)
    world = rehearsal_of(done.machine.definition, clock=done.municipality.working_time)
    with time_machine.travel(FILED + timedelta(days=30), tick=False):
        lived = life_of(done)
    assert relive(done.machine, lived, world).same_path
    assert (lived.case.requester_wrote_at, done.requester_wrote_at) == (None, None)
    assert lived.case.requester_last_wrote_at == done.requester_last_wrote_at


def test_a_waived_item_is_no_sign_of_life(demanded, agent):
    """Reminders count from what the requester wrote, not from what an agent gave up."""
    with at(5):
        demanded.waive_item(demanded.asked_items.get(code="proof"), by=agent)
    done = ServiceRequest.objects.with_context().get(pk=demanded.pk)
    world = rehearsal_of(done.machine.definition, clock=done.municipality.working_time)
    with time_machine.travel(FILED + timedelta(days=30), tick=False):
        lived = life_of(done)
    assert relive(done.machine, lived, world).same_path
    assert lived.case.requester_last_wrote_at == done.requester_last_wrote_at


def test_what_an_agent_chose_to_ask_for_is_asked_for_again(lacking, agent):
    """Not all that the button lists: what was ticked and added, until the day that was chosen."""
    request = lacking(when={"fact": "items.open", "op": "equals", "value": 0})
    demand = Demand(("photo",), (Own("Le bail", indispensable=True),), date(2026, 4, 30))
    with time_machine.travel(ASKED, tick=False):
        request = request.perform("demand", by=agent, demand=demand)
    with at(10):
        send(request, "photo")
    with at(20):
        send(request, "+1")
    done = ServiceRequest.objects.with_context().get(pk=request.pk)
    assert (done.step, done.legal_on.isoformat()) == ("in_progress", "2026-06-04")
    world = rehearsal_of(done.machine.definition, clock=done.municipality.working_time)
    with time_machine.travel(FILED + timedelta(days=60), tick=False):
        lived = life_of(done)
    assert relive(done.machine, lived, world).same_path
    assert lived.case.legal_on == done.legal_on
