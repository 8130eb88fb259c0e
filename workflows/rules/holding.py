# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Whether a condition holds in a case, and the smallest part of it that says why."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from workflows.rules.conditions import (
    OPPOSITE,
    All,
    Any,
    Condition,
    Not,
    Op,
    Test,
    each_test,
    value_fits,
)
from workflows.rules.folding import fold, says_any

Facts = Mapping[str, object]
COLLECTIONS = (set, frozenset, list, tuple)


def holds(condition: Condition, facts: Facts) -> bool:
    """Tell whether the condition holds of these facts; never raises, whatever they are.

    A fact is *not known* when it is absent, None, a blank text, an empty collection, or of another
    type than the operator compares. A test of a fact that is not known is false, be its operator
    ``is`` or ``is_not``; only ``is_empty`` is then true (a value of another type is there all the
    same: of it ``is_filled`` is true).

    ``Not`` is plain negation. Hence ``Not(is refused)`` holds of an outcome that is not known, when
    ``is_not refused`` does not: the latter asks for an outcome, and for another one. Therefore
    De Morgan's laws hold without exception, and sentences say "or is not known" where it matters.
    """
    if isinstance(condition, Test):
        return _test_holds(condition, facts)
    if isinstance(condition, Not):
        return not holds(condition.part, facts)
    if isinstance(condition, All):
        return all(holds(part, facts) for part in condition.parts)
    return any(holds(part, facts) for part in condition.parts)


def reasons(condition: Condition, facts: Facts) -> Condition | None:
    """Return the smallest part that makes the condition hold; None when it does not hold.

    Of the parts of an ``Any`` that hold, the one with the fewest tests is kept, the first of
    several; all parts of an ``All`` are. What comes back holds of these facts, is made of tests of
    the condition only, and is enough: of whatever facts it holds, the condition holds as well.
    """
    return _for(condition, facts) if holds(condition, facts) else None


def _for(condition: Condition, facts: Facts) -> Condition:
    """The reason why a condition that holds does."""
    if isinstance(condition, Test):
        return condition
    if isinstance(condition, Not):
        against = _against(condition.part, facts)
        return against.part if isinstance(against, Not) else Not(against)
    if isinstance(condition, All):
        return _joined(All, [_for(part, facts) for part in condition.parts])
    return _shortest([_for(part, facts) for part in condition.parts if holds(part, facts)])


def _against(condition: Condition, facts: Facts) -> Condition:
    """What keeps a condition that does not hold from holding: a part that does not hold either."""
    if isinstance(condition, Test):
        return condition
    if isinstance(condition, Not):
        because = _for(condition.part, facts)
        return because.part if isinstance(because, Not) else Not(because)
    if isinstance(condition, Any):
        return _joined(Any, [_against(part, facts) for part in condition.parts])
    failing = [part for part in condition.parts if not holds(part, facts)]
    return _shortest([_against(part, facts) for part in failing])


def _joined(kind: type[All] | type[Any], parts: list[Condition]) -> Condition:
    flat: list[Condition] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, kind) else [part])
    distinct = tuple(dict.fromkeys(flat))
    return distinct[0] if len(distinct) == 1 else kind(distinct)


def _shortest(parts: list[Condition]) -> Condition:
    return min(parts, key=lambda part: sum(1 for _ in each_test(part)))


def _test_holds(test: Test, facts: Facts) -> bool:
    fact = facts.get(test.fact)
    if test.op in (Op.IS_EMPTY, Op.IS_FILLED):
        return _is_empty(fact) == (test.op == Op.IS_EMPTY)
    if _is_empty(fact) or not value_fits(test.op, test.value):
        return False
    asked = _ASKED.get(test.op)
    if asked is not None:
        return asked(fact, test.value) is True
    return _ASKED[OPPOSITE[test.op]](fact, test.value) is False


def _is_empty(fact: object) -> bool:
    if isinstance(fact, str):
        return not fact.strip()
    return fact is None or (isinstance(fact, COLLECTIONS) and not fact)


# Each of these is asked of a fact that is there, and says None when it is of another type.
Asked = Callable[[object, object], bool | None]


def _equal_text(fact: object, value: object) -> bool | None:
    return fold(fact) == fold(str(value)) if isinstance(fact, str) else None


def _among(fact: object, values: object) -> bool | None:
    if not (isinstance(fact, str) and isinstance(values, tuple)):
        return None
    return fold(fact) in {fold(value) for value in values}


def _contains(fact: object, values: object) -> bool | None:
    """Whole words in a text; in a collection, whole members."""
    if not isinstance(values, tuple):
        return None
    if isinstance(fact, str):
        return says_any(fact, values)
    if not (isinstance(fact, COLLECTIONS) and all(isinstance(member, str) for member in fact)):
        return None
    members = {fold(member) for member in fact}
    return any(fold(value) in members for value in values)


def _compared(compare: Callable[[Decimal, Decimal], bool]) -> Asked:
    def asked(fact: object, value: object) -> bool | None:
        number = exact(fact)
        if number is None or not isinstance(value, Decimal):
            return None
        return compare(number, value)

    return asked


def exact(fact: object) -> Decimal | None:
    """Return the number that ``fact`` is, without binary fractions; None when it is none."""
    if isinstance(fact, bool) or not isinstance(fact, int | float | Decimal):
        return None
    # As it is written: 0.1 is a tenth.
    number = Decimal(str(float(fact))) if isinstance(fact, float) else Decimal(fact)
    return number if number.is_finite() else None


def _before(fact: object, value: object) -> bool | None:
    if type(fact) is not date or not isinstance(value, date):
        return None
    return fact < value


def _true(fact: object, value: object) -> bool | None:
    return fact if isinstance(fact, bool) else None


_ASKED: Mapping[Op, Asked] = {
    Op.IS: _equal_text,
    Op.ONE_OF: _among,
    Op.CONTAINS_ANY: _contains,
    Op.EQUALS: _compared(operator.eq),
    Op.AT_LEAST: _compared(operator.ge),
    Op.AT_MOST: _compared(operator.le),
    Op.BEFORE: _before,
    Op.IS_TRUE: _true,
}
