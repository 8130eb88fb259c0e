# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Contributions of other teams: read, judged, played; what follows once they are there."""

from __future__ import annotations

import pytest

from tests.workflows.making import add, both, button, changed, step, transition, way
from workflows.definition import Trigger
from workflows.effects import Contribute, Join
from workflows.findings import DefinitionError
from workflows.machine import Facts, Machine
from workflows.parsing import definition_to_data, parse_definition
from workflows.playing import PlainWorld, play
from workflows.soundness import check

QUESTION = both("Whose land is it?")
ASKS = {"do": "contribute", "functions": ["legal", "roads"], "text": QUESTION, "join": "all"}
FIRST = ASKS | {"join": "any"}
CONSULT = {"press": "consult", "as": ["agent"]}


def given_by(*functions):
    return {"contribution": "given", "as": list(functions)}


def contributing(*more, effect=ASKS):
    """Return a change that lets “consult” ask, and “joined” follow what was asked."""

    def change(data):
        data["functions"] += [{"code": c, "label": both(c)} for c in ("legal", "roads")]
        data["steps"].append(step("consulting", "waiting_third_party"))
        add(data, button("consult", ["new", "working"], "consulting", effects=[effect]))
        for known in more or (way("joined", ["consulting"], "working", "joined"),):
            add(data, known)
        transition(data, "submit")["from"].append("consulting")
        add(
            data,
            way("still", ["consulting"], "", "timer", after={"since": "arrival", "days": 10})
            | {"effects": [{"do": "tell", "text": both("Colleagues look at it.")}]},
        )

    return change


def codes(*more, effect=ASKS):
    data = changed(contributing(*more, effect=effect))
    return [(found.code, found.place) for found in check(parse_definition(data))]


def played(*moves, more=(), effect=ASKS):
    data = changed(contributing(*more, effect=effect))
    data["scenarios"] = [{"code": "s", "label": "s", "play": list(moves)}]
    definition = parse_definition(data)
    return play(Machine(definition), definition.scenarios[0], PlainWorld())


def refusals(*moves, **more):
    return [(failure.move, failure.finding.code) for failure in played(*moves, **more).failures]


@pytest.mark.parametrize(
    ("effect", "code", "place"),
    [
        ({"functions": []}, "too_few", "/functions"),
        ({"functions": "legal"}, "not_a_list", "/functions"),
        ({"text": ""}, "blank_text", "/text"),
        ({"join": "most"}, "unknown_value", "/join"),
        ({"to": "actor"}, "unknown_key", "/to"),
    ],
)
def test_a_fault_of_form_is_told_at_its_place(effect, code, place):
    """One sentence, pointing at the key that is wrong."""
    data = changed(lambda data: transition(data, "take").update(effects=[ASKS | effect]))
    with pytest.raises(DefinitionError) as refusal:
        parse_definition(data)
    (finding,) = refusal.value.findings
    assert (finding.code, finding.place) == (code, f"/transitions/0/effects/0{place}")


def test_it_says_when_they_come_together():
    """There is no silent choice between all and the first."""
    short = {key: value for key, value in ASKS.items() if key != "join"}
    with pytest.raises(DefinitionError, match="join"):
        parse_definition(changed(lambda data: transition(data, "take").update(effects=[short])))


@pytest.mark.parametrize("join", Join)
def test_it_is_written_as_it_is_read(join):
    """Data, definition, the same data."""
    data = changed(contributing(effect=ASKS | {"join": join.value}))
    definition = parse_definition(data)
    assert definition_to_data(definition) == data
    (effect,) = next(w for w in definition.transitions if w.code == "consult").effects
    assert isinstance(effect, Contribute)
    assert (effect.functions, effect.join) == (("legal", "roads"), join)
    assert definition.transitions[-2].trigger is Trigger.JOINED


def test_a_sound_one_is_sound():
    """Asked, waited for, followed: nothing is said."""
    assert codes() == []


def test_what_nobody_knows_is_an_error():
    """A function of no workflow, a text in one language only."""
    assert codes(effect=ASKS | {"functions": ["legal", "roads", "mayor"], "text": {"fr": "?"}}) == [
        ("unknown_function", "/transitions/12/effects/0/functions/2"),
        ("missing_language", "/transitions/12/effects/0/text"),
    ]


