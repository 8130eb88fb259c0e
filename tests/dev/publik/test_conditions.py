# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import pytest

from grc.dev.publik.conditions import Names, take_apart

NAMES = Names(
    backoffice=frozenset({"total"}), forms=frozenset({"motive"}), calls=frozenset({"lookup"})
)


@pytest.mark.parametrize(
    "expression",
    ["a ==", "== 1", '"open', "a b", "|length", "(a)", "a == 1 == 2", "x" * 6_000, "a;"],
)
def test_what_cannot_be_read_is_said_to_be_so(expression: str) -> None:
    """Nothing is guessed about an expression that is not well formed."""
    assert take_apart("django", expression, NAMES).tests == ["unreadable"]


def test_python_is_not_taken_apart() -> None:
    """A Python expression is one refused thing, whatever is in it."""
    assert take_apart("python", "form_var_a == 1 and True", NAMES).tests == ["Python expression"]
    assert take_apart("cobol", "A", NAMES).tests == ["other language"]


@pytest.mark.parametrize(
    ("expression", "test"),
    [
        ("form_var_kind", "form field: is filled or true"),
        ('form_var_kind == "b"', "form field: equals a text"),
        ("form_var_kind == True", "form field: is true or false"),
        ("form_var_kind is None", "form field: is filled or true"),
        ("form_var_size >= 3", "form field: compares numbers"),
        ("form_var_size == 3", "form field: equals a number"),
        ('"a" in form_var_kind', "form field: contains a text"),
        ('"a" not in form_var_kind', "form field: contains a text"),
        ('form_var_kind in "a|b"|split:"|"', "form field: one of a list"),
        ("form_var_kind == form_option_kind", "form field: against another variable"),
        ("form_var_kind in form_option_kinds", "form field: one value among others"),
        ("form_var_rows|length > 2", "form field: counts"),
        ("form_var_day|date < today|date", "form field: compares dates"),
        ("form_receipt_date == today", "date of the request: compares dates"),
        (
            "form_receipt_date|age_in_working_days > 3",
            "date of the request: compares working days",
        ),
        ("form_var_total|add:0 > 0", "back-office field: compares numbers"),
        ("form_var_totally", "form field: is filled or true"),
        ("form_option_days", "workflow option: is filled or true"),
        ("motive_var_text", "action's form: is filled or true"),
        ("form_workflow_form_other_var_text", "action's form: is filled or true"),
        ("lookup_response_err == 0", "web service's answer: equals a number"),
        ("form_workflow_data_lookup_response_err", "web service's answer: is filled or true"),
        ("form_workflow_data_paid_id", "workflow data: is filled or true"),
        ('form_previous_status == "New"', "step before: equals a text"),
        ('form_status == "New"', "current step: equals a text"),
        ("form_user", "person or role: is filled or true"),
        ('cards|objects:"x"|count > 0', "other records: counts"),
        ('"x" in form_slug', "which service: contains a text"),
        ("our_setting", "site variable: is filled or true"),
        ("True", "always, or never"),
        ("1 == 1", "nothing: equals a number"),
    ],
)
def test_a_test_is_named_by_what_it_looks_at_and_how(expression: str, test: str) -> None:
    """The name says which sort of fact and which sort of comparison, never the words."""
    assert take_apart("django", expression, NAMES).tests == [test]


def test_connectives_and_filters_are_counted_apart() -> None:
    """Each test of a condition counts, and so does what joins and computes."""
    found = take_apart(
        "django", "form_var_a and not form_var_b|lower or form_var_c|add:1 > 2", NAMES
    )
    assert len(found.tests) == 3
    assert found.connectives == ["and", "not", "or"]
    assert found.filters == ["lower", "add"]
