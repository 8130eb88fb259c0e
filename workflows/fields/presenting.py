# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a stored value looks like to a reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from workflows.fields.kinds import Field, FieldKind
from workflows.fields.words import words
from workflows.text import resolve


def present(field: Field, value: object, language: str) -> str:
    """Return the value in words, "" when there is none.

    A value that no longer fits the field, as after an import, is shown as it was stored.
    """
    if value is None:
        return ""
    shape = _SHAPES.get(field.kind)
    if shape is None:
        return str(value)
    try:
        return shape(field, value, language)
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return str(value)


def _number(field: Field, value: object, language: str) -> str:
    return words(language).number(Decimal(str(value)))


def _date(field: Field, value: object, language: str) -> str:
    return words(language).date(date.fromisoformat(str(value)))


def _boolean(field: Field, value: object, language: str) -> str:
    return words(language).yes if value else words(language).no


def _choice(field: Field, value: object, language: str) -> str:
    choice = field.choice(str(value))
    return str(value) if choice is None else resolve(choice.label, language)


def _choices(field: Field, value: object, language: str) -> str:
    return ", ".join(_choice(field, code, language) for code in _list(value))


def _files(field: Field, value: object, language: str) -> str:
    return ", ".join(str(_mapping(item)["name"]) for item in _list(value))


def _address(field: Field, value: object, language: str) -> str:
    address = _mapping(value)
    position = address.get("position")
    if address.get("text") or not position:
        return str(address.get("text") or "")
    latitude, longitude = _list(position)
    return f"{latitude}, {longitude}"


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError(value)
    return value


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise TypeError(value)
    return value


_SHAPES: Mapping[FieldKind, Callable[[Field, object, str], str]] = {
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _date,
    FieldKind.BOOLEAN: _boolean,
    FieldKind.CHOICE: _choice,
    FieldKind.CHOICES: _choices,
    FieldKind.FILE: _files,
    FieldKind.ADDRESS: _address,
}
