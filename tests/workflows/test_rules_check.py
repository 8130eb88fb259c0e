# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.workflows.conditions import (
    VOCABULARY,
    cases,
    many,
    sound_conditions,
    sound_test_of,
    trees,
    wild_conditions,
)
from workflows.fields import Choice
from workflows.rules import (
    OPERATORS,
    All,
    Any,
    Fact,
    FactType,
    Not,
    Op,
    Test,
    Vocabulary,
    check,
    check_facts,
    condition_to_data,
    holds,
    parse_condition,
)
from workflows.text import LocalisedText

LABEL = LocalisedText("the fact")


ABOVE_5 = Test("values.amount", Op.MORE_THAN, Decimal(5))
BELOW_3 = Test("values.amount", Op.LESS_THAN, Decimal(3))
REFUSED = Test("outcome", Op.IS, "refused")
DONE = Test("outcome", Op.IS, "done")


def at(day):
    return date(2026, 3, day)


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (Test("gone", Op.IS, "x"), [("unknown_fact", "/fact")]),
        (Test("outcome", Op.MORE_THAN, Decimal(1)), [("unknown_operator", "/op")]),
        (Test("values.places", Op.IS, "road"), [("unknown_operator", "/op")]),
        (Test("text.words", Op.IS, "x"), [("unknown_operator", "/op")]),
        (Test("values.amount", Op.IS, "5"), [("unknown_operator", "/op")]),
        (Test("submitted_on", Op.AT_LEAST, Decimal(5)), [("unknown_operator", "/op")]),
        (Test("outcome", Op.IS, Decimal(1)), [("wrong_value", "/value")]),
        (Test("outcome", Op.IS), [("wrong_value", "/value")]),
        (Test("outcome", Op.IS_FILLED, "x"), [("wrong_value", "/value")]),
        (Test("values.amount", Op.EQUALS, 5), [("wrong_value", "/value")]),
        (Test("values.amount", Op.EQUALS, Decimal("NaN")), [("wrong_value", "/value")]),
        (Test("submitted_on", Op.BEFORE, datetime(2026, 3, 1)), [("wrong_value", "/value")]),
        (Test("outcome", Op.ONE_OF, ()), [("too_few", "/value")]),
        (Test("outcome", Op.IS, "lost"), [("unknown_option", "/value")]),
        (Test("outcome", Op.ONE_OF, ("done", "lost")), [("unknown_option", "/value/1")]),
        (Test("values.places", Op.CONTAINS_ANY, ("sea",)), [("unknown_option", "/value/0")]),
        (Test("text.words", Op.CONTAINS_ANY, ("a", "…")), [("no_word", "/value/1")]),
        (Test("author.sent_answers", Op.AT_LEAST, Decimal("2.5")), [("not_whole", "/value")]),
        (Test("text.unchanged_share", Op.LESS_THAN, Decimal(101)),
         [("not_a_percentage", "/value")]),
        (Any(()), [("too_few", "/any")]),
        (Not(All((Any(()), Test("gone", Op.IS_EMPTY)))),
         [("too_few", "/not/all/0/any"), ("unknown_fact", "/not/all/1/fact")]),
    ],
)  # fmt: skip
def test_what_is_badly_asked_is_found_at_its_place(condition, found):
    """A condition that speaks of the wrong thing is explained, each fault at its place."""
    findings = check(condition, VOCABULARY)

    assert [(finding.code, finding.place) for finding in findings] == found
    assert all(finding.sentence.endswith(".") for finding in findings)


