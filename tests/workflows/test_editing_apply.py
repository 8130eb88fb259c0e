# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Edits of a workflow as data: what each changes, and what is refused."""

import copy

import pytest

from tests.workflows.making import button, sound_data, step, transition
from workflows.definition import StepKind
from workflows.editing import (
    Add,
    AddPart,
    AddTest,
    AddValidation,
    AddWaiting,
    Change,
    EditRefused,
    Group,
    Move,
    MovePart,
    Recode,
    Remove,
    RemovePart,
    SetPart,
    Settle,
    Several,
    Thing,
    apply,
    consequences,
)

WAY = Thing.TRANSITION
PHONE = {"fact": "channel", "op": "is", "value": "phone"}
OLD = {"fact": "days.open", "op": "more_than", "value": 3}
CHOICE = {"fact": "priority", "op": "at_least", "value": 2}


def after(*edits):
    data = sound_data()
    for edit in edits:
        data = apply(data, edit)
    return data


def way_after(code, *edits):
    return transition(after(*edits), code)


@pytest.mark.parametrize(
    ("edit", "code", "place"),
    [
        (Remove(Thing.STEP, "gone"), "gone", "/steps"),
        (Change(WAY, "gone", {"label": "x"}), "gone", "/transitions"),
        (Change(WAY, "take", {"code": "x"}), "code_alone", "/transitions/0"),
        (Change(WAY, "take", {"trigger": "wish"}), "unknown_value", "/transitions/0/trigger"),
        (Change(WAY, "take", {"label": " "}), "blank_text", "/transitions/0/label"),
        (Add(Thing.STEP, {"code": "new", "kind": "new", "label": "x"}), "code_taken", "/steps"),
        (Add(Thing.STEP, {"kind": "new", "label": "x"}, after="gone"), "gone", "/steps"),
        (Recode(Thing.STEP, "new", "closed"), "code_taken", "/steps"),
        (Recode(Thing.STEP, "new", "É"), "bad_code", "/steps/0/code"),
        (Settle("steps", []), "not_at_once", "/steps"),
        (SetPart(WAY, "take", "/effects/0", {}), "part_gone", "/effects/0"),
        (RemovePart(WAY, "take", "/when"), "part_gone", "/when"),
        (Group(WAY, "take", "/label", "perhaps"), "unknown_value", "/label"),
        (AddPart(WAY, "take", "/effects", {"do": "fly"}), "unknown_effect", None),
        (AddWaiting(StepKind.NEW), "bad_waiting", ""),
        (AddValidation(9), "bad_stages", ""),
        (AddValidation(0), "bad_stages", ""),
    ],
)
def test_an_edit_that_cannot_be_made_is_refused_at_its_place(edit, code, place):
    """A refusal has a code, a sentence and a place, and nothing was changed."""
    data = sound_data()

    with pytest.raises(EditRefused) as refused:
        apply(data, edit)

    first = refused.value.findings[0]
    assert first.code == code
    assert first.sentence
    assert place is None or first.place == place
    assert data == sound_data()


def test_the_only_step_stays():
    """A workflow has at least one step."""
    data = sound_data() | {"steps": [step("new", "new")], "transitions": []}

    with pytest.raises(EditRefused, match="only step"):
        apply(data, Remove(Thing.STEP, "new"))


def test_a_second_validation_is_refused_and_says_where_the_first_is():
    """Where answers are validated already, the sentence names the step."""
    data = apply(apply(after(), AddValidation(1)), AddValidation(2))

    with pytest.raises(EditRefused, match="already validated, at “checking”"):
        apply(data, AddValidation(2))


def test_a_thing_gets_a_code_from_its_name():
    """Nobody has to think of a code; two things of one name have two."""
    named = {"kind": "in_progress", "label": {"fr": "À vérifier sur place", "en": "To check"}}
    data = after(Add(Thing.STEP, named, after="new"), Add(Thing.STEP, named))

    assert data["steps"][1]["code"] == "a_verifier_sur_place"
    assert data["steps"][-1]["code"] == "a_verifier_sur_place_2"
    assert after(Add(Thing.FUNCTION, {"label": "123"}))["functions"][-1]["code"] == "function"


def test_a_removed_step_takes_along_what_only_touched_it():
    """Ways to it and ways that began only there go; others lose it."""
    data = after(Remove(Thing.STEP, "answered"))

    codes = [way["code"] for way in data["transitions"]]
    assert "send" not in codes
    assert transition(data, "reopen")["from"] == ["closed"]


def test_requests_begin_elsewhere_once_their_first_step_is_gone():
    """The start never names a step that was removed by the edit."""
    assert after(Remove(Thing.STEP, "new"))["start"] == "working"


def test_a_removed_function_is_forgotten_by_buttons_and_effects():
    """An effect for that function alone goes, one for several goes on without it."""
    notify = {"do": "notify", "functions": ["chief", "agent"], "text": "x"}
    data = after(
        AddPart(WAY, "take", "/effects", {"do": "pass_on", "function": "chief"}),
        AddPart(WAY, "take", "/effects", notify),
        Remove(Thing.FUNCTION, "chief"),
    )

    assert transition(data, "take")["effects"] == [notify | {"functions": ["agent"]}]
    assert transition(data, "close")["functions"] == ["agent"]
    assert "functions" not in transition(data, "reopen")


def test_a_code_is_changed_wherever_it_is_named():
    """The start, the ways and their exceptions follow a step's code; buttons a function's."""
    anywhere = button("anywhere", {"anywhere": True, "except": ["new"]}, "working")
    data = after(
        Add(WAY, anywhere),
        Recode(Thing.STEP, "new", "arrived"),
        Recode(Thing.FUNCTION, "agent", "clerk"),
        Recode(WAY, "take", "begin"),
    )

    assert data["start"] == "arrived"
    assert transition(data, "begin")["from"] == ["arrived"]
    assert transition(data, "anywhere")["from"] == {"anywhere": True, "except": ["arrived"]}
    assert transition(data, "close")["functions"] == ["clerk", "chief"]
    assert "agent" not in str([way.get("functions") for way in data["transitions"]])


