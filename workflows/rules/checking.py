# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Whether a condition makes sense in a vocabulary, and whether facts are of their types."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from workflows.findings import Finding, gettext_noop
from workflows.reading import below
from workflows.rules.conditions import Any, Condition, Test, value_fits
from workflows.rules.contradictions import contradictions
from workflows.rules.folding import words_of
from workflows.rules.holding import COLLECTIONS, Facts, exact
from workflows.rules.places import placed
from workflows.rules.vocabulary import Fact, FactType, Vocabulary
from workflows.text import Wording

HUNDRED = 100


def check(condition: Condition, vocabulary: Vocabulary, place: str = "") -> list[Finding]:
    """Return what is wrong with the condition, each fault at its place (JSON Pointer).

    That is: a fact that is not declared, an operator that its type does not know, a value of the
    wrong type or out of the options, and parts that can never hold. Accepts whatever parsing
    accepts, and never raises. Without findings, no test is false of facts of the declared types
    merely because it was badly written.
    """
    findings = [
        finding
        for part, where in placed(condition, place)
        for finding in _part(part, where, vocabulary)
    ]
    return findings or list(contradictions(condition, vocabulary, place))


def check_facts(facts: Facts, vocabulary: Vocabulary) -> list[Finding]:
    """Return a finding for each fact that is not declared, or is not of its type.

    For the tests of whoever computes facts: ``holds`` takes such a fact as not known.
    """
    findings = []
    for name, value in facts.items():
        fact, place = vocabulary.fact(name), below("", name)
        if fact is None:
            message = gettext_noop("The fact “%(fact)s” is not declared.")
            findings.append(Finding("unknown_fact", message, {"fact": name}, place))
        elif value is not None and not _IS_OF_TYPE[fact.type](fact, value):
            message = gettext_noop("“%(fact)s” is not a value of the type %(type)s.")
            params = {"fact": Wording(fact.label), "type": fact.type.value}
            findings.append(Finding("wrong_type", message, params, place))
    return findings


def _part(part: Condition, place: str, vocabulary: Vocabulary) -> Iterator[Finding]:
    if isinstance(part, Test):
        yield from _test(part, place, vocabulary)
    elif part == Any(()):
        message = gettext_noop("Add at least one condition here: without one, this never holds.")
        yield Finding("too_few", message, {}, below(place, "any"))


def _test(test: Test, place: str, vocabulary: Vocabulary) -> Iterator[Finding]:
    fact = vocabulary.fact(test.fact)
    if fact is None:
        message = gettext_noop("“%(fact)s” is not known here: choose another fact.")
        yield Finding("unknown_fact", message, {"fact": test.fact}, below(place, "fact"))
    elif test.op not in fact.operators:
        message = gettext_noop("This cannot be asked of “%(fact)s”: choose one of %(operators)s.")
        operators = ", ".join(fact.operators)
        params = {"fact": Wording(fact.label), "operators": operators}
        yield Finding("unknown_operator", message, params, below(place, "op"))
    elif not value_fits(test.op, test.value):
        message = gettext_noop("“%(op)s” does not compare with such a value: choose it again.")
        yield Finding("wrong_value", message, {"op": test.op.value}, below(place, "value"))
    elif test.value == ():
        message = gettext_noop("Add at least one item here.")
        yield Finding("too_few", message, {}, below(place, "value"))
    else:
        yield from _value(fact, test, below(place, "value"))


def _value(fact: Fact, test: Test, place: str) -> Iterator[Finding]:
    if isinstance(test.value, Decimal):
        yield from _number(fact, test.value, place)
    elif isinstance(test.value, str):
        yield from _string(fact, test.value, place)
    elif isinstance(test.value, tuple):
        for index, value in enumerate(test.value):
            yield from _string(fact, value, below(place, index))


def _number(fact: Fact, number: Decimal, place: str) -> Iterator[Finding]:
    if fact.type is FactType.WHOLE and number != number.to_integral_value():
        message = gettext_noop("“%(fact)s” is a whole number: write one without decimals.")
        yield Finding("not_whole", message, {"fact": Wording(fact.label)}, place)
    if fact.type is FactType.PERCENTAGE and not 0 <= number <= HUNDRED:
        message = gettext_noop("“%(fact)s” is a percentage: write a number from 0 to 100.")
        yield Finding("not_a_percentage", message, {"fact": Wording(fact.label)}, place)


def _string(fact: Fact, value: str, place: str) -> Iterator[Finding]:
    if fact.options and fact.option(value) is None:
        message = gettext_noop("“%(value)s” is not one of the choices for “%(fact)s”.")
        params = {"value": value, "fact": Wording(fact.label)}
        yield Finding("unknown_option", message, params, place)
    elif not fact.options and not words_of(value):
        message = gettext_noop("Write at least one letter or digit here.")
        yield Finding("no_word", message, {}, place)


def _is_choice(fact: Fact, value: object) -> bool:
    return isinstance(value, str) and (not value or fact.option(value) is not None)


def _are_choices(fact: Fact, value: object) -> bool:
    return isinstance(value, COLLECTIONS) and all(_is_choice(fact, code) for code in value)


def _is_text(fact: Fact, value: object) -> bool:
    return isinstance(value, str)


def _are_words(fact: Fact, value: object) -> bool:
    alone = isinstance(value, COLLECTIONS) and all(isinstance(word, str) for word in value)
    return alone or isinstance(value, str)


def _is_whole(fact: Fact, value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_decimal(fact: Fact, value: object) -> bool:
    return exact(value) is not None


def _is_percentage(fact: Fact, value: object) -> bool:
    number = exact(value)
    return number is not None and 0 <= number <= HUNDRED


def _is_boolean(fact: Fact, value: object) -> bool:
    return isinstance(value, bool)


def _is_date(fact: Fact, value: object) -> bool:
    return type(value) is date


_IS_OF_TYPE: Mapping[FactType, Callable[[Fact, object], bool]] = {
    FactType.CHOICE: _is_choice,
    FactType.CHOICES: _are_choices,
    FactType.TEXT: _is_text,
    FactType.WORDS: _are_words,
    FactType.WHOLE: _is_whole,
    FactType.DECIMAL: _is_decimal,
    FactType.PERCENTAGE: _is_percentage,
    FactType.BOOLEAN: _is_boolean,
    FactType.DATE: _is_date,
}
