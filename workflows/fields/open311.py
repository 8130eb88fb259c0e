# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A form as Open311 GeoReport v2 describes it to other programs."""

from __future__ import annotations

from collections.abc import Sequence

from workflows.fields.kinds import Field, FieldKind
from workflows.fields.words import words
from workflows.text import resolve

_DATATYPES = {
    FieldKind.SHORT_TEXT: "string",
    FieldKind.LONG_TEXT: "text",
    FieldKind.EMAIL: "string",
    FieldKind.PHONE: "string",
    FieldKind.NUMBER: "number",
    FieldKind.DATE: "datetime",
    FieldKind.BOOLEAN: "singlevaluelist",
    FieldKind.CHOICE: "singlevaluelist",
    FieldKind.CHOICES: "multivaluelist",
    FieldKind.ADDRESS: "string",
}


def to_open311(fields: Sequence[Field], language: str) -> dict[str, list[dict[str, object]]]:
    """Return the ``attributes`` of a service definition; Open311 knows no files."""
    described = [field for field in fields if field.kind in _DATATYPES]
    return {
        "attributes": [
            _attribute(field, order, language) for order, field in enumerate(described, start=1)
        ]
    }


def _attribute(field: Field, order: int, language: str) -> dict[str, object]:
    attribute: dict[str, object] = {
        "variable": True,
        "code": field.code,
        "datatype": _DATATYPES[field.kind],
        "required": field.required,
        "datatype_description": resolve(field.help, language) or None,
        "order": order,
        "description": resolve(field.label, language),
    }
    values = _values(field, language)
    if values:
        attribute["values"] = values
    return attribute


def _values(field: Field, language: str) -> list[dict[str, str]]:
    if field.kind is FieldKind.BOOLEAN:
        spoken = words(language)
        return [{"key": "true", "name": spoken.yes}, {"key": "false", "name": spoken.no}]
    return [
        {"key": choice.code, "name": resolve(choice.label, language)} for choice in field.choices
    ]
