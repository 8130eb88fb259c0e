# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from time import perf_counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.workflows.conditions import (
    VOCABULARY,
    cases,
    many,
    sound_conditions,
    sound_tests,
    wild_cases,
    wild_conditions,
)
from workflows.rules import (
    All,
    Any,
    Not,
    Op,
    Test,
    each_test,
    facts_of,
    folding,
    holds,
    parse_condition,
    reasons,
)
from workflows.rules.conditions import OPPOSITE
from workflows.rules.folding import fold, words_of

REFUSED = Test("outcome", Op.IS, "refused")
COSTLY = Test("values.amount", Op.MORE_THAN, Decimal(500))
URGENT = Test("values.danger", Op.IS_TRUE)
NOVICE = Test("author.sent_answers", Op.LESS_THAN, Decimal(10))


@pytest.mark.parametrize("op", [op for op in Op if op is not Op.IS_EMPTY])
@pytest.mark.parametrize("facts", [{}, {"x": None}, {"x": ""}, {"x": " \n"}, {"x": []}])
def test_what_is_not_known_makes_a_test_false(op, facts):
    """Of a fact that is not known every test is false, but whether it is empty."""
    value = {Op.IS: "a", Op.ONE_OF: ("a",), Op.EQUALS: Decimal(0)}
    assert not holds(Test("x", op, value.get(op)), facts)
    assert holds(Test("x", Op.IS_EMPTY), facts)


def test_not_is_plain_negation():
    """Not(is) holds of an outcome that is not known; is_not asks for one that is."""
    other = Test("outcome", Op.IS_NOT, "refused")

    assert not holds(other, {})
    assert holds(Not(REFUSED), {})
    assert holds(other, {"outcome": "done"})
    assert holds(Not(REFUSED), {"outcome": "done"})


@pytest.mark.parametrize(
    ("op", "value", "fact", "expected"),
    [
        (Op.IS, "refused", "refused", True),
        (Op.IS, "Châlons", " CHALONS ", True),
        (Op.IS, "refused", "done", False),
        (Op.IS_NOT, "refused", "done", True),
        (Op.IS_NOT, "refused", 3, False),
        (Op.ONE_OF, ("done", "refused"), "refused", True),
        (Op.NONE_OF, ("done", "refused"), "refused", False),
        (Op.NONE_OF, ("done",), "refused", True),
        (Op.CONTAINS_ANY, ("mise en demeure",), "Une MISE  en\ndemeure.", True),
        (Op.CONTAINS_ANY, ("mise en demeure",), "mise à demeure", False),
        (Op.CONTAINS_ANY, ("appel",), "l’appel", True),
        (Op.CONTAINS_ANY, ("appel",), "rappel, appels", False),
        (Op.CONTAINS_ANY, ("œuvre",), "OEUVRES ET OEUVRE", True),
        (Op.CONTAINS_ANY, ("e\u0301te\u0301",), "L'été", True),
        (Op.CONTAINS_ANY, ("tribunal",), "tri\u00adbu\u200bnal", True),
        (Op.CONTAINS_ANY, ("…",), "… …", False),
        (Op.CONTAINS_ANY, ("road",), {"road", "pavement"}, True),
        (Op.CONTAINS_ANY, ("road",), ["road_side", "road-side"], False),
        (Op.CONTAINS_NONE, ("road",), ("pavement",), True),
        (Op.CONTAINS_NONE, ("tribunal",), "Bonjour", True),
        (Op.CONTAINS_NONE, ("road",), [1], False),
        (Op.EQUALS, Decimal("0.1"), 0.1, True),
        (Op.DIFFERS, Decimal(3), 3, False),
        (Op.DIFFERS, Decimal(3), "4", False),
        (Op.AT_LEAST, Decimal(3), 3, True),
        (Op.MORE_THAN, Decimal(3), 3, False),
        (Op.MORE_THAN, Decimal(3), True, False),
        (Op.AT_MOST, Decimal(3), Decimal("3.0"), True),
        (Op.LESS_THAN, Decimal(3), Decimal("2.999999"), True),
        (Op.LESS_THAN, Decimal(3), float("nan"), False),
        (Op.BEFORE, date(2026, 3, 1), date(2026, 2, 28), True),
        (Op.BEFORE, date(2026, 3, 1), date(2026, 3, 1), False),
        (Op.ON_OR_AFTER, date(2026, 3, 1), date(2026, 3, 1), True),
        (Op.ON_OR_AFTER, date(2026, 3, 1), datetime(2026, 3, 2), False),
        (Op.ON_OR_AFTER, date(2026, 3, 1), "2026-03-02", False),
        (Op.IS_TRUE, None, True, True),
        (Op.IS_TRUE, None, 1, False),
        (Op.IS_FALSE, None, False, True),
        (Op.IS_FILLED, None, 0, True),
        (Op.IS_FILLED, None, False, True),
    ],
)  # fmt: skip
def test_each_operator_compares_its_own_type(op, value, fact, expected):
    """An operator answers for values of its type, and is false of any other."""
    assert holds(Test("x", op, value), {"x": fact}) is expected


