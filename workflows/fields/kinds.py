# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a form may ask: few kinds, each explained by its name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from workflows.text import LocalisedText

MOST_FIELDS = 100
MOST_CHOICES = 1000


class FieldKind(StrEnum):
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    EMAIL = "email"
    PHONE = "phone"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    CHOICES = "choices"
    FILE = "file"
    ADDRESS = "address"


CHOICE_KINDS = frozenset({FieldKind.CHOICE, FieldKind.CHOICES})

# The longest text each kind accepts, in characters; a field may ask for less, never for more.
TEXT_LENGTHS: Mapping[FieldKind, int] = {
    FieldKind.SHORT_TEXT: 250,
    FieldKind.LONG_TEXT: 10_000,
}


@dataclass(frozen=True)
class Choice:
    """One of the answers a field proposes."""

    code: str
    label: LocalisedText


@dataclass(frozen=True)
class Field:
    """One question of a form; its place in the list is its place on the page."""

    code: str
    kind: FieldKind
    label: LocalisedText
    help: LocalisedText = LocalisedText()  # noqa: RUF009 - immutable
    required: bool = False
    choices: tuple[Choice, ...] = ()
    max_length: int | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None

    @property
    def longest(self) -> int | None:
        """The most characters a text may have, None when the field does not take text."""
        return self.max_length or TEXT_LENGTHS.get(self.kind)

    def choice(self, code: str) -> Choice | None:
        """Return the proposed choice of that code, if there is one."""
        return next((choice for choice in self.choices if choice.code == code), None)
