# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""When a timer moves a request: so long after something, or before a date.

What the moments are, and which hours are worked, the house knows; here is only what is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from workflows.findings import gettext_noop
from workflows.reading import Reader, below

MOST_AMOUNT = 10_000
#: Dates that one timer has come for, of which the last ones are remembered.
MOST_REMEMBERED = 20


class Anchor(StrEnum):
    """The moment from which a timer counts."""

    ARRIVAL = "arrival"
    SUBMISSION = "submission"
    CITIZEN_WORD = "citizen_word"
    DUE_DATE = "due_date"
    LEGAL_DATE = "legal_date"


# Days rather than moments: they are counted in days, from their first minute, and back as well.
DATES = frozenset({Anchor.DUE_DATE, Anchor.LEGAL_DATE})


class Unit(StrEnum):
    """What a timer counts in: calendar time, or the working time of the town."""

    HOURS = "hours"
    WORKING_HOURS = "working_hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"


IN_HOURS = frozenset({Unit.HOURS, Unit.WORKING_HOURS})


@dataclass(frozen=True)
class OptionAmount:
    """An amount that each service chooses: the code of one of the options."""

    option: str


@dataclass(frozen=True)
class Delay:
    """How long after ``since``, or before it: only a date knows what comes before."""

    since: Anchor
    amount: int | OptionAmount
    unit: Unit
    before: bool = False

    def amount_for(self, options: Mapping[str, object]) -> int | None:
        """Return the amount, read from a service's options where it stands there.

        A part of a unit counts as a whole one. None where the service says nothing usable: a timer
        without a length does not run.
        """
        if isinstance(self.amount, int):
            return self.amount
        try:
            number = Decimal(str(options.get(self.amount.option)))
        except InvalidOperation:
            return None
        least = 0 if self.since in DATES else 1
        if not number.is_finite() or not least <= number <= MOST_AMOUNT:
            return None
        return int(number.to_integral_value(ROUND_CEILING))


def has_come(come: Mapping[str, str], code: str, counted: str) -> bool:
    """Tell whether a timer has come for the moment that it counts from.

    ``come``: by the code of each timer, the moments for which it came, between spaces.
    """
    return counted in come.get(code, "").split()


def with_come(come: Mapping[str, str], code: str, delay: Delay, counted: str) -> dict[str, str]:
    """Return the moments that timers have come for, once this one came.

    Dates go away and come back, so that all of them are remembered; of moments the last is enough:
    nobody arrives at a step at the same moment again.
    """
    before = come.get(code, "").split() if delay.since in DATES else []
    moments = [*(moment for moment in before if moment != counted), counted]
    return {**come, code: " ".join(moments[-MOST_REMEMBERED:])}


def read_delay(reader: Reader, data: object, place: str) -> Delay | None:
    """Read ``{"since": "arrival", "working_days": 5}``; what is wrong is told at its place."""
    units = tuple(unit.value for unit in Unit)
    record = reader.record(data, place, required=("since",), optional=(*units, "before"))
    if "since" not in record:
        return None
    since = reader.member(record["since"], below(place, "since"), Anchor, Anchor.ARRIVAL)
    given = [unit for unit in Unit if unit.value in record]
    if len(given) != 1:
        message = gettext_noop("Say how long, once: %(units)s.")
        reader.refuse("no_length", message, place, units=", ".join(units))
        return None
    unit = given[0]
    before = reader.flag(record.get("before", False), below(place, "before"))
    if since in DATES and unit in IN_HOURS:
        message = gettext_noop("A date has no hour: count in days or in working days.")
        reader.refuse("hours_of_a_date", message, below(place, unit))
    if before and since not in DATES:
        message = gettext_noop("Only a date is known before it comes: remove “before”.")
        reader.refuse("before_a_moment", message, below(place, "before"))
    least = 0 if since in DATES else 1
    return Delay(since, _amount(reader, record[unit], below(place, unit), least), unit, before)


def delay_to_data(delay: Delay) -> dict[str, Any]:
    """Return a delay as JSON, the inverse of reading."""
    amount: Any = delay.amount
    if isinstance(amount, OptionAmount):
        amount = {"option": amount.option}
    data: dict[str, Any] = {"since": delay.since.value, delay.unit.value: amount}
    return data | ({"before": True} if delay.before else {})


def _amount(reader: Reader, data: object, place: str, least: int) -> int | OptionAmount:
    if not isinstance(data, dict):
        return reader.whole(data, place, least=least, most=MOST_AMOUNT)
    record = reader.record(data, place, required=("option",))
    if "option" not in record:
        return least
    return OptionAmount(reader.code(record["option"], below(place, "option")))