def test_placeholders_of_the_question_are_looked_at():
    """As those of every text."""
    data = changed(contributing(effect=ASKS | {"text": both("{moon}")}))
    found = check(parse_definition(data), placeholders={"requester.name"})
    assert ("unknown_placeholder", "/transitions/12/effects/0/text") in [
        (one.code, one.place) for one in found
    ]


def test_what_is_asked_and_followed_by_nothing_is_warned_of():
    """And a wait for others that nothing ends is an error, which the contributions end."""
    alone = codes(way("unused", ["working"], "", "joined"))
    assert ("nothing_joins", "/transitions/12/effects/0") in alone
    assert ("never_joined", "/transitions/13/from") in alone
    data = changed(contributing())
    data["transitions"] = [one for one in data["transitions"] if one["code"] != "still"]
    assert "waits_for_ever" not in [one.code for one in check(parse_definition(data))]


def test_a_way_that_never_comes_is_warned_of():
    """Nothing is open where nobody asked on the way: what was asked before is withdrawn."""
    found = codes(way("joined", ["consulting", "sending"], "working", "joined"))
    assert found == [("never_joined", "/transitions/13/from")]


def test_two_ways_for_one_event_are_an_error():
    """As for the citizen's word; with a condition before the other they are not."""
    plain = way("joined", ["consulting"], "working", "joined")
    other = way("other", ["consulting"], "closed", "joined", outcomes=["done"])
    assert codes(plain, other) == [("two_by_joined", "/transitions/14")]
    guarded = other | {"when": {"fact": "days.here", "op": "more_than", "value": "3"}}
    assert codes(guarded, plain) == []
    assert codes(plain, guarded) == [("never_taken", "/transitions/14")]


def test_a_validation_is_not_left_by_contributions():
    """Only the answer moves a request from there."""
    found = codes(
        way("joined", ["consulting"], "working", "joined"),
        way("cut", ["checking"], "working", "joined"),
    )
    assert ("validation_left", "/transitions/14/from") in found
    machine = Machine(parse_definition(changed(contributing(
        way("joined", ["consulting"], "working", "joined"),
        way("cut", ["checking"], "working", "joined"),
    ))))  # fmt: skip
    assert machine.by_joined("checking", Facts(answer_pending=True)) is None


def test_asking_at_the_end_is_warned_of():
    """Nobody sees the request any more."""
    found = changed(contributing())
    transition(found, "close")["effects"] = [ASKS]
    places = [one.place for one in check(parse_definition(found)) if one.code == "after_the_end"]
    assert places == ["/transitions/8/effects/0"]


def test_nothing_is_given_that_was_not_asked():
    """A scenario that says so fails there."""
    assert refusals(given_by("legal")) == [(0, "no_contribution")]
    assert refusals(CONSULT, given_by("legal"), given_by("legal")) == [(2, "no_contribution")]


def test_all_of_them_or_the_first():
    """The request goes on with the last of all, or with the first of any."""
    waits, done = {"expect": {"step": "consulting"}}, {"expect": {"step": "working"}}
    assert refusals(CONSULT, given_by("legal"), waits, given_by("roads"), done) == []
    assert refusals(CONSULT, given_by("legal", "roads"), done) == []
    assert refusals(CONSULT, given_by("roads"), done, effect=FIRST) == []


def test_the_first_whose_condition_holds_is_taken():
    """As for the citizen's word."""
    late = way("late", ["consulting"], "closed", "joined", outcomes=["refused"])
    late["when"] = {"fact": "days.here", "op": "more_than", "value": "3"}
    ways = (late, way("joined", ["consulting"], "working", "joined"))
    both_given = given_by("legal", "roads")
    assert refusals(CONSULT, both_given, {"expect": {"step": "working"}}, more=ways) == []
    moves = (CONSULT, {"wait": {"days": 4}}, both_given, {"expect": {"outcome": "refused"}})
    assert refusals(*moves, more=ways) == []


def test_leaving_by_another_way_withdraws_what_is_open():
    """An answer that is submitted meanwhile asks nobody any more."""
    moves = ({"answer": "submitted"}, {"answer": "returned"}, given_by("legal"))
    assert refusals(CONSULT, *moves) == [(3, "no_contribution")]
    assert played(CONSULT).case.contributions_open == 2
