# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Days and moments in words, in the active language and the active time zone (the town's).

In full for citizens ("Tuesday 3 March"), short for agents ("3 Mar"). The year appears when it is
not the current one.
"""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import get_language, gettext, ngettext, pgettext

from grc.core.precision import Precision

if TYPE_CHECKING:
    from collections.abc import Callable

    Unit = tuple[Literal["minute", "hour", "day"], bool]

MINUTE = 60
HOUR = 60 * MINUTE
MONTH = 31


def day(value: date, *, short: bool = False) -> str:
    """Return the day in words; a moment counts for the day it has in the town's zone."""
    value = local_day(value)
    other_year = value.year != timezone.localdate().year
    return _day(value, short, other_year, get_language())


# Lists say the same few days and hours again and again; putting one in words takes Django 0.2 ms.
@lru_cache(maxsize=2048)
def _day(value: date, short: bool, other_year: bool, _language: str | None) -> str:
    if short:
        layout = pgettext("short date", "j M Y") if other_year else pgettext("short date", "j M")
    else:
        layout = pgettext("date", "l j F Y") if other_year else pgettext("date", "l j F")
    return date_format(value, _ordinal_first(layout, value))


def hour(value: datetime, *, short: bool = False) -> str:
    """Return the hour in words, in the town's zone."""
    return _hour(
        timezone.localtime(value).time().replace(second=0, microsecond=0), short, get_language()
    )


@lru_cache(maxsize=1500)
def _hour(value: time, short: bool, _language: str | None) -> str:
    return time_format(value, pgettext("short hour", "H:i") if short else pgettext("hour", "H:i"))


def moment(value: datetime, *, short: bool = False) -> str:
    """Return the day and the hour in words."""
    if short:
        return f"{day(value, short=True)}, {hour(value, short=True)}"
    return gettext("%(day)s at %(hour)s") % {"day": day(value), "hour": hour(value)}


def month(value: date, *, short: bool = False) -> str:
    """Return the month in words, always with its year."""
    layout = pgettext("short month", "M Y") if short else pgettext("month", "F Y")
    return date_format(local_day(value), layout)


def known(value: date, precision: str, *, short: bool = False) -> str:
    """Return the day or moment in words, never more exactly than it is known."""
    if precision == Precision.UNKNOWN:
        return gettext("date not known")
    if precision == Precision.MONTH:
        return month(value, short=short)
    if precision == Precision.DAY or not isinstance(value, datetime):
        return day(value, short=short)
    return moment(value, short=short)


def relative(value: date, *, now: datetime | None = None) -> str:
    """Return how far the day or moment is from now: "5 min ago", "yesterday", "in 3 days".

    Beyond a month a count of days says nothing: the day itself is returned, short.
    """
    now = now or timezone.now()
    if isinstance(value, datetime):
        seconds = (value - now).total_seconds()
        if abs(seconds) < 12 * HOUR:
            return _relative_hours(seconds)
    days = (local_day(value) - timezone.localdate(now)).days
    return day(value, short=True) if abs(days) > MONTH else _relative_days(days)


def _relative_hours(seconds: float) -> str:
    minutes = round(abs(seconds) / MINUTE)
    if minutes < 1:
        return gettext("just now")
    if minutes < 60:
        return _counted(minutes, ("minute", seconds > 0), get_language())
    return _counted(round(minutes / 60), ("hour", seconds > 0), get_language())


def _relative_days(days: int) -> str:
    if abs(days) > 1:
        return _counted(abs(days), ("day", days > 0), get_language())
    return (
        gettext("today")
        if days == 0
        else gettext("tomorrow")
        if days == 1
        else gettext("yesterday")
    )


@lru_cache(maxsize=512)
def _counted(count: int, unit: Unit, _language: str | None) -> str:
    return SENTENCES[unit](count) % {"count": count}


SENTENCES: dict[Unit, Callable[[int], str]] = {
    ("minute", False): lambda n: ngettext("%(count)d min ago", "%(count)d min ago", n),
    ("hour", False): lambda n: ngettext("%(count)d h ago", "%(count)d h ago", n),
    ("day", False): lambda n: ngettext("%(count)d day ago", "%(count)d days ago", n),
    ("minute", True): lambda n: ngettext("in %(count)d min", "in %(count)d min", n),
    ("hour", True): lambda n: ngettext("in %(count)d h", "in %(count)d h", n),
    ("day", True): lambda n: ngettext("in %(count)d day", "in %(count)d days", n),
}


def local_day(value: date) -> date:
    """Return the day of a moment in the town's zone; a day is returned as it is."""
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def _ordinal_first(layout: str, value: date) -> str:
    """French says "1er mars" for the first of a month, and cardinals after it."""
    if value.day == 1 and (get_language() or "").startswith("fr"):
        return layout.replace("j", r"j\e\r")
    return layout
