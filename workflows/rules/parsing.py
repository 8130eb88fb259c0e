# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""From JSON to conditions and back: ``{"fact": "amount", "op": "more_than", "value": 500}``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from workflows.findings import gettext_noop
from workflows.reading import Reader, below, decimal_data
from workflows.rules.conditions import (
    KIND_OF_VALUE,
    MOST_DEPTH,
    MOST_PARTS,
    MOST_VALUES,
    VALUE_LENGTH,
    All,
    Any,
    Condition,
    Not,
    Op,
    Test,
    TestValue,
    ValueKind,
)
from workflows.rules.vocabulary import FACT_NAME

_NEVER = Any(())


def parse_condition(data: object, place: str = "") -> Condition:
    """Read a condition; ``place`` is where it stands in the document that holds it.

    Raises ``DefinitionError`` with all faults of form at once. Whether the condition makes sense is
    asked from ``check``, so that an unfinished draft can be kept.
    """
    reader = Reader()
    condition = read_condition(reader, data, place)
    reader.finish()
    return condition


def read_condition(reader: Reader, data: object, place: str) -> Condition:
    """Read a condition inside a larger document, whose reader collects the faults."""
    return _Reading(reader).condition(data, place, depth=1)


def condition_to_data(condition: Condition) -> dict[str, object]:
    """Return the condition as JSON, the inverse of parsing."""
    if isinstance(condition, Test):
        return _test_data(condition)
    if isinstance(condition, Not):
        return {"not": condition_to_data(condition.part)}
    key = "all" if isinstance(condition, All) else "any"
    return {key: [condition_to_data(part) for part in condition.parts]}


class _Reading:
    """One condition being read: knows how many parts it has had so far."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.parts = 0

    def condition(self, data: object, place: str, depth: int) -> Condition:
        self.parts += 1
        if self.parts > MOST_PARTS:
            if self.parts == MOST_PARTS + 1:
                message = gettext_noop(
                    "This condition has more than %(most)s parts: make it shorter."
                )
                self.reader.refuse("too_large", message, place, most=str(MOST_PARTS))
            return _NEVER
        if depth > MOST_DEPTH:
            message = gettext_noop("Conditions stand inside each other here: keep %(most)s levels.")
            self.reader.refuse("too_deep", message, place, most=str(MOST_DEPTH))
            return _NEVER
        return self._branch(data, place, depth)

    def _branch(self, data: object, place: str, depth: int) -> Condition:
        keys = set(data) if isinstance(data, dict) else set()
        for key, kind in (("all", All), ("any", Any)):
            if key in keys and "fact" not in keys:
                return kind(self._several(data, place, key, depth))
        if "not" in keys and "fact" not in keys:
            record = self.reader.record(data, place, required=("not",))
            return Not(self.condition(record["not"], below(place, "not"), depth + 1))
        if isinstance(data, dict) and "fact" not in keys:
            message = gettext_noop("Write “all”, “any”, “not”, or “fact” and “op” here.")
            self.reader.refuse("not_a_condition", message, place)
            return _NEVER
        return _test(self.reader, data, place)

    def _several(self, data: object, place: str, key: str, depth: int) -> tuple[Condition, ...]:
        record = self.reader.record(data, place, required=(key,))
        items = self.reader.items(record[key], below(place, key), most=MOST_PARTS)
        return tuple(self.condition(item, where, depth + 1) for item, where in items)


def _test(reader: Reader, data: object, place: str) -> Condition:
    record = reader.record(data, place, required=("fact", "op"), optional=("value",))
    if not {"fact", "op"} <= set(record):
        return _NEVER
    fact = _fact(reader, record["fact"], below(place, "fact"))
    known = len(reader.findings)
    op = reader.member(record["op"], below(place, "op"), Op, Op.IS)
    if len(reader.findings) > known:
        return _NEVER
    return Test(fact, op, _value(reader, op, record, place))


def _fact(reader: Reader, data: object, place: str) -> str:
    if isinstance(data, str) and FACT_NAME.fullmatch(data):
        return data
    message = gettext_noop("Write the name of a fact here, such as “outcome” or “values.amount”.")
    reader.refuse("bad_fact", message, place)
    return ""


def _value(reader: Reader, op: Op, record: dict[str, object], place: str) -> TestValue:
    kind = KIND_OF_VALUE[op]
    where = below(place, "value")
    if kind is ValueKind.NOTHING:
        if "value" in record:
            message = gettext_noop("“%(op)s” compares with nothing: remove the value.")
            reader.refuse("value_not_wanted", message, where, op=op)
        return None
    if "value" not in record:
        reader.refuse("missing_key", gettext_noop("Add “%(key)s”."), place, key="value")
        return None
    return _READ[kind](reader, record["value"], where)


def _string(reader: Reader, data: object, place: str) -> str:
    return reader.string(data, place, longest=VALUE_LENGTH)


def _strings(reader: Reader, data: object, place: str) -> tuple[str, ...]:
    return reader.strings(data, place, most=MOST_VALUES, longest=VALUE_LENGTH)


_READ: Mapping[ValueKind, Callable[[Reader, object, str], TestValue]] = {
    ValueKind.STRING: _string,
    ValueKind.STRINGS: _strings,
    ValueKind.NUMBER: Reader.decimal,
    ValueKind.DAY: Reader.day,
}


def _test_data(test: Test) -> dict[str, object]:
    data: dict[str, object] = {"fact": test.fact, "op": test.op.value}
    if test.value is not None:
        data["value"] = _value_data(test.value)
    return data


def _value_data(value: str | Decimal | date | tuple[str, ...]) -> object:
    if isinstance(value, Decimal):
        return decimal_data(value)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