@pytest.mark.parametrize(
    ("condition", "place"),
    [
        (All((ABOVE_5, BELOW_3)), ""),
        (All((ABOVE_5, All((REFUSED, BELOW_3)))), ""),
        (All((REFUSED, Any((ABOVE_5,)), Not(Any((DONE, Not(BELOW_3)))))), ""),
        (Any((REFUSED, All((ABOVE_5, BELOW_3)))), "/any/1"),
        (All((ABOVE_5, Any((REFUSED, BELOW_3)))), "/all/1/any/1"),
        (Not(All((ABOVE_5, BELOW_3))), "/not"),
        (Not(Any((REFUSED, All((ABOVE_5, BELOW_3))))), "/not/any/1"),
        (All((ABOVE_5, Test("values.amount", Op.EQUALS, Decimal(5)))), ""),
        (All((ABOVE_5, Test("values.amount", Op.AT_MOST, Decimal(5)))), ""),
        (All((Test("values.amount", Op.EQUALS, Decimal(5)),
              Test("values.amount", Op.DIFFERS, Decimal("5.0")))), ""),
        (All((Test("author.sent_answers", Op.MORE_THAN, Decimal(2)),
              Test("author.sent_answers", Op.LESS_THAN, Decimal(3)))), ""),
        (Test("text.unchanged_share", Op.MORE_THAN, Decimal(100)), ""),
        (All((REFUSED, DONE)), ""),
        (All((REFUSED, Not(REFUSED))), ""),
        (All((REFUSED, Test("outcome", Op.IS_NOT, "refused"))), ""),
        (Test("outcome", Op.NONE_OF, ("done", "refused", "handed_over")), ""),
        (All((REFUSED, Test("outcome", Op.IS_EMPTY))), ""),
        (All((REFUSED, Not(Test("outcome", Op.IS_FILLED)))), ""),
        (All((Test("recipient", Op.IS, "Été"), Test("recipient", Op.NONE_OF, ("ete", "a")))), ""),
        (All((Test("values.places", Op.CONTAINS_ANY, ("road",)),
              Test("values.places", Op.CONTAINS_NONE, ("road", "pavement")))), ""),
        (All((Test("text.words", Op.CONTAINS_ANY, ("été",)),
              Not(Test("text.words", Op.CONTAINS_ANY, ("Ete",))))), ""),
        (All((Test("values.danger", Op.IS_TRUE), Test("values.danger", Op.IS_FALSE))), ""),
        (All((Test("submitted_on", Op.BEFORE, at(2)), Test("submitted_on", Op.ON_OR_AFTER, at(2)))),
         ""),
        (Test("submitted_on", Op.BEFORE, date.min), ""),
    ],
)  # fmt: skip
def test_what_can_never_hold_is_found(condition, place):
    """Parts that exclude each other are found where they stand, once."""
    findings = check(condition, VOCABULARY)

    assert [(finding.code, finding.place) for finding in findings] == [("never_holds", place)]


@pytest.mark.parametrize(
    "condition",
    [
        All(()),
        Any((ABOVE_5, BELOW_3)),
        All((Not(ABOVE_5), Not(Test("values.amount", Op.AT_MOST, Decimal(5))))),
        All((Not(REFUSED), Test("outcome", Op.IS_EMPTY))),
        All((ABOVE_5, Test("values.amount", Op.LESS_THAN, Decimal("5.1")))),
        All((Test("values.places", Op.CONTAINS_ANY, ("road",)),
             Test("values.places", Op.CONTAINS_ANY, ("pavement",)))),
        All((Test("submitted_on", Op.BEFORE, at(3)), Test("submitted_on", Op.ON_OR_AFTER, at(2)))),
    ],
)  # fmt: skip
def test_what_may_hold_is_left_alone(condition):
    """An amount that is not known is neither above nor below: nothing to say."""
    assert check(condition, VOCABULARY) == []


def test_a_place_inside_a_document():
    """Places begin where the condition stands in the document."""
    findings = check(All((Test("gone", Op.IS_FILLED),)), VOCABULARY, "/rules/0/when")

    assert [finding.place for finding in findings] == ["/rules/0/when/all/0/fact"]


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("gone", 1, "unknown_fact"),
        ("outcome", "lost", "wrong_type"),
        ("values.places", "road", "wrong_type"),
        ("values.places", ["sea"], "wrong_type"),
        ("recipient", ["a"], "wrong_type"),
        ("text.words", [1], "wrong_type"),
        ("author.sent_answers", 1.5, "wrong_type"),
        ("author.sent_answers", True, "wrong_type"),
        ("values.amount", "5", "wrong_type"),
        ("text.unchanged_share", 101, "wrong_type"),
        ("values.danger", 1, "wrong_type"),
        ("submitted_on", datetime(2026, 3, 1), "wrong_type"),
    ],
)
def test_facts_of_another_type_are_found(name, value, code):
    """Whoever computes facts can prove that each is of its declared type."""
    assert [(f.code, f.place) for f in check_facts({name: value}, VOCABULARY)] == [
        (code, f"/{name}")
    ]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("Outcome", FactType.TEXT, LABEL), "name"),
        (("a..b", FactType.TEXT, LABEL), "name"),
        (("a", FactType.CHOICE, LABEL), "options"),
        (("a", FactType.TEXT, LABEL, (Choice("b", LABEL),)), "options"),
        (("a", FactType.CHOICE, LABEL, (Choice("e", LABEL), Choice("É", LABEL))), "the same"),
    ],
)
def test_a_fact_that_contradicts_itself_is_refused(arguments, why):
    """A fact without a proper name, or with options that no one could choose, is an error."""
    with pytest.raises(ValueError, match=why):
        Fact(*arguments)


