# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Parts of a condition that no case can ever satisfy, as an amount above 5 and below 3.

What must hold together is gathered through every "all", through "not any", and into each branch of
an "any"; then each fact is looked at by itself. That finds what people write by mistake, not
everything that logic could: a finding is always right, no finding proves nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from workflows.findings import Finding, gettext_noop
from workflows.rules.conditions import OPPOSITE, All, Any, Condition, Not, Op, Test
from workflows.rules.folding import fold
from workflows.rules.places import placed_parts
from workflows.rules.vocabulary import NUMBER_TYPES, Fact, FactType, Vocabulary
from workflows.text import Wording


@dataclass(frozen=True)
class Need:
    """A test that must hold, or (``refused``) must not hold, for the whole to hold."""

    test: Test
    refused: bool = False

    @property
    def op(self) -> Op:
        """What is asked of the fact, provided that it is known."""
        return OPPOSITE[self.test.op] if self.refused else self.test.op


Placed = tuple[Condition, str, bool]


def contradictions(
    condition: Condition, vocabulary: Vocabulary, place: str = ""
) -> Iterator[Finding]:
    """Yield one finding for each outermost part that can never hold.

    Expects tests without other faults: see ``check``.
    """
    yield from _inside((condition, place, False), vocabulary, ())


def _inside(placed: Placed, vocabulary: Vocabulary, given: Sequence[Need]) -> Iterator[Finding]:
    """What can never hold in this part, where ``given`` holds already."""
    _, place, _ = placed
    needs: list[Need] = list(given)
    branches: list[Placed] = []
    roots: list[Placed] = []
    for part in _together(placed):
        _sort(part, needs, branches, roots)
    facts = [fact for fact in vocabulary if _impossible(fact, needs)]
    for fact in facts:
        message = gettext_noop("This can never hold: look again at what is asked of “%(fact)s”.")
        yield Finding("never_holds", message, {"fact": Wording(fact.label)}, place)
    for branch in branches:
        # What cannot hold at all is told once, not again in each of its branches.
        yield from _inside(branch, vocabulary, () if facts else needs)
    for root in roots:
        yield from _inside(root, vocabulary, ())


def _together(placed: Placed) -> Iterator[Placed]:
    """Take apart what must hold together: tests, and what is neither "all" nor "not any"."""
    condition, place, refused = placed
    if isinstance(condition, Not):
        yield from _together((condition.part, f"{place}/not", not refused))
    elif isinstance(condition, Test) or not _is_all(condition, refused=refused):
        yield placed
    else:
        for part, where in placed_parts(condition, place):
            yield from _together((part, where, refused))


def _is_all(condition: Condition, *, refused: bool) -> bool:
    if isinstance(condition, All | Any) and len(condition.parts) == 1:
        return True
    return isinstance(condition, Any if refused else All)


def _sort(placed: Placed, needs: list[Need], branches: list[Placed], roots: list[Placed]) -> None:
    condition, place, refused = placed
    if isinstance(condition, Test):
        needs.append(Need(condition, refused))
    elif refused:
        # Not all of these: each refused by itself says nothing, but the whole is worth a look.
        roots.append((condition, place, False))
    else:
        branches += [(part, where, False) for part, where in placed_parts(condition, place)]


def _impossible(fact: Fact, needs: Sequence[Need]) -> bool:
    mine = [need for need in needs if need.test.fact == fact.name]
    known = any(_asks_for_known(need) for need in mine)
    unknown = any(need.op is Op.IS_EMPTY for need in mine)
    if unknown or not known:
        return unknown and known
    return _NEVER[fact.type](fact, mine)


def _asks_for_known(need: Need) -> bool:
    if need.op in (Op.IS_FILLED, Op.IS_EMPTY):
        return need.op is Op.IS_FILLED
    return not need.refused


