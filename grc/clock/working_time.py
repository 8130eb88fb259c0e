# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Working days (« jours ouvrés »): Monday to Friday, public holidays apart (law R10.02)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container


@lru_cache(maxsize=64)
def calendar_of(country: str, subdivision: str = "") -> Container[date]:
    """Return the public holidays of a place, for any year.

    Alsace-Moselle is subdivision 6AE or 57; GES names no local holiday and is refused with a
    ValueError, as is a country or a subdivision that is unknown.
    """
    # Calendars of many religions come with it: whoever counts no day needs none of their memory.
    import holidays

    if country == "FR" and subdivision == "GES":
        raise ValueError("Alsace-Moselle is subdivision 6AE or 57, not GES.")
    try:
        calendar: Container[date] = holidays.country_holidays(country, subdiv=subdivision or None)
    except NotImplementedError as error:
        raise ValueError(str(error)) from error
    return calendar


def is_working_day(day: date, calendar: Container[date]) -> bool:
    return day.weekday() < 5 and day not in calendar


def add_working_days(day: date, days: int, calendar: Container[date]) -> date:
    """Return the ``days``-th working day after ``day``; the day itself never counts.

    Raises ValueError for a negative number of days.
    """
    if days < 0:
        raise ValueError("Working days are counted forward.")
    while days:
        day += timedelta(days=1)
        if is_working_day(day, calendar):
            days -= 1
    return day


def working_days_before(day: date, days: int, calendar: Container[date]) -> date:
    """Return the ``days``-th working day before ``day``; the day itself never counts.

    Raises ValueError for a negative number of days.
    """
    if days < 0:
        raise ValueError("Working days are counted backward here.")
    while days:
        day -= timedelta(days=1)
        if is_working_day(day, calendar):
            days -= 1
    return day
