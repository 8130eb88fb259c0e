# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A vocabulary, random conditions that speak of it, and random cases of every kind."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any as AnyData

from hypothesis import settings
from hypothesis import strategies as st

from tests.figures import examples
from workflows.fields import Choice
from workflows.rules import All, Any, Condition, Fact, FactType, Not, Op, Test, Vocabulary
from workflows.rules.conditions import KIND_OF_VALUE, ValueKind
from workflows.text import LocalisedText

many = settings(max_examples=examples(3000))


def said(fr: str, en: str) -> LocalisedText:
    return LocalisedText({"fr": fr, "en": en})


OUTCOMES = (
    Choice("done", said("satisfaite", "done")),
    Choice("refused", said("refusée", "refused")),
    Choice("handed_over", said("transmise", "handed over")),
)
PLACES = (
    Choice("road", said("la chaussée", "the road")),
    Choice("pavement", said("le trottoir", "the pavement")),
)
VOCABULARY = Vocabulary(
    [
        Fact("outcome", FactType.CHOICE, said("la suite donnée", "the outcome"), OUTCOMES),
        Fact("values.places", FactType.CHOICES, said("Où ?", "Where?"), PLACES, asked=True),
        Fact("recipient", FactType.TEXT, said("le destinataire", "the recipient")),
        Fact("text.words", FactType.WORDS, said("le texte", "the text")),
        Fact(
            "author.sent_answers",
            FactType.WHOLE,
            said("le nombre de réponses de l’auteur", "the number of answers of the author"),
        ),
        Fact(
            "values.amount",
            FactType.DECIMAL,
            said("le montant", "the amount"),
            unit=LocalisedText("€"),
        ),
        Fact(
            "text.unchanged_share",
            FactType.PERCENTAGE,
            said("la part de texte type", "the share of library text"),
        ),
        Fact("values.danger", FactType.BOOLEAN, said("Danger ?", "Danger?"), asked=True),
        Fact("submitted_on", FactType.DATE, said("le dépôt", "the filing")),
    ]
)

NAMES = [fact.name for fact in VOCABULARY]
DAYS = [date(2026, 3, day) for day in range(1, 6)]
PHRASES = ["mise en demeure", "été", "Œuvre", "tribunal", "l’appel", "a"]
words = st.sampled_from([*PHRASES, "ete", "OEUVRE", "mise", "en", "demeure", "—", "appel"])
texts = st.lists(words, max_size=6).map(" ".join)
small_numbers = st.integers(-1, 8).map(lambda halves: Decimal(halves) / 2)


def _few(values: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True).map(tuple)


@st.composite
def sound_test_of(draw: st.DrawFn, fact: Fact) -> Test:
    """A test of ``fact`` without any fault."""
    op = draw(st.sampled_from(fact.operators))
    kind = KIND_OF_VALUE[op]
    codes = [option.code for option in fact.options] or PHRASES
    values: Mapping[ValueKind, st.SearchStrategy[AnyData]] = {
        ValueKind.NOTHING: st.none(),
        ValueKind.STRING: st.sampled_from(codes),
        ValueKind.STRINGS: _few(codes),
        ValueKind.NUMBER: numbers_of(fact),
        ValueKind.DAY: st.sampled_from(DAYS),
    }
    return Test(fact.name, op, draw(values[kind]))


def numbers_of(fact: Fact) -> st.SearchStrategy[Decimal]:
    if fact.type is FactType.WHOLE:
        return st.integers(-1, 4).map(Decimal)
    if fact.type is FactType.PERCENTAGE:
        return st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(50), Decimal(100)])
    return small_numbers


sound_tests = st.sampled_from(list(VOCABULARY)).flatmap(sound_test_of)


def trees(leaves: st.SearchStrategy[Test], most: int = 12) -> st.SearchStrategy[Condition]:
    """Conditions made of ``leaves``, empty ones among them."""

    def grown(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        several = st.lists(parts, max_size=4).map(tuple)
        return st.one_of(several.map(All), several.map(Any), parts.map(Not))

    return st.recursive(leaves, grown, max_leaves=most)


def depth(condition: Condition) -> int:
    if isinstance(condition, Test):
        return 1
    parts = (condition.part,) if isinstance(condition, Not) else condition.parts
    return 1 + max(map(depth, parts), default=0)


sound_conditions = trees(sound_tests).filter(lambda condition: depth(condition) <= 6)

# Tests as Python, not data, might make them: any name, any operator, any value.
wild_tests = st.builds(
    Test,
    st.sampled_from([*NAMES, "gone", ""]),
    st.sampled_from(Op),
    st.sampled_from(
        [None, "refused", "", "—", (), ("road", "x"), Decimal("0.5"), Decimal("NaN"), DAYS[0], 3]
    ),
)
wild_conditions = trees(wild_tests)

typed: Mapping[FactType, st.SearchStrategy[object]] = {
    FactType.CHOICE: st.sampled_from([choice.code for choice in OUTCOMES]),
    FactType.CHOICES: st.sets(st.sampled_from([choice.code for choice in PLACES])),
    FactType.TEXT: texts,
    FactType.WORDS: st.one_of(texts, st.lists(words)),
    FactType.WHOLE: st.integers(-2, 5),
    FactType.DECIMAL: st.one_of(small_numbers, st.integers(-1, 4), st.sampled_from([0.5, 1.5])),
    FactType.PERCENTAGE: st.sampled_from([0, Decimal("0.5"), 49.5, 50, 100]),
    FactType.BOOLEAN: st.booleans(),
    FactType.DATE: st.sampled_from([date(2026, 2, 28), *DAYS]),
}
cases = st.fixed_dictionaries(
    {}, optional={fact.name: st.none() | typed[fact.type] for fact in VOCABULARY}
)

# What a careless caller might pass.
ANYTHING: list[object] = [
    *(None, "", " ", "refused", "REFUSED", b"refused", 0, 1, -1.5, True, False, 10**400),
    *(math.nan, math.inf, Decimal("sNaN"), Decimal("Infinity"), 1j, object(), Test, [], {}, ()),
    *([1], ["road", None], {"road": 1}, {"road"}, DAYS[0], datetime(2026, 3, 1), range(3)),
]
wild_cases = st.fixed_dictionaries({}, optional={name: st.sampled_from(ANYTHING) for name in NAMES})
