# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the requester is asked for (law R1.23): read, judged, played; what follows once it came."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.workflows.making import add, both, button, changed, step, transition, way
from workflows.definition import Trigger
from workflows.effects import MOST_ITEMS, Ask, Item
from workflows.findings import DefinitionError
from workflows.machine import Machine
from workflows.parsing import definition_to_data, parse_definition
from workflows.playing import PlainWorld, play, stand
from workflows.scenario import SendItems, Write
from workflows.soundness import check
from workflows.text import LocalisedText

PROOF = {"code": "proof", "label": both("Proof of address"), "indispensable": True}
PHOTO = {"code": "photo", "label": both("A photo"), "help": both("By day."), "indispensable": False}
ASKS = {"do": "ask", "items": [PROOF, PHOTO], "days": 15}
DEMAND = {"press": "demand", "as": ["agent"]}
SENT = {"items": "sent"}
COMES_BACK = way("came", ["awaiting"], "working", "citizen")


def asking(*more, effect=ASKS):
    """Return a change that lets “demand” ask, and “came” follow what comes."""

    def change(data):
        data["steps"].append(step("awaiting", "waiting_citizen"))
        add(data, button("demand", ["new", "working"], "awaiting", effects=[effect]))
        add(data, button("give_up", ["awaiting"], "working"))
        for known in more or (COMES_BACK,):
            add(data, known)
        transition(data, "submit")["from"].append("awaiting")

    return change


def codes(*more, effect=ASKS):
    data = changed(asking(*more, effect=effect))
    return [(found.code, found.place) for found in check(parse_definition(data))]


def played(*moves, more=(), effect=ASKS):
    data = changed(asking(*more, effect=effect))
    data["scenarios"] = [{"code": "s", "label": "s", "play": list(moves)}]
    definition = parse_definition(data)
    return play(Machine(definition), definition.scenarios[0], PlainWorld())


def refusals(*moves, **more):
    return [(failure.move, failure.finding.code) for failure in played(*moves, **more).failures]


@pytest.mark.parametrize(
    ("effect", "code", "place"),
    [
        ({"items": []}, "too_few", "/items"),
        (
            {"items": [PROOF | {"code": f"p{n}"} for n in range(MOST_ITEMS + 1)]},
            "too_many",
            "/items",
        ),
        ({"items": [PROOF, PROOF]}, "repeated", "/items/1/code"),
        ({"items": [{"code": "proof", "label": "P"}]}, "missing_key", "/items/0"),
        ({"items": [PROOF | {"indispensable": "yes"}]}, "not_a_boolean", "/items/0/indispensable"),
        ({"items": [PROOF | {"label": " "}]}, "blank_text", "/items/0/label"),
        ({"items": [PROOF | {"help": 3}]}, "not_a_text", "/items/0/help"),
        ({"days": 0}, "bad_number", "/days"),
        ({"working_days": 3}, "two_lengths", ""),
        ({"text": ""}, "blank_text", "/text"),
    ],
)
def test_a_fault_of_form_is_told_at_its_place(effect, code, place):
    """One sentence, pointing at the key that is wrong."""
    data = changed(lambda data: transition(data, "take").update(effects=[ASKS | effect]))
    with pytest.raises(DefinitionError) as refusal:
        parse_definition(data)
    (finding,) = refusal.value.findings
    assert (finding.code, finding.place) == (code, f"/transitions/0/effects/0{place}")


def test_a_day_is_set():
    """The law wants a delay in the letter (CRPA L114-5)."""
    endless = {key: value for key, value in ASKS.items() if key != "days"}
    data = changed(lambda data: transition(data, "take").update(effects=[endless]))
    with pytest.raises(DefinitionError) as refusal:
        parse_definition(data)
    assert [finding.code for finding in refusal.value.findings] == ["no_length"]


def test_what_is_read_is_written_out_again():
    """A length in working days and a word before the list included."""
    effect = {"do": "ask", "items": [PROOF, PHOTO], "working_days": 10, "text": both("Please.")}
    definition = parse_definition(changed(asking(effect=effect)))
    assert definition_to_data(definition) == changed(asking(effect=effect))
    (way_,) = (one for one in definition.transitions if one.code == "demand")
    assert way_.effects == (
        Ask(
            (
                Item("proof", LocalisedText(both("Proof of address")), True),
                Item(
                    "photo", LocalisedText(both("A photo")), False, LocalisedText(both("By day."))
                ),
            ),
            days=10,
            working=True,
            text=LocalisedText(both("Please.")),
        ),
    )
    assert [item.code for item in way_.asked_items] == ["proof", "photo"]


def test_nothing_to_say_of_what_goes_on():
    """By the requester's word, or once the time is over."""
    assert codes() == []
    timer = way("late", ["awaiting"], "working", "timer", after={"since": "arrival", "days": 20})
    assert codes(timer) == []


def test_something_follows_what_comes():
    """Else a request waits until somebody looks at it."""
    data = changed(asking(button("look", ["awaiting"], "working")))
    transition(data, "news")["from"] = ["working"]
    at = data["transitions"].index(transition(data, "demand"))
    found = [(one.code, one.place) for one in check(parse_definition(data))]
    assert ("nothing_follows_items", f"/transitions/{at}/effects/0") in found


