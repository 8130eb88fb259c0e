# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Scenarios: refused or told as they are, played as real requests live, and what they cover."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given

from tests.workflows.making import add, both, changed, sound_data, transition, way
from tests.workflows.strategies import definitions, patient
from workflows.findings import DefinitionError
from workflows.machine import Machine
from workflows.parsing import definition_to_data, parse_definition
from workflows.playing import PlainWorld, coverage_of, play
from workflows.soundness import check
from workflows.soundness.scenarios import can_be_played

TAKE = {"press": "take", "as": ["agent"]}
SENT = [{"answer": "submitted"}, {"answer": "approved"}, {"answer": "sent", "outcome": "done"}]


def scenario(*moves, code="s", **given):
    return {"code": code, "label": both(code), "play": list(moves)} | (
        {"given": given} if given else {}
    )


def played(*moves, change=lambda data: None, **given):
    data = changed(change) | {"scenarios": [scenario(*moves, **given)]}
    definition = parse_definition(data)
    return play(Machine(definition), definition.scenarios[0], PlainWorld())


def refusals(*moves, **more):
    return [(failure.move, failure.finding.sentence) for failure in played(*moves, **more).failures]


@pytest.mark.parametrize(
    ("begins", "said"),
    [
        ("1999-12-31", "between 2000 and 2100"),
        ("2101-01-01", "between 2000 and 2100"),
        ("2027-02-30", "no such day"),
        ("monday", "year-month-day"),
    ],
)
def test_a_story_begins_on_a_day_that_calendars_know(begins, said):
    """Time must be able to pass in it."""
    with pytest.raises(DefinitionError) as refused:
        played(TAKE, begins=begins)
    assert said in str(refused.value)


def test_a_story_may_say_on_which_day_it_begins():
    """At nine in the morning, where the town is; the others begin on the Monday of them all."""
    paris = ZoneInfo("Europe/Paris")
    data = changed(lambda data: None) | {"scenarios": [scenario(TAKE, begins="2027-07-01")]}
    definition = parse_definition(data)
    world = PlainWorld()
    world.zone = paris
    found = play(Machine(definition), definition.scenarios[0], world)
    assert found.case.submitted_at == datetime(2027, 7, 1, 9, tzinfo=paris)
    assert played(TAKE).case.submitted_at == datetime(2027, 3, 1, 9, tzinfo=UTC)


def guarded(data):
    transition(data, "close")["when"] = {"fact": "values.amount", "op": "is_filled"}


def asking(data):
    transition(data, "take")["form"] = {
        "fields": [{"code": "cost", "kind": "number", "label": "Cost", "required": True}]
    }


@pytest.mark.parametrize(
    ("moves", "failure"),
    [
        ([{"press": "close", "as": ["agent"], "outcome": "done"}], "open it again"),
        ([{"press": "moon", "as": ["agent"]}], "This move does not exist"),
        ([{"press": "take", "as": ["chief"]}], "Reserved for: agent in charge."),
        ([TAKE | {"refused": True}], "“take” can be pressed here"),
        ([{"answer": "returned"}], "No answer is being validated here."),
        ([{"answer": "submitted"}, {"answer": "submitted"}], "No answer can be submitted here."),
        ([{"answer": "submitted"}, {"answer": "sent"}], "validate it first."),
        ([TAKE, {"expect": {"step": "new"}}], "The request is at “working”, not at “new”."),
        ([{"expect": {"told": 1}}], "The requester gets 0 messages, not 1."),
        ([TAKE, {"expect": {"assigned": False}}], "Somebody has the request, and nobody should."),
        ([*SENT, {"wait": "timer"}], "No timer runs here."),
    ],
)
def test_what_does_not_go_as_told_is_said_at_its_move(moves, failure):
    """The first move that is refused, or not as expected, is told with its reason."""
    ((at, sentence),) = refusals(*moves)

    assert at == len(moves) - 1
    assert failure in sentence


def test_a_failing_scenario_is_an_error_at_its_place():
    """A workflow that does not do what its own scenarios tell is not published."""
    data = sound_data() | {"scenarios": [scenario(TAKE, TAKE), scenario(TAKE)]}

    told = [(f.code, f.place, f.sentence) for f in check(parse_definition(data))]

    assert [(code, place) for code, place, _ in told] == [
        ("duplicate_code", "/scenarios/1/code"),
        ("scenario_fails", "/scenarios/0/play/1"),
    ]
    assert told[1][2].startswith(
        "The scenario “s” does not go as told any more. The request is now at"
    )


def test_a_request_is_played_to_its_end():
    """Gestures, validation, sending, the citizen's word afterwards."""
    whole = played(
        TAKE,
        {"press": "ask", "as": ["agent"]},
        {"expect": {"step": "asking", "assigned": True}},
        {"citizen": "writes"},
        {"answer": "submitted"},
        {"expect": {"step": "checking"}},
        {"press": "close", "as": ["agent"], "refused": True},
        {"answer": "returned"},
        *SENT,
        {"expect": {"step": "answered", "outcome": "done"}},
        {"citizen": "writes"},
        {"expect": {"step": "working"}},
    )

    assert whole.failures == []
    assert [taken.transition for taken in whole.taken] == (
        ["take", "ask", "told", "submit", "return", "submit", "approve", "send", "contest"]
    )


