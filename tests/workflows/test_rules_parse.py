# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.workflows.conditions import many, sound_conditions
from tests.workflows.strategies import damaged
from workflows.findings import DefinitionError
from workflows.reading import Reader
from workflows.rules import (
    CONDITION_SCHEMA,
    All,
    Any,
    Not,
    Op,
    Test,
    condition_to_data,
    parse_condition,
    read_condition,
)
from workflows.rules.conditions import KIND_OF_VALUE, OPPOSITE

# What a schema cannot say: counting over the whole, and the calendar.
BEYOND_SCHEMAS = {"too_large", "too_deep", "no_such_day"}
REFUSED = {"fact": "outcome", "op": "is", "value": "refused"}
COSTLY = {"fact": "values.amount", "op": "more_than", "value": 500}
WORDS = {"fact": "text.words", "op": "contains_any", "value": ["tribunal"]}
EARLY = {"fact": "submitted_on", "op": "before", "value": "2026-03-31"}


def without(data, key):
    return {name: value for name, value in data.items() if name != key}


def deep(levels):
    data = REFUSED
    for _ in range(levels - 1):
        data = {"not": data}
    return data


def accepts(data):
    return Draft202012Validator(CONDITION_SCHEMA).is_valid(data)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (None, [("not_an_object", "")]),
        ([REFUSED], [("not_an_object", "")]),
        ({}, [("not_a_condition", "")]),
        ({"value": 3}, [("not_a_condition", "")]),
        ({"all": REFUSED}, [("not_a_list", "/all")]),
        ({"all": [REFUSED], "any": []}, [("unknown_key", "/any")]),
        ({"not": REFUSED, "note": "x"}, [("unknown_key", "/note")]),
        ({"not": []}, [("not_an_object", "/not")]),
        ({"any": [REFUSED, {"not": {"all": [{}]}}]}, [("not_a_condition", "/any/1/not/all/0")]),
        (without(REFUSED, "op"), [("missing_key", "")]),
        (without(REFUSED, "value"), [("missing_key", "")]),
        (REFUSED | {"all": []}, [("unknown_key", "/all")]),
        (REFUSED | {"fact": "Outcome"}, [("bad_fact", "/fact")]),
        (REFUSED | {"fact": "outcome\n"}, [("bad_fact", "/fact")]),
        (REFUSED | {"fact": "a.b.c.d.e"}, [("bad_fact", "/fact")]),
        (REFUSED | {"fact": ""}, [("bad_fact", "/fact")]),
        (REFUSED | {"op": "equal"}, [("unknown_value", "/op")]),
        (REFUSED | {"op": None}, [("unknown_value", "/op")]),
        (REFUSED | {"value": 3}, [("not_a_text", "/value")]),
        (REFUSED | {"value": " "}, [("blank_text", "/value")]),
        (REFUSED | {"value": "x" * 201}, [("too_long", "/value")]),
        (REFUSED | {"value": "a\x00"}, [("unprintable", "/value")]),
        (REFUSED | {"op": "is_filled"}, [("value_not_wanted", "/value")]),
        (COSTLY | {"value": 0.5}, [("bad_decimal", "/value")]),
        (COSTLY | {"value": True}, [("bad_decimal", "/value")]),
        (COSTLY | {"value": "1e3"}, [("bad_decimal", "/value")]),
        (WORDS | {"value": "tribunal"}, [("not_a_list", "/value")]),
        (WORDS | {"value": []}, [("too_few", "/value")]),
        (WORDS | {"value": ["a", "a"]}, [("repeated", "/value/1")]),
        (WORDS | {"value": ["a", 1]}, [("not_a_text", "/value/1")]),
        (WORDS | {"value": [str(n) for n in range(201)]}, [("too_many", "/value")]),
        (EARLY | {"value": "31/03/2026"}, [("bad_date", "/value")]),
        (EARLY | {"value": 20260331}, [("bad_date", "/value")]),
        (EARLY | {"value": "2026-02-30"}, [("no_such_day", "/value")]),
        (deep(7), [("too_deep", "/not/not/not/not/not/not")]),
        ({"any": [REFUSED] * 201}, [("too_many", "/any"), ("too_large", "/any/199")]),
        ({"any": [{"all": [REFUSED] * 150}] * 2}, [("too_large", "/any/1/all/47")]),
    ],
)
def test_a_fault_is_refused_at_its_place(data, found):
    """What is not a condition is refused, each fault with its place; the schema agrees."""
    with pytest.raises(DefinitionError) as refusal:
        parse_condition(data)

    assert [(finding.code, finding.place) for finding in refusal.value.findings] == found
    assert accepts(data) == ({code for code, _ in found} <= BEYOND_SCHEMAS)


