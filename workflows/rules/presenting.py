# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a fact is just now, for whoever wonders why a condition does not hold."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from workflows.fields.words import words
from workflows.rules.vocabulary import Fact
from workflows.text import resolve

LONGEST = 80


def present_fact(fact: Fact, value: object, language: str) -> str:
    """Return a value as ``holds`` takes it, in words; "" for one that is not known.

    Never raises: what does not fit its type is shown as it is.
    """
    if value is None or value == "":
        return ""
    said = words(language)
    if isinstance(value, bool):
        return said.yes if value else said.no
    if isinstance(value, date):
        return said.date(value)
    if isinstance(value, int | float | Decimal):
        unit = resolve(fact.unit, language) if fact.unit else ""
        return f"{said.number(Decimal(str(value)))} {unit}".strip()
    if isinstance(value, str):
        return _named(fact, value, language)
    if isinstance(value, Iterable):
        return ", ".join(_named(fact, str(one), language) for one in value)
    return str(value)


def _named(fact: Fact, code: str, language: str) -> str:
    option = fact.option(code)
    text = resolve(option.label, language) if option is not None else code
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
