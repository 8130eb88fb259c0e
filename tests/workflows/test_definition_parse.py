# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
import json

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from tests.workflows.making import changed, named, sound_data
from tests.workflows.strategies import definitions, patient
from workflows.definition import ENDING_KINDS, AnswerEvent, Outcome, StepKind, Trigger, Word, is_end
from workflows.findings import DefinitionError
from workflows.parsing import WORKFLOW_SCHEMA, definition_to_data, parse_definition


def faults(data):
    try:
        parse_definition(data)
    except DefinitionError as refusal:
        return [(finding.code, finding.place) for finding in refusal.findings]
    return []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda d: d.pop("start"), [("missing_key", "")]),
        (lambda d: d.update(format=2), [("unknown_format", "/format")]),
        (lambda d: d.update(format=True), [("unknown_format", "/format")]),
        (lambda d: d.update(notes="x"), [("unknown_key", "/notes")]),
        (lambda d: d.update(steps=[]), [("too_few", "/steps")]),
        (lambda d: d.update(steps={}), [("not_a_list", "/steps")]),
        (lambda d: d["steps"].append("end"), [("not_an_object", "/steps/7")]),
        (lambda d: d["steps"][1].update(kind="open"), [("unknown_value", "/steps/1/kind")]),
        (lambda d: d["steps"][0].pop("label"), [("missing_key", "/steps/0")]),
        (lambda d: d["steps"][0].update(citizen_help="x" * 1001),
         [("too_long", "/steps/0/citizen_help")]),
        (lambda d: d["transitions"][0].update({"from": []}), [("too_few", "/transitions/0/from")]),
        (lambda d: d["transitions"][0].update({"from": "new"}),
         [("not_a_list", "/transitions/0/from")]),
        (lambda d: d["transitions"][0].update({"from": ["new", "new"]}),
         [("repeated", "/transitions/0/from/1")]),
        (lambda d: d["transitions"][0].update(trigger="post"),
         [("unknown_value", "/transitions/0/trigger")]),
        (lambda d: d["transitions"][0].update(on="sent"), [("unknown_key", "/transitions/0/on")]),
        (lambda d: d["transitions"][3].pop("on"), [("missing_key", "/transitions/3")]),
        (lambda d: d["transitions"][3].update(on="read"), [("unknown_value", "/transitions/3/on")]),
        (lambda d: d["transitions"][0].update(message="yes"),
         [("unknown_value", "/transitions/0/message")]),
        (lambda d: d["transitions"][0].update(outcomes=["done", "won"]),
         [("unknown_value", "/transitions/0/outcomes/1")]),
        (lambda d: d["transitions"][0].update(outcomes=["done", "done"]),
         [("repeated", "/transitions/0/outcomes/1")]),
        (lambda d: d["transitions"][0].update(primary="yes"),
         [("not_a_boolean", "/transitions/0/primary")]),
    ],
)  # fmt: skip
def test_a_fault_of_form_is_refused_at_its_place(change, found):
    """What is not a workflow is refused, each fault with its place; the schema agrees."""
    assert faults(changed(change)) == found
    assert not Draft202012Validator(WORKFLOW_SCHEMA).is_valid(changed(change))


@pytest.mark.parametrize("data", [None, [], "workflow", 1])
def test_what_is_no_object_is_no_workflow(data):
    """Any JSON may be sent; it is refused, never an accident."""
    assert faults(data)[0] == ("not_an_object", "")


def test_an_empty_object_is_told_everything_it_lacks():
    """All faults are told at once, as sentences."""
    with pytest.raises(DefinitionError) as refusal:
        parse_definition({})

    assert str(refusal.value) == (
        "Add “format”. Add “start”. Add “functions”. Add “steps”. Add “transitions”."
    )


def test_an_unfinished_draft_is_a_definition():
    """A graph that makes no sense yet can be kept, to be finished later."""
    data = changed(lambda d: d.update(start="nowhere", transitions=[]))

    assert parse_definition(data).start == "nowhere"


def test_what_was_written_is_read():
    """Every word of the data has its place in the definition."""
    definition = parse_definition(sound_data())
    take, close = definition.transitions[0], definition.transitions[8]

    assert definition.start == "new"
    assert [function.code for function in definition.functions] == ["agent", "chief"]
    assert (definition.steps[3].code, definition.steps[3].kind) == (
        "checking",
        "waiting_validation",
    )
    assert definition.steps[3].citizen_label["en"] == "c checking"
    assert (take.sources, take.to, take.trigger) == (("new",), "working", Trigger.BUTTON)
    assert (take.primary, take.message, take.outcomes) == (True, Word.NONE, ())
    assert (close.functions, close.outcomes) == (("agent", "chief"), (Outcome.DONE,))
    assert definition.transitions[3].on is AnswerEvent.SUBMITTED
    assert named(sound_data(), "transitions", "ask")["message"] == definition.transitions[1].message


