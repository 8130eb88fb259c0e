# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a condition is: tests of facts, held together by all, any and not.

Conditions are values: frozen, hashable, equal when they are written alike. Each operator takes one
kind of value, so that a condition can be read and asked without knowing what its facts are about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

# What one reads on a page without getting lost; parsing accepts no more.
MOST_DEPTH = 6
MOST_PARTS = 200
MOST_VALUES = 200
VALUE_LENGTH = 200


class Op(StrEnum):
    """What a test asks of its fact."""

    IS = "is"
    IS_NOT = "is_not"
    ONE_OF = "one_of"
    NONE_OF = "none_of"
    CONTAINS_ANY = "contains_any"
    CONTAINS_NONE = "contains_none"
    EQUALS = "equals"
    DIFFERS = "differs"
    AT_LEAST = "at_least"
    LESS_THAN = "less_than"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    BEFORE = "before"
    ON_OR_AFTER = "on_or_after"
    IS_TRUE = "is_true"
    IS_FALSE = "is_false"
    IS_FILLED = "is_filled"
    IS_EMPTY = "is_empty"


class ValueKind(StrEnum):
    """What an operator compares its fact with."""

    NOTHING = "nothing"
    STRING = "string"
    STRINGS = "strings"
    NUMBER = "number"
    DAY = "day"


KIND_OF_VALUE: Mapping[Op, ValueKind] = {
    Op.IS: ValueKind.STRING,
    Op.IS_NOT: ValueKind.STRING,
    Op.ONE_OF: ValueKind.STRINGS,
    Op.NONE_OF: ValueKind.STRINGS,
    Op.CONTAINS_ANY: ValueKind.STRINGS,
    Op.CONTAINS_NONE: ValueKind.STRINGS,
    Op.EQUALS: ValueKind.NUMBER,
    Op.DIFFERS: ValueKind.NUMBER,
    Op.AT_LEAST: ValueKind.NUMBER,
    Op.LESS_THAN: ValueKind.NUMBER,
    Op.AT_MOST: ValueKind.NUMBER,
    Op.MORE_THAN: ValueKind.NUMBER,
    Op.BEFORE: ValueKind.DAY,
    Op.ON_OR_AFTER: ValueKind.DAY,
    Op.IS_TRUE: ValueKind.NOTHING,
    Op.IS_FALSE: ValueKind.NOTHING,
    Op.IS_FILLED: ValueKind.NOTHING,
    Op.IS_EMPTY: ValueKind.NOTHING,
}

_PAIRS = (
    (Op.IS, Op.IS_NOT),
    (Op.ONE_OF, Op.NONE_OF),
    (Op.CONTAINS_ANY, Op.CONTAINS_NONE),
    (Op.EQUALS, Op.DIFFERS),
    (Op.AT_LEAST, Op.LESS_THAN),
    (Op.AT_MOST, Op.MORE_THAN),
    (Op.BEFORE, Op.ON_OR_AFTER),
    (Op.IS_TRUE, Op.IS_FALSE),
    (Op.IS_FILLED, Op.IS_EMPTY),
)
# Of a fact that is known, exactly one of an operator and its opposite holds.
OPPOSITE: Mapping[Op, Op] = {
    op: other for pair in _PAIRS for op, other in (pair, tuple(reversed(pair)))
}

TestValue = None | str | Decimal | date | tuple[str, ...]


@dataclass(frozen=True)
class Test:
    """One question about one fact; ``value`` is of the kind that ``op`` takes."""

    __test__: ClassVar[bool] = False  # not one of pytest's

    fact: str
    op: Op
    value: TestValue = None


@dataclass(frozen=True)
class All:
    """Holds when every part holds: always, when there is none."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Any:
    """Holds when at least one part holds: never, when there is none."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Not:
    """Holds exactly when its part does not, for whatever reason: see ``holds``."""

    part: Condition


Condition = All | Any | Not | Test


def each_test(condition: Condition) -> Iterator[Test]:
    """Yield each test of the condition, in the order of reading."""
    if isinstance(condition, Test):
        yield condition
    elif isinstance(condition, Not):
        yield from each_test(condition.part)
    else:
        for part in condition.parts:
            yield from each_test(part)


def facts_of(condition: Condition) -> frozenset[str]:
    """Return the names of the facts that the condition asks for: no other is worth computing."""
    return frozenset(test.fact for test in each_test(condition))


def value_fits(op: Op, value: object) -> bool:
    """Tell whether ``value`` is of the kind that ``op`` takes, as parsing returns it."""
    kind = KIND_OF_VALUE[op]
    if kind is ValueKind.NOTHING:
        return value is None
    if kind is ValueKind.STRING:
        return isinstance(value, str)
    if kind is ValueKind.STRINGS:
        return isinstance(value, tuple) and all(isinstance(item, str) for item in value)
    if kind is ValueKind.NUMBER:
        return isinstance(value, Decimal) and value.is_finite()
    return type(value) is date
