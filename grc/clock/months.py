# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Months counted from date to date (« de quantième à quantième », law R1.22)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def add_months(day: date, months: int) -> date:
    """Return the day of the same number ``months`` later, or the last of that month.

    31 January and one month is 28 or 29 February. Raises ``OverflowError`` beyond the year 9999.
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if not date.min.year <= year <= date.max.year:
        raise OverflowError("There is no such year.")
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
