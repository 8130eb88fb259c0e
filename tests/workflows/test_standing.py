# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Where a story stands: what may come next, why the rest may not, and what was taken by what."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given

from tests.workflows.making import add, both, changed, sound_data, transition, way
from tests.workflows.strategies import definitions, patient, scenarios
from workflows.machine import Machine
from workflows.outcomes import AnswerEvent
from workflows.parsing import parse_definition
from workflows.playing import PlainWorld, Player, play, play_all, stand
from workflows.playing.telling import begun, make_move
from workflows.scenario import (
    Answering,
    Contributed,
    Expect,
    Given,
    Press,
    Scenario,
    Wait,
    Write,
)
from workflows.soundness.scenarios import can_be_played
from workflows.text import LocalisedText
from workflows.timers import Unit

BARE = Given()
TAKE, CLOSE = Press("take", ("agent",)), Press("close", ("agent",))
SUBMIT, APPROVE = Answering(AnswerEvent.SUBMITTED), Answering(AnswerEvent.APPROVED)


def standing(*moves, change=lambda data: None, given=BARE):
    machine = Machine(parse_definition(changed(change)))
    return stand(machine, Scenario("s", LocalisedText("s"), given, moves), PlainWorld())


def refusals(found):
    """Return what each move that may not come next says."""
    return {one.move: one.refusal.sentence for one in found.possible if one.refusal}


def open_moves(found):
    return [one.move for one in found.possible if one.refusal is None]


def test_a_move_that_cannot_be_made_stops_the_story_and_says_why():
    """What stands after it is left, and the story goes on without both."""
    found = standing(TAKE, TAKE, CLOSE)

    assert "open it again" in found.stopped.finding.sentence
    assert (found.made, found.left) == ((TAKE,), (CLOSE,))
    assert found.step.code == "working"


def test_what_was_expected_and_is_not_so_is_told_and_stops_nothing():
    """An expectation is no gesture: the moves after it are made."""
    found = standing(Expect(step="closed"), replace(TAKE, refused=True), TAKE)

    told = [turn.finding.sentence for turn in found.turns if turn.finding]
    assert len(told) == 2
    assert found.stopped is None
    assert found.step.code == "working"


def test_a_button_whose_condition_does_not_hold_says_which():
    """It stays in sight, under each function that it belongs to."""

    def guarded(data):
        transition(data, "close")["when"] = {"fact": "channel", "op": "is", "value": "phone"}

    told = refusals(standing(TAKE, change=guarded))

    assert "Possible once this holds" in told[CLOSE]
    assert "Possible once this holds" in told[Press("close", ("chief",))]
    assert CLOSE in open_moves(standing(TAKE, change=guarded, given=Given(channel="phone")))


def test_an_answer_is_validated_before_it_is_sent():
    """At each moment only what a house would do with it can be done."""
    sent = Answering(AnswerEvent.SENT)
    assert sent in refusals(standing())
    waiting = standing(SUBMIT)
    assert "validate it first" in refusals(waiting)[sent]
    assert {APPROVE, Answering(AnswerEvent.RETURNED)} <= set(open_moves(waiting))
    leaving = standing(SUBMIT, APPROVE)
    assert sent in open_moves(leaving)
    assert APPROVE in refusals(leaving)
    told = refusals(standing(SUBMIT, APPROVE, sent))
    assert {sent, SUBMIT} <= set(told)


def test_what_nothing_follows_is_not_begun():
    """No answer is submitted where the workflow does not say what comes next."""

    def deaf(data):
        transition(data, "submit")["from"] = ["working"]

    told = refusals(standing(change=deaf))

    assert told[SUBMIT] == "Nothing follows it at “new”: move the request on first."


def test_a_turn_tells_what_was_taken_by_it():
    """Timers that came while time passed are told with the time that passed."""
    found = standing(TAKE, Wait(30, Unit.DAYS), Write())

    assert [[one.transition for one in turn.taken] for turn in found.turns] == [
        ["take"], ["news"], [],
    ]  # fmt: skip
    assert [turn.said for turn in found.turns] == [0, 0, 1]
    assert found.case.told() == 1


def test_time_passes_to_the_next_timer_where_one_runs():
    """The timers that run are named with their moments; at an end none does."""
    found = standing(TAKE)
    assert [way.code for way, _at in found.timers] == ["news"]
    assert found.next_timer_at == found.timers[0][1]
    assert refusals(standing(TAKE, CLOSE))[Wait(None)] == "No timer runs here."


def test_other_teams_contribute_while_they_are_asked():
    """A team that was asked may give; one that gave may not again."""

    def asking(data):
        ask = {"do": "contribute", "functions": ["chief"], "text": both("?"), "join": "all"}
        transition(data, "take")["effects"] = [ask]
        add(data, way("joined", ["working"], "asking", "joined"))

    gives = Contributed(("chief",))
    assert gives in open_moves(standing(TAKE, change=asking))
    assert gives not in [one.move for one in standing(TAKE, gives, change=asking).possible]


