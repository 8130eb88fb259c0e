# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What each service chooses for itself in a workflow that it shares with others.

An option is a question with an answer for everybody; a service may answer otherwise. Conditions ask
for it as ``options.fee``, texts hold ``{options.fee}``, timers count by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workflows.fields.kinds import Field, FieldKind
from workflows.fields.parsing import field_to_data, read_field
from workflows.fields.values import ValueRefused, clean_value
from workflows.findings import gettext_noop
from workflows.reading import Reader, below

PREFIX = "options."
MOST_OPTIONS = 50
# What is said once for all requests of a service; a file and a place belong to one request.
_KINDS = frozenset(FieldKind) - {FieldKind.FILE, FieldKind.ADDRESS}


@dataclass(frozen=True)
class Option:
    """A question to each service; ``default`` is stored as the values of a form are."""

    field: Field
    default: object = None

    @property
    def code(self) -> str:
        return self.field.code


def option_values(options: Iterable[Option], given: Mapping[str, object]) -> dict[str, object]:
    """Return what holds for a service: what it said, or else what is said for everybody."""
    return {
        option.code: option.default if (said := given.get(option.code)) is None else said
        for option in options
    }


def read_option(reader: Reader, data: object, place: str) -> Option:
    """Read ``{"field": …, "default": …}``; what is wrong is told at its place."""
    record = reader.record(data, place, required=("field",), optional=("default",))
    known = len(reader.findings)
    field = read_field(reader, record.get("field"), below(place, "field"))
    if field.kind not in _KINDS:
        message = gettext_noop("A service cannot answer this kind of question: choose another.")
        reader.refuse("kind_of_option", message, below(below(place, "field"), "kind"))
    if "default" not in record or len(reader.findings) > known:
        return Option(field)
    try:
        return Option(field, clean_value(field, record["default"]))
    except ValueRefused as refusal:
        finding = refusal.finding
        reader.refuse("bad_default", finding.message, below(place, "default"), **finding.params)
    return Option(field)


def option_to_data(option: Option) -> dict[str, Any]:
    """Return an option as JSON, the inverse of reading."""
    data: dict[str, Any] = {"field": field_to_data(option.field)}
    return data if option.default is None else data | {"default": option.default}