def test_time_passes_and_timers_come():
    """A timer comes at its moment, once; waiting for less, it does not come."""
    assert refusals({"wait": {"days": 20}}, {"expect": {"told": 0}}) == []
    assert refusals({"wait": {"days": 21}}, {"expect": {"told": 1}}) == []
    assert refusals({"wait": "timer"}, {"wait": {"days": 90}}, {"expect": {"told": 1}}) == []


def test_working_time_is_worked():
    """Five working days from a Monday are a week."""

    def change(data):
        add(data, way("late", ["new"], "working", "timer",
                      after={"since": "arrival", "working_days": 5}))  # fmt: skip

    assert refusals({"wait": {"days": 6}}, {"expect": {"step": "new"}}, change=change) == []
    assert refusals({"wait": {"days": 7}}, {"expect": {"step": "working"}}, change=change) == []


def test_conditions_look_at_what_is_given():
    """A value given to the form opens the button that asks for it."""
    close = {"press": "close", "as": ["chief"], "outcome": "done"}

    assert refusals(TAKE, close, change=guarded)[0][0] == 1
    assert refusals(TAKE, close, change=guarded, values={"amount": "3"}) == []


def test_a_form_is_filled_in_as_at_the_desk():
    """What a button requires is given in the scenario, and must fit."""
    assert refusals(TAKE, change=asking) == [(0, "Answer this question.")]
    assert refusals(TAKE | {"values": {"cost": "3,5"}}, change=asking) == []


def test_only_a_wordless_button_also_takes_the_request():
    """At the desk “take” presses it; a button that asks something leaves the request to nobody."""
    given = TAKE | {"values": {"cost": "3"}}

    assert refusals(TAKE, {"expect": {"assigned": True}}) == []
    assert refusals(given, {"expect": {"assigned": False}}, change=asking) == []


def test_an_approved_answer_is_taken_back_until_it_is_sent():
    """Its author may, while it leaves; not any more once it has left."""

    def change(data):
        add(data, way("unsend", ["sending"], "working", "answer", on="recalled"))

    back, leaving = {"answer": "recalled"}, SENT[:2]

    assert refusals(*leaving, back, {"expect": {"step": "working"}}, change=change) == []
    assert refusals(*leaving, back, back, change=change) == [
        (3, "No answer is being validated here.")
    ]
    assert refusals(*SENT, back, change=change) == [(3, "No answer is being validated here.")]


def test_what_is_not_gone_through_is_named():
    """Steps, transitions, and each condition both held and not."""
    data = changed(guarded) | {"scenarios": [scenario(TAKE, *SENT)]}
    definition = parse_definition(data)
    plays = [play(Machine(definition), definition.scenarios[0], PlainWorld())]

    coverage = coverage_of(definition, plays)

    assert coverage.steps.missing == ("asking", "closed")
    assert (coverage.transitions.covered, coverage.transitions.total) == (4, 12)
    assert coverage.conditions.missing == ("close:held",)
    assert not coverage.is_whole


@patient
@given(definitions)
def test_any_scenariocan_be_played(definition):
    """Whatever parses is played without an accident, and says the same when read back."""
    again = parse_definition(definition_to_data(definition))
    assert again.scenarios == definition.scenarios
    assume(can_be_played(definition))
    for one in definition.scenarios:
        result = play(Machine(definition), one, PlainWorld())
        assert len(result.failures) <= 1


@pytest.mark.parametrize(("due", "before"), [("9999-12-31", False), ("0001-01-01", True)])
def test_a_timer_beyond_the_calendar_does_not_come(due, before):
    """Soundness is asked while somebody types: it never raises."""

    def timed(data):
        after = {"since": "due_date", "days": 10} | ({"before": True} if before else {})
        add(data, way("late", ["new"], "working", "timer", after=after))

    taken = played({"wait": {"days": 20}}, change=timed, due=due).taken
    assert "late" not in [one.transition for one in taken]


def test_a_scenario_made_to_be_slow_comes_to_an_end():
    """A timer is asked again every day; a story of centuries asks it so often, and no more."""

    class Counting(PlainWorld):
        asked = 0

        def facts(self, case, wanted, now):
            Counting.asked += 1
            return super().facts(case, wanted, now)

    def timed(data):
        after = {"since": "submission", "hours": 1}
        when = {"fact": "assigned", "op": "is_true"}
        add(data, way("late", ["new"], "working", "timer", after=after, when=when))

    data = changed(timed) | {"scenarios": [scenario(*[{"wait": {"days": 10_000}}] * 20)]}
    definition = parse_definition(data)
    assert not play(Machine(definition), definition.scenarios[0], Counting()).failures
    assert 1_000 < Counting.asked <= 2_100