def test_a_button_that_asks_says_so():
    """Questions, and several ways to end, are asked before it is pressed."""

    def asking(data):
        field = {"code": "cost", "kind": "number", "label": "Cost", "required": True}
        transition(data, "take")["form"] = {"fields": [field]}
        transition(data, "close")["outcomes"] = ["done", "refused"]

    asks = {one.move: one.asks for one in standing(change=asking).possible}
    assert asks[TAKE]
    assert not asks[Write()]
    asks = {one.move: one.asks for one in standing(replace(TAKE, values=(("cost", "3"),)),
                                                    change=asking).possible}  # fmt: skip
    assert asks[CLOSE]


@given(definition=definitions, scenario=scenarios)
@patient
def test_the_buttons_are_those_of_the_machine(definition, scenario):
    """Under each function stands what the machine answers a holder of it, with the same reason."""
    assume(can_be_played(definition))
    machine, world = Machine(definition), PlainWorld()
    found = stand(machine, scenario, world)
    player = Player(machine, begun(machine, scenario.given), world)
    for move in found.made:
        make_move(player, move)
    shown = [one for one in found.possible if isinstance(one.move, Press)]
    for function in {one.code for one in definition.functions}:
        ours = [(one.way, one.refusal) for one in shown if one.move.functions == (function,)]
        assert ours == [
            (one.transition, one.refusal)
            for one in machine.available(found.step.code, {function}, player.facts())
            if function in one.transition.functions
        ]
    assert all(one.refusal for one in shown if not one.move.functions)


@given(definition=definitions, scenario=scenarios)
@patient
def test_what_is_offered_can_be_done_and_what_is_refused_cannot(definition, scenario):
    """A story goes on with each move that is offered, and stops at each button that is not."""
    assume(can_be_played(definition))
    assume(len({w.code for w in definition.transitions}) == len(definition.transitions))
    machine, world = Machine(definition), PlainWorld()
    found = stand(machine, scenario, world)
    for one in found.possible:
        after = stand(machine, replace(scenario, play=(*found.made, one.move)), world)
        if one.refusal is None and not one.asks:
            assert after.stopped is None
        elif one.refusal is not None and not isinstance(one.move, Answering):
            assert after.stopped is not None


@given(definition=definitions, scenario=scenarios)
@patient
def test_a_story_stands_where_its_scenario_ends(definition, scenario):
    """What goes as told in a scenario goes the same way in the sandbox."""
    assume(can_be_played(definition))
    machine, world = Machine(definition), PlainWorld()
    played = play(machine, scenario, world)
    assume(not played.failures)
    found = stand(machine, scenario, world)
    assert found.case == played.case
    assert [one for turn in found.turns for one in turn.taken] == played.taken


@pytest.mark.parametrize("place", ["", "Quai des Arts"])
def test_a_story_begins_at_its_place(place):
    """Where the request is about is given like its channel."""
    data = sound_data() | {
        "scenarios": [
            {"code": "s", "label": "s", "given": {"place": place} if place else {}, "play": []}
        ]
    }
    definition = parse_definition(data)
    assert stand(Machine(definition), definition.scenarios[0], PlainWorld()).case.place == place


@pytest.mark.parametrize("unit", [Unit.WORKING_HOURS, Unit.WORKING_DAYS])
def test_a_story_that_takes_too_long_to_play_ends_with_a_sentence(unit):
    """A page waits for it: thousands of years are not counted day by day."""
    found = standing(*[Wait(10_000, unit)] * 199)

    assert "too long" in found.stopped.finding.sentence
    assert len(found.made) < 40


def test_timers_that_are_asked_again_every_day_do_not_hold_a_page():
    """However many there are, however much they ask: the story ends with the same sentence."""

    def storm(data):
        asked = {"any": [{"fact": "channel", "op": "is", "value": "phone"}] * 50}
        after = {"since": "arrival", "hours": 1}
        for number in range(100):
            code = f"timer{number}"
            add(data, way(code, ["new"], "", "timer", after=after, when=asked))

    found = standing(Wait(2_000, Unit.DAYS), change=storm)

    assert "too long" in found.stopped.finding.sentence


def test_scenarios_together_cost_little_more_than_one():
    """A hundred of them are played at every save; a short one that comes last is not played."""
    machine = Machine(parse_definition(changed(lambda data: None)))
    endless = Scenario("s", LocalisedText("s"), BARE, (Wait(10_000, Unit.WORKING_DAYS),) * 199)
    short = Scenario("t", LocalisedText("t"), BARE, (TAKE,))

    *_endless, last = play_all(machine, [short, *[endless] * 5, short], PlainWorld())

    assert [failure.finding.code for failure in last.failures] == ["too_long"]
