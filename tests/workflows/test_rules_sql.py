# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A condition in SQL finds exactly the rows of which it holds, what is not known included."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.figures import examples
from tests.workflows.conditions import DAYS, PHRASES, depth, sound_test_of, texts, trees
from workflows.fields import Choice, Field, FieldKind
from workflows.rules import Condition, Fact, FactType, Op, Test, form_facts, form_values, holds
from workflows.rules.folding import fold
from workflows.rules.sql import Column, form_columns, to_sql
from workflows.text import LocalisedText

ROADS = (Choice("road", LocalisedText("road")), Choice("ete", LocalisedText("été")))
FIELDS = [
    Field(kind.value, kind, LocalisedText(kind.value), choices=ROADS if "choice" in kind else ())
    for kind in FieldKind
]
FACTS = form_facts(FIELDS)
COLUMNS = form_columns(FIELDS, "stored")

conditions = trees(st.sampled_from(FACTS).flatmap(sound_test_of), 6).filter(
    lambda condition: depth(condition) <= 6
)
# What a form stores, and what an import may have left.
TYPED: dict[FieldKind, st.SearchStrategy[Any]] = {
    FieldKind.NUMBER: st.integers(-1, 8).map(lambda halves: str(Decimal(halves) / 2)),
    FieldKind.DATE: st.sampled_from([day.isoformat() for day in DAYS]),
    FieldKind.BOOLEAN: st.booleans(),
    FieldKind.CHOICE: st.sampled_from(["road", "ete"]),
    FieldKind.CHOICES: st.lists(st.sampled_from(["road", "ete"]), unique=True),
    FieldKind.ADDRESS: st.fixed_dictionaries({"text": texts, "position": st.none()}),
}
ODD = [
    *(
        None,
        "",
        " ",
        "\u00a0\t",
        "ÉTÉ",
        "Œuvre",
        "ßtraße",
        "ΣΑΣ",
        "mise\u202fen  demeure",
        "e\u0301té",
    ),
    *("1e2", "NaN", "2026-02-30", "0000-01-01", "12,5", " 1 ", "-.5", "+3.", "Ⅳ", "l’appel_a"),
    *(
        0,
        1,
        2.5,
        True,
        [],
        {},
        [1],
        ["road", 3],
        ["été"],
        {"text": "été"},
        {"text": 3},
        {"text": []},
    ),
]
stored = st.fixed_dictionaries(
    {}, optional={f.code: TYPED.get(f.kind, texts) | st.sampled_from(ODD) for f in FIELDS}
)
patient = settings(
    max_examples=examples(3000),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def found(condition: Condition, columns: dict[str, Column], table: str, values: Any) -> list[Any]:
    """Return what the condition says of each row of a table of values."""
    sql, params = to_sql(condition, columns)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql} FROM {table}", [*params, *values])
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.django_db
@patient
@given(conditions, st.lists(stored, min_size=1, max_size=8))
def test_it_finds_what_holds(condition: Condition, rows: list[dict[str, Any]]) -> None:
    """Of whatever a form has stored, SQL and Python say the same, and never NULL."""
    table = "unnest(%s::jsonb[]) AS row(stored)"
    said = found(condition, COLUMNS, table, [[json.dumps(row) for row in rows]])

    assert said == [holds(condition, form_values(FIELDS, row)) for row in rows]


@pytest.mark.django_db
@pytest.mark.parametrize("op", list(Op))
@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.type.value)
def test_what_is_not_known_is_nothing(fact: Fact, op: Op) -> None:
    """A value that is absent makes every test false but one: that there is none."""
    values = {Op.IS: "road", Op.BEFORE: date(2026, 3, 1), Op.AT_LEAST: Decimal(1)}
    condition = Test(fact.name, op, values.get(op, ("road",)))
    (said,) = found(condition, COLUMNS, "unnest(%s::jsonb[]) AS row(stored)", [["{}"]])
    assert said is (op is Op.IS_EMPTY)


@pytest.mark.django_db
@patient
@given(
    st.text(max_size=8) | st.sampled_from([*PHRASES, *filter(lambda o: isinstance(o, str), ODD)])
)
@example("Ŀ’ÉTÉ ﬁn ŒÆØŁĐİı")
def test_texts_are_folded_alike(text: str) -> None:
    """Case, accents, ligatures and spaces are as indifferent to PostgreSQL as to Python."""
    if any(ord(sign) > 0x17F for sign in text) or "\x00" in text:
        return
    columns = {"text": Column("word", FactType.TEXT)}
    (said,) = found(
        Test("text", Op.IS, fold(text)), columns, "unnest(%s::text[]) AS row(word)", [[text]]
    )
    assert said is bool(text.strip())


@pytest.mark.django_db
def test_plain_columns_are_asked_as_they_are() -> None:
    """Numbers, days, truths and texts of a table need no conversion; NULL is not known."""
    columns = {
        "n": Column("n", FactType.WHOLE),
        "d": Column("d", FactType.DATE),
        "b": Column("b", FactType.BOOLEAN),
        "t": Column("t", FactType.WORDS),
    }
    table = "(VALUES (%s::int, %s::date, %s::bool, %s::text)) AS row(n, d, b, t)"
    full, empty = [3, date(2026, 3, 1), True, "Le tribunal"], [None] * 4
    cases: list[tuple[Test, bool]] = [
        (Test("n", Op.AT_LEAST, Decimal(3)), True),
        (Test("n", Op.LESS_THAN, Decimal(3)), False),
        (Test("d", Op.BEFORE, date(2026, 3, 2)), True),
        (Test("b", Op.IS_FALSE), False),
        (Test("t", Op.CONTAINS_ANY, ("TRIBUNAL",)), True),
        (Test("t", Op.CONTAINS_NONE, ("appel",)), True),
        (Test("gone", Op.IS, "x"), False),
    ]
    for condition, expected in cases:
        assert found(condition, columns, table, full) == [expected], condition
        assert found(condition, columns, table, empty) == [False], condition
    assert found(Test("gone", Op.IS_EMPTY), columns, table, full) == [True]
