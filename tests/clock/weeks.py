# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Random weeks, towns and moments, many of them on the days when clocks are changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from grc.clock.working_hours import WorkingClock
from grc.clock.working_week import WorkingWeek

# In the last, clocks are changed at midnight, by half an hour, or a day was left out.
ZONES = [
    *("Europe/Paris", "America/Toronto", "Indian/Reunion", "America/St_Johns", "Africa/Cairo"),
    *("America/Santiago", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu", "UTC"),
]


@st.composite
def intervals(draw: st.DrawFn) -> tuple[tuple[time, time], ...]:
    """A few intervals of one day, in order, to the minute or to the half hour."""
    step = draw(st.sampled_from([1, 30]))
    minutes = draw(st.sets(st.integers(0, 1440 // step), max_size=6))
    bounds = sorted(minute * step for minute in minutes)
    times = [time(minute // 60 % 24, minute % 60) for minute in bounds]
    return tuple(zip(times[::2], times[1::2], strict=False))


weeks = st.tuples(*[intervals()] * 7).filter(any).map(WorkingWeek)
CHANGES = [
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2026, 11, 1),
    date(2010, 11, 7),
    date(2011, 12, 30),
    date(2026, 4, 4),
    date(2026, 9, 5),
    date(2026, 4, 24),
]
days = st.one_of(
    st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    st.builds(
        lambda day, more: day + timedelta(days=more), st.sampled_from(CHANGES), st.integers(-2, 2)
    ),
)
moments = st.builds(
    lambda day, minutes: datetime.combine(day, time.min, UTC) + timedelta(minutes=minutes),
    days,
    st.integers(0, 1439),
)


@st.composite
def clocks(draw: st.DrawFn, near: date) -> WorkingClock:
    """The working time of some town, with a few public holidays around a day."""
    holidays = draw(st.sets(st.integers(-3, 3), max_size=3))
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    calendar = frozenset(near + timedelta(days=more) for more in holidays)
    # Less than half an hour a week, and a limit would fall years ahead.
    week = draw(weeks.filter(lambda week: _length(week) >= timedelta(minutes=30)))
    return WorkingClock(week, calendar, zone)


def _length(week: WorkingWeek) -> timedelta:
    spans = [span for weekday in range(7) for span in week.spans(weekday)]
    return sum((ends - begins for begins, ends in spans), timedelta(0))
