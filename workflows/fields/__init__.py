# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Typed fields: the questions of a form, the values they accept, how they are shown."""

import json
from importlib import resources
from typing import Any

from workflows.fields.kinds import CHOICE_KINDS, TEXT_LENGTHS, Choice, Field, FieldKind
from workflows.fields.open311 import to_open311
from workflows.fields.parsing import fields_to_data, parse_fields
from workflows.fields.presenting import present
from workflows.fields.values import Value, ValueRefused, clean_value

# The published form of the data, JSON Schema 2020-12.
FIELDS_SCHEMA: dict[str, Any] = json.loads(
    resources.files("workflows").joinpath("schema/fields-1.schema.json").read_text("utf-8")
)

__all__ = [
    "CHOICE_KINDS",
    "FIELDS_SCHEMA",
    "TEXT_LENGTHS",
    "Choice",
    "Field",
    "FieldKind",
    "Value",
    "ValueRefused",
    "clean_value",
    "fields_to_data",
    "parse_fields",
    "present",
    "to_open311",
]
