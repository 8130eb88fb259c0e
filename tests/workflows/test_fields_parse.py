# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
import json
from decimal import Decimal

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from tests.workflows.strategies import field_lists, patient
from workflows.fields import FIELDS_SCHEMA, Field, FieldKind, fields_to_data, parse_fields
from workflows.findings import DefinitionError
from workflows.text import LocalisedText

# What a schema cannot say: one item compared to another.
BEYOND_SCHEMAS = {"duplicate_code", "crossed_bounds"}
NAME = {"code": "name", "kind": "short_text", "label": "Name"}
AGE = {"code": "age", "kind": "number", "label": "Age"}
COLOUR = {
    "code": "colour",
    "kind": "choice",
    "label": "Colour",
    "choices": [{"code": "red", "label": "Red"}, {"code": "blue", "label": "Blue"}],
}


def without(data, key):
    return {name: value for name, value in data.items() if name != key}


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({}, [("not_a_list", "")]),
        (["name"], [("not_an_object", "/0")]),
        ([without(NAME, "label")], [("missing_key", "/0")]),
        ([NAME | {"colour": 1}], [("unknown_key", "/0/colour")]),
        ([NAME | {"a/b~c": 1}], [("unknown_key", "/0/a~1b~0c")]),
        ([NAME | {"kind": "text"}], [("unknown_value", "/0/kind")]),
        ([NAME | {"kind": []}], [("unknown_value", "/0/kind")]),
        ([NAME | {"code": "Name"}], [("bad_code", "/0/code")]),
        ([NAME | {"code": "a" * 41}], [("bad_code", "/0/code")]),
        ([NAME | {"code": "name\n"}], [("bad_code", "/0/code")]),
        ([NAME, NAME], [("duplicate_code", "/1/code")]),
        ([NAME | {"label": 3}], [("not_a_text", "/0/label")]),
        ([NAME | {"label": " "}], [("blank_text", "/0/label")]),
        ([NAME | {"label": {}}], [("no_text", "/0/label")]),
        ([NAME | {"label": {"French": "Nom"}}], [("bad_language", "/0/label/French")]),
        ([NAME | {"label": "x" * 201}], [("too_long", "/0/label")]),
        ([NAME | {"label": "a\x00b"}], [("unprintable", "/0/label")]),
        ([NAME | {"required": 1}], [("not_a_boolean", "/0/required")]),
        ([NAME | {"max_length": 251}], [("bad_number", "/0/max_length")]),
        ([NAME | {"max_length": True}], [("bad_number", "/0/max_length")]),
        ([NAME | {"kind": "date", "max_length": 9}], [("key_of_another_kind", "/0/max_length")]),
        ([NAME | {"minimum": 0}], [("key_of_another_kind", "/0/minimum")]),
        ([AGE | {"minimum": 0.5}], [("bad_decimal", "/0/minimum")]),
        ([AGE | {"minimum": 2, "maximum": 1}], [("crossed_bounds", "/0/minimum")]),
        ([without(COLOUR, "choices")], [("no_choices", "/0")]),
        ([COLOUR | {"choices": []}], [("too_few", "/0/choices")]),
        ([COLOUR | {"choices": COLOUR["choices"] * 2}],
         [("duplicate_code", "/0/choices/2/code"), ("duplicate_code", "/0/choices/3/code")]),
        ([NAME | {"choices": COLOUR["choices"]}], [("key_of_another_kind", "/0/choices")]),
        ([NAME | {"code": f"name_{at}"} for at in range(101)], [("too_many", "")]),
    ],
)  # fmt: skip
def test_a_fault_is_refused_at_its_place(data, found):
    """What is not a form is refused, each fault with its place; the published schema agrees."""
    with pytest.raises(DefinitionError) as refusal:
        parse_fields(data)

    assert [(finding.code, finding.place) for finding in refusal.value.findings] == found
    told = {code for code, _ in found}
    assert Draft202012Validator(FIELDS_SCHEMA).is_valid(data) == (told <= BEYOND_SCHEMAS)


def test_all_faults_are_told_at_once():
    """Whoever mends a form reads every fault in one go, in sentences."""
    with pytest.raises(DefinitionError) as refusal:
        parse_fields([{"code": "A"}, COLOUR | {"choices": [{"label": "Red"}]}])

    assert [(finding.place, finding.sentence) for finding in refusal.value.findings] == [
        ("/0", "Add “kind”."),
        ("/0", "Add “label”."),
        (
            "/0/code",
            "Write a code here: a small letter, then small letters, digits or _, 40 at most.",
        ),
        ("/1/choices/0", "Add “code”."),
    ]


def test_a_label_is_written_in_every_language_asked_for():
    """A town that writes in two languages is told which text lacks one."""
    name = NAME | {"label": {"fr": "Nom"}, "help": {"en": "As on your passport"}}
    colour = COLOUR | {"choices": [{"code": "red", "label": {"fr-CA": "Rouge", "en": "Red"}}]}

    with pytest.raises(DefinitionError) as refusal:
        parse_fields([name, colour], languages=["fr", "en"])

    missing = [(finding.place, finding.params["language"]) for finding in refusal.value.findings]
    assert missing == [
        ("/0/label", "en"),
        ("/0/help", "fr"),
        ("/1/choices/0/label", "fr"),
    ]
    assert {finding.code for finding in refusal.value.findings} == {"missing_language"}


@patient
@given(field_lists)
def test_data_and_back(fields):
    """Fields come back from their JSON equal, and give the same JSON again."""
    data = json.loads(json.dumps(fields_to_data(fields)))

    assert parse_fields(data) == tuple(fields)
    assert fields_to_data(parse_fields(data)) == data


def test_bounds_are_exact():
    """A decimal bound is what was written between quotes, not its binary neighbour."""
    data = [{"code": "m2", "kind": "number", "label": "Area", "minimum": "0.1", "maximum": 10}]

    (field,) = parse_fields(data)

    assert (field.minimum, field.maximum) == (Decimal("0.1"), Decimal(10))
    assert fields_to_data([field]) == data


def test_the_longest_text_depends_on_the_kind():
    """A field without a length of its own has that of its kind; other kinds have none."""
    label = LocalisedText("x")

    assert Field("a", FieldKind.SHORT_TEXT, label).longest == 250
    assert Field("a", FieldKind.SHORT_TEXT, label, max_length=9).longest == 9
    assert Field("a", FieldKind.DATE, label).longest is None


KINDS_OF_KEY = {
    "choices": (["choice", "choices"], COLOUR["choices"]),
    "max_length": (["short_text", "long_text"], 9),
    "minimum": (["number"], "0.5"),
    "maximum": (["number"], 9),
}


@pytest.mark.parametrize("key", KINDS_OF_KEY)
@pytest.mark.parametrize("kind", FieldKind)
def test_a_kind_has_its_own_keys(kind, key):
    """What limits an answer is accepted where it means something, and nowhere else."""
    kinds, value = KINDS_OF_KEY[key]
    choices = {"choices": COLOUR["choices"]} if kind in ("choice", "choices") else {}
    data = [{"code": "it", "kind": kind.value, "label": "It"} | choices | {key: value}]

    assert Draft202012Validator(FIELDS_SCHEMA).is_valid(data) == (kind in kinds)
    if kind in kinds:
        assert fields_to_data(parse_fields(data)) == data
    else:
        with pytest.raises(DefinitionError, match=f"has no “{key}”: remove it"):
            parse_fields(data)
