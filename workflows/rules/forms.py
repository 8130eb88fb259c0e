# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What was typed in a form, as facts of a condition: "values.amount"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from workflows.fields.kinds import Field, FieldKind
from workflows.rules.vocabulary import Fact, FactType

PREFIX = "values."

# Files are told apart by nothing that a rule could read.
_TYPES: Mapping[FieldKind, FactType] = {
    FieldKind.SHORT_TEXT: FactType.TEXT,
    FieldKind.LONG_TEXT: FactType.WORDS,
    FieldKind.EMAIL: FactType.TEXT,
    FieldKind.PHONE: FactType.TEXT,
    FieldKind.NUMBER: FactType.DECIMAL,
    FieldKind.DATE: FactType.DATE,
    FieldKind.BOOLEAN: FactType.BOOLEAN,
    FieldKind.CHOICE: FactType.CHOICE,
    FieldKind.CHOICES: FactType.CHOICES,
    FieldKind.ADDRESS: FactType.TEXT,
}


def form_facts(fields: Iterable[Field], prefix: str = PREFIX) -> tuple[Fact, ...]:
    """Return the facts that the questions of a form make known, files left out."""
    return tuple(
        Fact(prefix + field.code, _TYPES[field.kind], field.label, field.choices, asked=True)
        for field in fields
        if field.kind in _TYPES
    )


def form_values(
    fields: Iterable[Field], values: Mapping[str, object], prefix: str = PREFIX
) -> dict[str, object]:
    """Return stored values (``workflows.fields.values``) as facts, each of its type.

    Never raises: a value that no longer fits its field, as after an import, is None.
    """
    return {
        prefix + field.code: _typed(field, values.get(field.code))
        for field in fields
        if field.kind in _TYPES
    }


def _typed(field: Field, value: object) -> object:
    convert = _CONVERTED.get(field.kind)
    return value if convert is None else convert(value)


def _decimal(value: object) -> Decimal | None:
    try:
        number = Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _address(value: object) -> object:
    return value.get("text") if isinstance(value, Mapping) else None


_CONVERTED: Mapping[FieldKind, Callable[[object], object]] = {
    FieldKind.NUMBER: _decimal,
    FieldKind.DATE: _day,
    FieldKind.ADDRESS: _address,
}
