# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.conditions import ANYTHING, many
from tests.workflows.strategies import field_lists, patient
from workflows.fields import Choice, Field, FieldKind, ValueRefused, clean_value
from workflows.rules import (
    FactType,
    Op,
    Test,
    Vocabulary,
    check_facts,
    form_facts,
    form_values,
    holds,
)
from workflows.text import LocalisedText

LABEL = LocalisedText("Question")


def test_what_was_typed_becomes_facts():
    """A stored amount, day or address is compared as such, under the name of its question."""
    fields = [
        Field("amount", FieldKind.NUMBER, LABEL),
        Field("day", FieldKind.DATE, LABEL),
        Field("place", FieldKind.ADDRESS, LABEL),
        Field("photo", FieldKind.FILE, LABEL),
        Field("colour", FieldKind.CHOICE, LABEL, choices=(Choice("red", LABEL),)),
    ]
    stored = {
        "amount": "500.5",
        "day": "2026-03-01",
        "place": {"text": "Place Foch", "position": None},
        "photo": [{"name": "x.jpg", "attachment": 1}],
    }

    facts = form_values(fields, stored)

    assert [fact.name for fact in form_facts(fields)] == list(facts)
    assert "values.photo" not in facts
    assert holds(Test("values.amount", Op.EQUALS, Decimal("500.5")), facts)
    assert holds(Test("values.place", Op.CONTAINS_ANY, ("foch",)), facts)
    assert holds(Test("values.day", Op.ON_OR_AFTER, facts["values.day"]), facts)
    assert holds(Test("values.colour", Op.IS_EMPTY), facts)


@pytest.mark.parametrize("kind", [FieldKind.NUMBER, FieldKind.DATE, FieldKind.ADDRESS])
@pytest.mark.parametrize("value", [*ANYTHING, "NaN", "2026-02-30", {"text": None}])
def test_a_value_that_does_not_fit_is_not_known(kind, value):
    """What an import left behind makes a fact that is not known, never an error."""
    field = Field("x", kind, LABEL)

    assert check_facts(form_values([field], {"x": value}), Vocabulary(form_facts([field]))) == []


@patient
@given(field_lists)
def test_each_question_is_a_fact_of_some_type(fields):
    """Any form makes a vocabulary; questions are quoted, files left out."""
    facts = form_facts(fields)

    assert len(Vocabulary(facts)) == sum(field.kind is not FieldKind.FILE for field in fields)
    assert all(fact.asked and isinstance(fact.type, FactType) for fact in facts)


@many
@given(st.data())
def test_clean_values_are_facts_of_their_types(data):
    """Whatever a form stores is a fact of the declared type."""
    (field,) = data.draw(field_lists.map(lambda fields: fields[:1]))
    codes = [choice.code for choice in field.choices]
    raw = data.draw(
        st.sampled_from(codes)
        if codes and data.draw(st.booleans())
        else st.sampled_from(["", "a@b.fr", "0326000000", "12,5", "2026-03-01", "true", True, "x"])
    )
    try:
        value = clean_value(field, raw)
    except ValueRefused:
        return
    facts = form_values([field], {field.code: value})

    assert check_facts(facts, Vocabulary(form_facts([field]))) == []
    assert not facts or holds(Test(f"values.{field.code}", Op.IS_FILLED), facts) == (
        value is not None
    )