def test_all_of_nothing_always_holds_and_any_of_nothing_never():
    """An empty "all" is a rule for every case, an empty "any" is a rule for none."""
    assert holds(All(()), {})
    assert not holds(Any(()), {})


def test_the_reason_is_the_shortest_branch_that_holds():
    """Of several ways to hold, the one with the fewest tests is given; nothing when none holds."""
    condition = Any((All((COSTLY, NOVICE)), REFUSED, URGENT))
    facts = {"values.amount": 900, "author.sent_answers": 2, "outcome": "refused"}

    assert reasons(condition, facts) == REFUSED
    assert reasons(condition, facts | {"outcome": "done"}) == All((COSTLY, NOVICE))
    assert reasons(condition, {}) is None


def test_the_reason_of_a_negation_is_what_failed():
    """Not all of these: one that failed is enough; none of these: all that failed are named."""
    assert reasons(Not(All((REFUSED, COSTLY))), {"outcome": "refused"}) == Not(COSTLY)
    assert reasons(Not(Any((REFUSED, COSTLY))), {}) == Not(Any((REFUSED, COSTLY)))
    assert reasons(Not(Not(REFUSED)), {"outcome": "refused"}) == REFUSED


def test_only_what_is_asked_need_be_known():
    """Whoever gathers facts is told which ones a condition asks for."""
    assert facts_of(All((Any((REFUSED, Not(COSTLY))), REFUSED))) == {"outcome", "values.amount"}


def test_a_long_text_is_searched_at_once():
    """A text of two million letters is folded once, not once for each of two hundred phrases."""
    condition = Test("text.words", Op.CONTAINS_ANY, tuple(f"phrase numéro {n}" for n in range(200)))
    before = perf_counter()

    assert not holds(condition, {"text.words": "Réponse à l’été " * 125_000})
    assert perf_counter() - before < 20


@many
@given(sound_conditions, cases)
def test_reasons_are_made_of_the_condition_and_hold(condition, facts):
    """A reason is there exactly when the condition holds; it holds, and says nothing new."""
    because = reasons(condition, facts)

    assert (because is not None) == holds(condition, facts)
    if because is not None:
        assert holds(because, facts)
        assert set(each_test(because)) <= set(each_test(condition))
        assert len(list(each_test(because))) <= len(list(each_test(condition)))
        assert reasons(because, facts) == because


@many
@given(sound_conditions, cases, st.lists(cases, min_size=1, max_size=5))
def test_reasons_are_enough(condition, facts, others):
    """Wherever the reason holds, the condition that it was a reason for holds too."""
    because = reasons(condition, facts)
    if because is not None:
        for other in (*others, *({**facts, **other} for other in others)):
            assert not holds(because, other) or holds(condition, other)


@many
@given(st.lists(wild_conditions, max_size=4).map(tuple), cases | wild_cases)
def test_de_morgan(parts, facts):
    """Not all is any not, not any is all not: of whatever facts, known or not."""
    negated = tuple(Not(part) for part in parts)

    assert holds(Not(All(parts)), facts) == holds(Any(negated), facts)
    assert holds(Not(Any(parts)), facts) == holds(All(negated), facts)
    assert holds(Not(Not(All(parts))), facts) == holds(All(parts), facts)


@many
@given(sound_tests, cases)
def test_an_operator_and_its_opposite(test, facts):
    """Of a fact that is known exactly one of two opposites holds; of another, neither."""
    opposite = Test(test.fact, OPPOSITE[test.op], test.value)
    known = holds(Test(test.fact, Op.IS_FILLED), facts)
    asks_for_presence = test.op in (Op.IS_FILLED, Op.IS_EMPTY)

    assert holds(test, facts) + holds(opposite, facts) == (known or asks_for_presence)


@many
@given(wild_conditions, cases | wild_cases)
def test_nothing_raises(condition, facts):
    """Whatever the condition and the facts, an answer is given, and a reason goes with yes."""
    assert holds(condition, facts) == (reasons(condition, facts) is not None)


@many
@example("ı")
@given(st.text())
def test_folding_is_done_once(text):
    """What was folded does not change any more; words have neither spaces nor accents."""
    assert fold(fold(text)) == fold(text)
    assert words_of(fold(text).upper()) == words_of(text)


def test_the_vocabulary_of_these_tests_has_every_type():
    """No type of fact is left out of the random tests."""
    from workflows.rules import FactType

    assert {fact.type for fact in VOCABULARY} == set(FactType)


def test_a_long_text_is_taken_apart_once(monkeypatch):
    """However many tests ask about it: a page waits for them."""
    taken: list[str] = []
    monkeypatch.setattr(folding, "words_of", lambda text: taken.append(text) or words_of(text))
    asked = {"fact": "values.what", "op": "contains_any", "value": ["lantern"]}
    story = "a lamp that nobody mends " * 400

    assert not holds(parse_condition({"any": [asked] * 50}), {"values.what": story})
    assert taken.count(story) == 1