def test_its_words_are_in_every_language():
    """The requester reads them."""
    in_french = ASKS | {"items": [PROOF | {"label": {"fr": "Justificatif"}}]}
    assert [code for code, _place in codes(effect=in_french)] == ["missing_language"]


def test_a_thing_is_asked_for_once():
    """Two lists of one transition may not share a code."""
    twice = [ASKS, ASKS | {"items": [PROOF]}]
    data = changed(asking())
    transition(data, "demand")["effects"] = twice
    at = data["transitions"].index(transition(data, "demand"))
    found = [(one.code, one.place) for one in check(parse_definition(data))]
    assert found == [("asked_twice", f"/transitions/{at}/effects/1/items/0/code")]


def test_nobody_is_asked_at_an_end():
    """What an ended request would ask for, nobody would wait for."""
    data = changed(lambda data: None)
    ends = next(one for one in data["transitions"] if one.get("outcomes"))
    ends["effects"] = [ASKS]
    assert "after_the_end" in [found.code for found in check(parse_definition(data))]


def test_nothing_is_sent_that_nobody_asked_for():
    """The scenario says where."""
    assert refusals(SENT) == [(0, "no_items")]
    assert refusals(DEMAND, SENT, SENT) == [(2, "no_items")]


def test_what_comes_is_the_requesters_word():
    """The requester was written to once; what follows their word follows."""
    expect = {"expect": {"step": "awaiting", "told": 1}}
    done = played(DEMAND, expect, SENT, {"expect": {"step": "working", "told": 1}})
    assert done.failures == []
    assert [way_.transition for way_ in done.taken] == ["demand", "came"]


def test_conditions_count_what_is_missing():
    """Both facts, and the indispensable apart."""
    when = {"fact": "items.indispensable_open", "op": "equals", "value": 0}
    some = way("some", ["awaiting"], "working", "citizen", when=when)
    assert refusals(
        DEMAND, {"citizen": "writes"}, {"expect": {"step": "working"}}, more=[some]
    ) == [(2, "not_there")]
    only_photo = ASKS | {"items": [PHOTO]}
    moves = (DEMAND, {"citizen": "writes"}, {"expect": {"step": "working"}})
    assert refusals(*moves, more=[some], effect=only_photo) == []
    none = way("none", ["awaiting"], "working", "citizen", when=when | {"fact": "items.open"})
    assert refusals(*moves, more=[none], effect=only_photo) == [(2, "not_there")]


def test_what_is_asked_for_is_not_asked_for_again():
    """Asked once at a time: the requester is not written to twice."""
    stays = button("again", ["awaiting"], "", effects=[ASKS])
    moves = (DEMAND, {"press": "again", "as": ["agent"]}, {"expect": {"told": 1}})
    assert refusals(*moves, more=[COMES_BACK, stays]) == []


def test_an_end_waits_for_nothing():
    """Once the request has ended there is nothing to send."""
    close = button("close", ["awaiting"], "closed", outcomes=["cancelled"])
    moves = (DEMAND, {"press": "close", "as": ["agent"]}, SENT)
    assert refusals(*moves, more=[COMES_BACK, close]) == [(2, "no_items")]


@pytest.mark.parametrize("which", [["never"], ["photo", "never"]])
def test_what_was_not_asked_for_is_not_sent(which):
    """A scenario names what the requester sends: each must be waited for."""
    assert refusals(DEMAND, SENT | {"which": which}) == [(1, "no_items")]


def test_one_thing_is_sent_apart():
    """The other is waited for still; what follows may ask whether all of it is there."""
    when = {"fact": "items.open", "op": "equals", "value": 0}
    more = [way("complete", ["awaiting"], "working", "citizen", when=when)]
    photo, proof = SENT | {"which": ["photo"]}, SENT | {"which": ["proof"]}
    assert played(DEMAND, photo, more=more).case.step == "awaiting"
    assert played(DEMAND, photo, more=more).case.items_indispensable_open == 1
    assert played(DEMAND, photo, proof, more=more).case.step == "working"
    assert refusals(DEMAND, photo, photo, more=more) == [(2, "no_items")]


def test_the_trigger_is_the_citizens():
    """No sixth trigger: what comes is their word."""
    assert "items" not in set(Trigger)


def test_a_story_offers_what_was_asked_for():
    """Only while something is waited for; it says what follows once all of it is there."""
    when = {"fact": "items.open", "op": "equals", "value": 0}
    complete = way("complete", ["awaiting"], "working", "citizen", when=when)
    data = changed(asking(complete))
    data["scenarios"] = [{"code": "s", "label": "s", "play": [DEMAND]}]
    definition = parse_definition(data)
    machine, (story,) = Machine(definition), definition.scenarios
    found = {one.move: one.way for one in stand(machine, story, PlainWorld()).possible}
    assert found[Write()] is None
    assert found[SendItems()].code == "complete"
    assert (found[SendItems(("proof",))], found[SendItems(("photo",))]) == (None, None)
    half = replace(story, play=(*story.play, SendItems(("proof",))))
    left = {one.move: one.way for one in stand(machine, half, PlainWorld()).possible}
    assert left[SendItems()].code == "complete"
    assert [move for move in left if isinstance(move, SendItems)] == [SendItems()]
    nothing = stand(machine, replace(story, play=()), PlainWorld())
    assert SendItems() not in [one.move for one in nothing.possible]
