# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Working hours: when people of a town are at work, and limits counted in that time.

A moment is working time when the clock of the town shows, on a day that is no public holiday, a
time within one of the intervals of the week. Hours count as they really pass: the night on which
clocks go forward, 00:00-08:00 is seven hours, the night on which they go back, nine.

Everything is computed in UTC and moments are returned in UTC. (Python compares and subtracts two
moments of one time zone by the face of the clock, which is wrong on those nights.)
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Final

from grc.clock.working_week import WorkingWeek

# A limit further away than this is a mistake: a minute a week, a calendar of holidays only.
HORIZON: Final = timedelta(days=10 * 366)
# The longest time whose hours are counted: every day of it is looked at.
LONGEST: Final = timedelta(days=100 * 366)
# Any year with room around it: a limit of the year 9999 is a mistake as well.
FIRST_YEAR, LAST_YEAR = 1000, 9000
_DAY: Final = timedelta(days=1)
_NOTHING: Final = timedelta(0)

Span = tuple[datetime, datetime]


def add_working_time(
    moment: datetime,
    amount: timedelta,
    week: WorkingWeek,
    calendar: Container[date],
    zone: tzinfo,
) -> datetime:
    """Return the earliest moment, in UTC, by which ``amount`` of working time has passed.

    So 3 h 30 after 08:30 is 12:00, not 13:30 after lunch. No time at all after a moment outside
    working time is when work begins next; inside it, or at its very end, it is the moment itself.

    ``calendar`` holds the public holidays (``grc.clock.working_time.calendar_of``), ``zone`` is the
    time zone of the town. Raises ``ValueError`` for a moment without time zone or of an absurd
    year, for a negative amount, and for a limit that falls more than ten years ahead.
    """
    start = _instant(moment)
    if amount < _NOTHING:
        raise ValueError("Working time is counted forward.")
    left = amount
    # From the day before: where work has just ended, no time at all is now, not the next morning.
    for begins, ends in _spans(start - _DAY, start + HORIZON, week, calendar, zone):
        if ends < start:
            continue
        begins = max(begins, start)
        if ends - begins >= left:
            return begins + left
        left -= ends - begins
    raise ValueError(
        "This limit falls more than ten years ahead: there is too little working time."
    )


def working_time_between(
    start: datetime,
    end: datetime,
    week: WorkingWeek,
    calendar: Container[date],
    zone: tzinfo,
) -> timedelta:
    """Return the working time from ``start`` to ``end``, negative when ``end`` comes first.

    Raises ``ValueError`` for a moment without time zone or of an absurd year, and for more than a
    hundred years.
    """
    first, last = _instant(start), _instant(end)
    if last < first:
        return -working_time_between(end, start, week, calendar, zone)
    if last - first > LONGEST:
        raise ValueError("Working time is not counted over more than a hundred years.")
    spans = _spans(first, last, week, calendar, zone)
    return sum((ends - begins for begins, ends in spans), _NOTHING)


@dataclass(frozen=True, eq=False)
class WorkingClock:
    """The working time of one town: its week, its public holidays, its time zone."""

    week: WorkingWeek
    calendar: Container[date]
    zone: tzinfo

    def after(self, moment: datetime, hours: float | Decimal) -> datetime:
        """Return when that many working hours have passed: see ``add_working_time``."""
        amount = timedelta(hours=float(hours))
        return add_working_time(moment, amount, self.week, self.calendar, self.zone)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return the working time from one to the other: see ``working_time_between``."""
        return working_time_between(start, end, self.week, self.calendar, self.zone)


def _instant(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("A moment needs a time zone.")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"The year {moment.year} is a mistake.")
    return moment.astimezone(UTC)


def _spans(
    start: datetime,
    end: datetime,
    week: WorkingWeek,
    calendar: Container[date],
    zone: tzinfo,
) -> Iterator[Span]:
    """Yield the working time between two instants, in order, cut at both and where it need be."""
    while start < end:
        stop = _until_change(start, min(start + _DAY, end), zone)
        offset = _offset(start, zone)
        for begins, ends in _on_the_clock(start + offset, stop + offset, week, calendar):
            yield begins - offset, ends - offset
        start = stop


def _on_the_clock(
    start: datetime, end: datetime, week: WorkingWeek, calendar: Container[date]
) -> Iterator[Span]:
    """The same by the clock of the town, while it runs evenly: times that bear a false UTC."""
    day = start.date()
    while day <= end.date():
        if day not in calendar:
            midnight = datetime.combine(day, time.min, UTC)
            for begins, ends in week.spans(day.weekday()):
                span = max(midnight + begins, start), min(midnight + ends, end)
                if span[0] < span[1]:
                    yield span
        day += _DAY


def _offset(instant: datetime, zone: tzinfo) -> timedelta:
    offset = instant.astimezone(zone).utcoffset()
    if offset is None:
        raise ValueError("A time zone needs an offset.")
    return offset


def _until_change(start: datetime, end: datetime, zone: tzinfo) -> datetime:
    """Return ``end``, or the instant before it at which the clock of the town is changed.

    Clocks are not changed twice within a day.
    """
    before = _offset(start, zone)
    if _offset(end - datetime.resolution, zone) == before:
        return end
    # Changes fall on whole seconds.
    while end - start > timedelta(seconds=1):
        middle = start + (end - start) // 2
        if _offset(middle, zone) == before:
            start = middle
        else:
            end = middle
    return end.replace(microsecond=0)
