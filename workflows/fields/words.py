# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The few words needed to show a value: the engine has no translator at hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

NARROW_SPACE = "\u202f"
_GROUPED_FROM = 10_000


@dataclass(frozen=True)
class Words:
    """How one language says yes, no, a month and a number."""

    yes: str
    no: str
    months: tuple[str, ...]
    first: str
    thousands: str
    point: str

    def date(self, day: date) -> str:
        """Return the day in full, as in a letter."""
        number = self.first if day.day == 1 else str(day.day)
        return f"{number} {self.months[day.month - 1]} {day.year}"

    def number(self, value: Decimal) -> str:
        """Return the number with the separators of the language.

        Groups begin at five digits, so that a year or a parcel stays in one piece.
        """
        plain = f"{value:,f}" if abs(value) >= _GROUPED_FROM else f"{value:f}"
        return plain.translate(str.maketrans(",.", f"{self.thousands}{self.point}"))


_ENGLISH = Words(
    yes="Yes",
    no="No",
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    first="1",
    thousands=",",
    point=".",
)
_FRENCH = Words(
    yes="Oui",
    no="Non",
    months=(
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
    first="1er",
    thousands=NARROW_SPACE,
    point=",",
)
_SPOKEN: Mapping[str, Words] = {"en": _ENGLISH, "fr": _FRENCH}


def words(language: str) -> Words:
    """Return the words of ``language`` or of its base, French for any other."""
    return _SPOKEN.get(language.partition("-")[0], _FRENCH)