def test_all_faults_are_told_at_once():
    """Whoever mends a rule reads every fault in one go, in sentences."""
    broken = REFUSED | {"fact": "Outcome", "value": 3}
    with pytest.raises(DefinitionError) as refusal:
        parse_condition({"all": [broken, COSTLY | {"op": "over"}]}, place="/rules/2/when")

    assert [(finding.code, finding.place) for finding in refusal.value.findings] == [
        ("bad_fact", "/rules/2/when/all/0/fact"),
        ("not_a_text", "/rules/2/when/all/0/value"),
        ("unknown_value", "/rules/2/when/all/1/op"),
    ]
    assert all(finding.sentence.endswith((".", "”.")) for finding in refusal.value.findings)


def test_nesting_without_end_is_refused_without_following_it():
    """Data nested a hundred thousand times are refused at the seventh level."""
    data = {"fact": "a", "op": "is_filled"}
    for _ in range(100_000):
        data = {"not": data}

    with pytest.raises(DefinitionError, match="6 levels"):
        parse_condition(data)


def test_a_document_is_read_with_its_conditions():
    """A larger document reads its conditions with its own reader, and tells all faults together."""
    reader = Reader()
    reader.refuse("other", "Another fault.", "/name")

    read_condition(reader, REFUSED | {"op": "?"}, "/when")

    assert [finding.place for finding in reader.findings] == ["/name", "/when/op"]


def test_what_is_written_is_what_is_read():
    """Values become what they are compared with: exact numbers, days, texts."""
    data = {"any": [{"all": [REFUSED, COSTLY | {"value": "500.50"}]}, {"not": EARLY}, WORDS]}

    assert parse_condition(data) == Any(
        (
            All(
                (
                    Test("outcome", Op.IS, "refused"),
                    Test("values.amount", Op.MORE_THAN, Decimal("500.5")),
                )
            ),
            Not(Test("submitted_on", Op.BEFORE, date(2026, 3, 31))),
            Test("text.words", Op.CONTAINS_ANY, ("tribunal",)),
        )
    )


def test_the_whole_form_of_data_is_published():
    """A condition of the greatest size and depth is accepted; operators come in opposite pairs."""
    assert parse_condition(deep(6))
    assert len(parse_condition({"all": [WORDS] * 199}).parts) == 199
    assert set(OPPOSITE) == set(KIND_OF_VALUE) == set(Op)
    assert all(OPPOSITE[OPPOSITE[op]] is op != OPPOSITE[op] for op in Op)
    Draft202012Validator.check_schema(CONDITION_SCHEMA)


@many
@given(sound_conditions)
def test_data_and_back(condition):
    """A condition comes back from its JSON equal, with the same hash; the schema accepts it."""
    data = json.loads(json.dumps(condition_to_data(condition)))

    again = parse_condition(data)

    assert (again, hash(again)) == (condition, hash(condition))
    assert condition_to_data(again) == data
    assert accepts(data)


@many
@given(st.data())
def test_conditions_are_refused_by_both_or_by_none(data):
    """The schema of conditions and the parser refuse the same data."""
    broken = data.draw(damaged(condition_to_data(data.draw(sound_conditions))))
    try:
        parse_condition(broken)
        found = set()
    except DefinitionError as refusal:
        found = {finding.code for finding in refusal.findings} - BEYOND_SCHEMAS

    assert accepts(broken) == (not found)