def test_vocabularies_are_put_together():
    """The facts of the house and those of a form make one vocabulary; no name means two things."""
    one, other = (Vocabulary([Fact(name, FactType.TEXT, LABEL)]) for name in "ab")

    assert [fact.name for fact in one | other] == ["a", "b"]
    assert len(one | other) == 2
    assert "b" in one | other
    with pytest.raises(ValueError, match="a"):
        one | one


def test_every_type_knows_its_operators():
    """Each type of fact has operators, and each operator serves some type."""
    assert set(OPERATORS) == set(FactType)
    assert {op for operators in OPERATORS.values() for op in operators} == set(Op)


@many
@given(wild_conditions)
def test_checking_accepts_anything(condition):
    """Whatever the condition, findings are sentences with places inside its data."""
    for finding in check(condition, VOCABULARY):
        assert "%(" not in finding.sentence
        node = condition_to_data(condition) if finding.place else None
        for key in finding.place.split("/")[1:-1]:
            node = node[int(key)] if isinstance(node, list) else node[key]


@many
@given(sound_conditions, cases)
def test_what_is_well_asked_of_typed_facts_is_answered(condition, facts):
    """Facts are of their declared types and tests without fault: checks agree with that."""
    assert check_facts(facts, VOCABULARY) == []
    assert {finding.code for finding in check(condition, VOCABULARY)} <= {"never_holds", "too_few"}
    assert holds(parse_condition(condition_to_data(condition)), facts) == holds(condition, facts)


@many
@given(sound_conditions, st.lists(cases, min_size=1, max_size=8))
def test_what_is_said_never_to_hold_never_does(condition, cases):
    """A finding about the whole is right in every case."""
    if any(f.code == "never_holds" and not f.place for f in check(condition, VOCABULARY)):
        assert not any(holds(condition, facts) for facts in cases)


@pytest.mark.parametrize("name", ["values.amount", "author.sent_answers", "outcome"])
@many
@given(st.data())
def test_no_contradiction_about_one_fact_is_missed(name, data):
    """All that must hold together of one small fact: no case is left exactly when one says so."""
    fact = VOCABULARY.fact(name)
    leaves = sound_test_of(fact).filter(lambda leaf: leaf.op is not Op.DIFFERS)
    needs = data.draw(st.lists(leaves | leaves.map(Not), min_size=1, max_size=5))
    assume(Not(Test(name, Op.EQUALS)) not in needs)
    assume(not any(isinstance(need, Not) and need.part.op is Op.EQUALS for need in needs))
    condition = All(tuple(needs))
    values = {
        "values.amount": [Decimal(quarters) / 4 for quarters in range(-8, 24)],
        "author.sent_answers": list(range(-4, 9)),
        "outcome": ["done", "refused", "handed_over"],
    }[name]

    possible = any(holds(condition, {name: value}) for value in [None, *values])

    assert possible == (check(condition, VOCABULARY) == [])


@many
@given(trees(sound_test_of(VOCABULARY.fact("values.amount"))), cases)
def test_findings_inside_a_condition_are_right(condition, facts):
    """A branch that can never hold may be left out: nothing changes in any case."""
    places = {f.place for f in check(condition, VOCABULARY) if f.code == "never_holds"}

    assert holds(_pruned(condition, "", places), facts) == holds(condition, facts)


def _pruned(condition, place, places):
    if place in places:
        return Any(())
    if isinstance(condition, Not):
        return Not(_pruned(condition.part, f"{place}/not", places))
    if isinstance(condition, Test):
        return condition
    key = "all" if isinstance(condition, All) else "any"
    parts = [
        _pruned(part, f"{place}/{key}/{index}", places)
        for index, part in enumerate(condition.parts)
    ]
    return type(condition)(tuple(parts))
