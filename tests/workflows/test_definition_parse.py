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
    with pytest.raises(DefinitionError) as refusal:
        parse_definition(data)
    return [(finding.code, finding.place) for finding in refusal.value.findings]


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
        (lambda d: d["transitions"][0].update(trigger="timer"),
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