def _strings(test: Test) -> tuple[str, ...]:
    """The folded texts that a test compares with."""
    values = (test.value,) if isinstance(test.value, str) else test.value
    return tuple(fold(value) for value in values) if isinstance(values, tuple) else ()


def _never_among(fact: Fact, needs: Sequence[Need]) -> bool:
    """Choices and texts: the values that are left, None standing for any but the excluded."""
    left: set[str] | None = {fold(option.code) for option in fact.options} or None
    excluded: set[str] = set()
    for need in needs:
        values = set(_strings(need.test))
        if need.op in (Op.IS, Op.ONE_OF):
            left = values if left is None else left & values
        elif need.op in (Op.IS_NOT, Op.NONE_OF):
            excluded |= values
    return (left is not None and not left - excluded) or _never_containing(fact, needs)


def _never_containing(fact: Fact, needs: Sequence[Need]) -> bool:
    excluded = {
        value for need in needs if need.op is Op.CONTAINS_NONE for value in _strings(need.test)
    }
    wanted = [_strings(need.test) for need in needs if need.op is Op.CONTAINS_ANY]
    return any(excluded.issuperset(values) for values in wanted)


def _never_true_and_false(fact: Fact, needs: Sequence[Need]) -> bool:
    return {Op.IS_TRUE, Op.IS_FALSE} <= {need.op for need in needs}


def _never_day(fact: Fact, needs: Sequence[Need]) -> bool:
    days = [(need.op, need.test.value) for need in needs if isinstance(need.test.value, date)]
    first = max((day for op, day in days if op is Op.ON_OR_AFTER), default=date.min)
    after_last = min((day for op, day in days if op is Op.BEFORE), default=None)
    return after_last is not None and after_last <= first


def _never_number(fact: Fact, needs: Sequence[Need]) -> bool:
    numbers: dict[Op, list[Decimal]] = defaultdict(list)
    for need in needs:
        if isinstance(need.test.value, Decimal):
            numbers[need.op].append(need.test.value)
    if fact.type is FactType.PERCENTAGE:
        numbers[Op.AT_LEAST].append(Decimal(0))
        numbers[Op.AT_MOST].append(Decimal(100))
    if fact.type is FactType.WHOLE:
        numbers = _closed(numbers)
    return _is_void(numbers)


def _closed(numbers: Mapping[Op, list[Decimal]]) -> dict[Op, list[Decimal]]:
    """The same of whole numbers, without open ends: more than 2 is at least 3."""
    closed = defaultdict(list, {op: list(values) for op, values in numbers.items()})
    for number in closed.pop(Op.MORE_THAN, []):
        closed[Op.AT_LEAST].append(number.to_integral_value(ROUND_FLOOR) + 1)
    for number in closed.pop(Op.LESS_THAN, []):
        closed[Op.AT_MOST].append(number.to_integral_value(ROUND_CEILING) - 1)
    return closed


def _is_void(numbers: Mapping[Op, list[Decimal]]) -> bool:
    """Tell whether no number is left between the bounds."""
    lowest = [*numbers[Op.AT_LEAST], *numbers[Op.MORE_THAN], *numbers[Op.EQUALS]]
    highest = [*numbers[Op.AT_MOST], *numbers[Op.LESS_THAN], *numbers[Op.EQUALS]]
    if not lowest or not highest:
        return False
    low, high = max(lowest), min(highest)
    open_ends = {*numbers[Op.MORE_THAN], *numbers[Op.LESS_THAN], *numbers[Op.DIFFERS]}
    return low > high or (low == high and low in open_ends)


_NEVER: Mapping[FactType, Callable[[Fact, Sequence[Need]], bool]] = {
    FactType.CHOICE: _never_among,
    FactType.TEXT: _never_among,
    FactType.CHOICES: _never_containing,
    FactType.WORDS: _never_containing,
    FactType.BOOLEAN: _never_true_and_false,
    FactType.DATE: _never_day,
    **dict.fromkeys(NUMBER_TYPES, _never_number),
}
