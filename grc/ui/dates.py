# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Days and moments in words, in the active language and the active time zone (the town's).

In full for citizens ("Tuesday 3 March"), short for agents ("3 Mar"). The year appears when it is
not the current one.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext, pgettext

from grc.core.precision import Precision

MINUTE = 60
HOUR = 60 * MINUTE
MONTH = 31


def day(value: date, *, short: bool = False) -> str:
    """Return the day in words; a moment counts for the day it has in the town's zone."""
    value = local_day(value)
    other_year = value.year != timezone.localdate().year
    if short:
        layout = pgettext("short date", "j M Y") if other_year else pgettext("short date", "j M")
    else:
        layout = pgettext("date", "l j F Y") if other_year else pgettext("date", "l j F")
    return date_format(value, _ordinal_first(layout, value))


def hour(value: datetime, *, short: bool = False) -> str:
    """Return the hour in words, in the town's zone."""
    layout = pgettext("short hour", "H:i") if short else pgettext("hour", "H:i")
    return date_format(timezone.localtime(value), layout)


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
        return _counted(minutes, "minute", future=seconds > 0)
    return _counted(round(minutes / 60), "hour", future=seconds > 0)


def _relative_days(days: int) -> str:
    named = {-1: gettext("yesterday"), 0: gettext("today"), 1: gettext("tomorrow")}
    return named.get(days) or _counted(abs(days), "day", future=days > 0)


def _counted(count: int, unit: Literal["minute", "hour", "day"], *, future: bool) -> str:
    sentences = {
        ("minute", False): ngettext("%(count)d min ago", "%(count)d min ago", count),
        ("hour", False): ngettext("%(count)d h ago", "%(count)d h ago", count),
        ("day", False): ngettext("%(count)d day ago", "%(count)d days ago", count),
        ("minute", True): ngettext("in %(count)d min", "in %(count)d min", count),
        ("hour", True): ngettext("in %(count)d h", "in %(count)d h", count),
        ("day", True): ngettext("in %(count)d day", "in %(count)d days", count),
    }
    return sentences[unit, future] % {"count": count}


def local_day(value: date) -> date:
    """Return the day of a moment in the town's zone; a day is returned as it is."""
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def _ordinal_first(layout: str, value: date) -> str:
    """French says "1er mars" for the first of a month, and cardinals after it."""
    if value.day == 1 and (get_language() or "").startswith("fr"):
        return layout.replace("j", r"j\e\r")
    return layout