def test_things_move_as_far_as_their_list_goes():
    """A thing that is moved past the end stays last."""
    codes = [s["code"] for s in after(Move(Thing.STEP, "new", 99))["steps"]]

    assert codes[-1] == "new"
    assert next(s["code"] for s in after(Move(Thing.STEP, "working", -1))["steps"]) == "working"


def test_a_condition_grows_by_tests():
    """A first test stands alone, a second joins it in a group, a third joins the group."""
    one, two, three = (AddTest(WAY, "take", "/when", test) for test in (PHONE, OLD, CHOICE))

    assert way_after("take", one)["when"] == PHONE
    assert way_after("take", one, two)["when"] == {"all": [PHONE, OLD]}
    assert way_after("take", one, two, three)["when"] == {"all": [PHONE, OLD, CHOICE]}


def test_a_group_is_turned_and_changed():
    """All becomes any, a part becomes a group of its own, and not is taken back by not."""
    both = [AddTest(WAY, "take", "/when", PHONE), AddTest(WAY, "take", "/when", OLD)]

    assert way_after("take", *both, Group(WAY, "take", "/when", "any"))["when"] == {
        "any": [PHONE, OLD]
    }
    turned = Group(WAY, "take", "/when/all/0", "not")
    assert way_after("take", *both, turned)["when"] == {"all": [{"not": PHONE}, OLD]}
    assert way_after("take", *both, turned, turned)["when"] == {"all": [PHONE, OLD]}
    inner = [Group(WAY, "take", "/when/all/1", "any"), AddTest(WAY, "take", "/when/all/1", CHOICE)]
    assert way_after("take", *both, *inner)["when"] == {"all": [PHONE, {"any": [OLD, CHOICE]}]}


def test_a_condition_shrinks_to_nothing():
    """A group left with one part opens, one left with none goes, up to the whole condition."""
    both = [AddTest(WAY, "take", "/when", PHONE), AddTest(WAY, "take", "/when", OLD)]

    assert way_after("take", *both, RemovePart(WAY, "take", "/when/all/0"))["when"] == OLD
    alone = [both[0], Group(WAY, "take", "/when", "any"), Group(WAY, "take", "/when", "not")]
    emptied = way_after("take", *alone, RemovePart(WAY, "take", "/when/not/any/0"))
    assert "when" not in emptied


def test_effects_are_added_moved_changed_and_removed():
    """What a way does is an ordered list."""
    first, second = {"do": "assign", "to": "actor"}, {"do": "set_priority", "priority": "high"}
    added = [AddPart(WAY, "take", "/effects", effect) for effect in (first, second)]

    assert way_after("take", *added, MovePart(WAY, "take", "/effects/1", -1))["effects"] == [
        second,
        first,
    ]
    low = SetPart(WAY, "take", "/effects/1/priority", "low")
    assert way_after("take", *added, low)["effects"][1]["priority"] == "low"
    assert way_after("take", *added, RemovePart(WAY, "take", "/effects/0"))["effects"] == [second]


def test_several_edits_are_one():
    """All of several edits are made, or none."""
    both = Several((Change(WAY, "take", {"label": "Prendre"}), Settle("start", "working")))

    assert after(both)["start"] == "working"
    with pytest.raises(EditRefused):
        after(Several((*both.edits, Remove(Thing.STEP, "gone"))))


def test_a_key_is_taken_away():
    """None takes a key away, without leaving an empty one."""
    assert "primary" not in way_after("take", Change(WAY, "take", {"primary": None}))


def test_what_a_removal_brings_is_said_before():
    """Whoever removes a step reads what goes, what stays without it, and what will be unsound."""
    said = [finding.code for finding in consequences(sound_data(), Remove(Thing.STEP, "checking"))]

    assert said.count("goes_with_it") == 4
    assert "unreachable" in said


def test_an_edit_touches_nothing_of_what_it_was_given():
    """What was given stays as it was, and the result does not hold on to the edit's own data."""
    data, item = sound_data(), {"kind": "new", "label": {"fr": "x", "en": "x"}}
    before = copy.deepcopy((data, item))

    apply(data, Add(Thing.STEP, item))["steps"][-1]["label"]["fr"] = "y"

    assert (data, item) == before


def test_scenarios_and_shared_effects_follow_new_names():
    """A story that a workflow must go through tells of the same things under their new codes."""
    play = [{"press": "take", "as": ["agent"]}, {"expect": {"step": "working"}}]
    passed, back = {"do": "pass_on", "function": "agent"}, {"do": "assign", "to": "nobody"}
    data = sound_data() | {
        "scenarios": [{"code": "story", "label": "x", "play": play}],
        "parts": {"effects": [{"code": "pass", "label": "x", "effects": [passed, back]}]},
    }
    for edit in (
        Recode(WAY, "take", "begin"),
        Recode(Thing.STEP, "working", "busy"),
        Recode(Thing.FUNCTION, "agent", "clerk"),
    ):
        data = apply(data, edit)

    assert data["scenarios"][0]["play"] == [
        {"press": "begin", "as": ["clerk"]},
        {"expect": {"step": "busy"}},
    ]
    shared = data["parts"]["effects"][0]
    assert shared["effects"][0] == passed | {"function": "clerk"}
    without = apply(data, Remove(Thing.FUNCTION, "clerk"))
    assert without["parts"]["effects"][0]["effects"] == [back]