@patient
@given(definitions)
def test_data_and_back(definition):
    """A definition comes back from its JSON equal."""
    data = json.loads(json.dumps(definition_to_data(definition)))

    assert parse_definition(data) == definition
    assert definition_to_data(parse_definition(data)) == data


def test_a_request_rests_at_two_kinds_of_step():
    """A request ends answered or closed; everything else is still to do."""
    assert {kind for kind in StepKind if is_end(kind)} == ENDING_KINDS
    assert {"answered", "closed"} == ENDING_KINDS


@pytest.mark.parametrize(
    ("after", "found"),
    [
        (None, [("missing_key", "/transitions/0")]),
        (5, [("not_an_object", "/transitions/0/after")]),
        ({"days": 5}, [("missing_key", "/transitions/0/after")]),
        ({"since": "arrival"}, [("no_length", "/transitions/0/after")]),
        ({"since": "arrival", "days": 1, "hours": 1}, [("no_length", "/transitions/0/after")]),
        ({"since": "moon", "days": 1}, [("unknown_value", "/transitions/0/after/since")]),
        ({"since": "arrival", "days": 0}, [("bad_number", "/transitions/0/after/days")]),
        ({"since": "arrival", "days": 1.5}, [("bad_number", "/transitions/0/after/days")]),
        ({"since": "due_date", "days": -1}, [("bad_number", "/transitions/0/after/days")]),
        ({"since": "due_date", "hours": 2}, [("hours_of_a_date", "/transitions/0/after/hours")]),
        ({"since": "arrival", "days": {}}, [("missing_key", "/transitions/0/after/days")]),
        (
            {"since": "arrival", "days": 2, "before": True},
            [("before_a_moment", "/transitions/0/after/before")],
        ),
        ({"since": "due_date", "days": 0}, []),
        ({"since": "legal_date", "working_days": 3, "before": True}, []),
        ({"since": "citizen_word", "working_hours": {"option": "patience"}}, []),
    ],
)
def test_a_timer_says_when_it_comes(after, found):
    """A timer has one length, counted from a moment, or around a date in days."""

    def change(data):
        data["transitions"][0].update(trigger="timer", functions=[])
        if after is not None:
            data["transitions"][0]["after"] = after

    assert faults(changed(change)) == found


def test_only_a_timer_has_a_time():
    """A button comes when somebody presses it."""
    after = {"since": "arrival", "days": 1}

    found = faults(changed(lambda d: d["transitions"][0].update(after=after)))

    assert found == [("unknown_key", "/transitions/0/after")]


FIELD = {"code": "why", "kind": "short_text", "label": "Why"}
NUMBER = FIELD | {"kind": "number"}


@pytest.mark.parametrize(
    ("form", "found"),
    [
        ({}, [("missing_key", "/transitions/0/form"), ("empty_form", "/transitions/0/form")]),
        ({"fields": []}, [("empty_form", "/transitions/0/form")]),
        ({"fields": [FIELD, FIELD]}, [("duplicate_code", "/transitions/0/form/fields/1/code")]),
        ({"fields": [FIELD], "kept": "no"}, [("not_a_boolean", "/transitions/0/form/kept")]),
        ({"fields": [FIELD] * 31}, None),
        ({"fields": [FIELD], "kept": False}, []),
    ],
)
def test_a_form_asks_something_once(form, found):
    """A form of a button has from one to thirty questions, each with its own code."""
    told = faults(changed(lambda d: d["transitions"][0].update(form=form)))

    assert (
        told == found if found is not None else ("too_many", "/transitions/0/form/fields") in told
    )


@pytest.mark.parametrize(
    ("option", "found"),
    [
        ({"default": 3}, [("missing_key", "/options/0"), ("not_an_object", "/options/0/field")]),
        ({"field": FIELD | {"kind": "file"}}, [("kind_of_option", "/options/0/field/kind")]),
        ({"field": NUMBER, "default": "x"}, [("bad_default", "/options/0/default")]),
        ({"field": NUMBER, "default": "3"}, []),
        ({"field": FIELD}, []),
    ],
)  # fmt: skip
def test_an_option_is_a_question_with_a_fitting_answer(option, found):
    """What each service chooses is a question that a service can answer, and its default fits."""
    assert faults(changed(lambda d: d.update(options=[option]))) == found
