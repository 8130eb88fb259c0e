# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Limits in working hours: lunch, nights, weekends, holidays and changed clocks are passed over."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grc.clock.working_hours import WorkingClock, add_working_time, working_time_between
from grc.clock.working_time import calendar_of
from grc.clock.working_week import WorkingWeek
from tests.clock.weeks import clocks, moments
from tests.figures import examples

PARIS = ZoneInfo("Europe/Paris")
OFFICE = WorkingWeek.parse(
    {day: [["08:30", "12:00"], ["13:30", "17:30"]] for day in ("mon", "tue", "wed", "thu", "fri")}
)
NIGHTS = WorkingWeek.parse({"sun": [["00:00", "08:00"]]})
TOWN = WorkingClock(OFFICE, calendar_of("FR"), PARIS)
MINUTE = timedelta(minutes=1)
NOTHING = timedelta(0)
many = settings(max_examples=examples(3000))
some = settings(max_examples=examples(1000))
lengths = st.integers(0, 40 * 60).map(lambda minutes: timedelta(minutes=minutes))


def paris(text):
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def is_worked(clock, moment):
    """What the rule says, word by word."""
    shown = moment.astimezone(clock.zone)
    since_midnight = timedelta(hours=shown.hour, minutes=shown.minute)
    spans = clock.week.spans(shown.weekday())
    return shown.date() not in clock.calendar and any(
        begins <= since_midnight < ends for begins, ends in spans
    )


def clock_after(clock, start, amount):
    return add_working_time(start, amount, clock.week, clock.calendar, clock.zone)


def test_hours_are_counted_forward():
    """A negative limit is a mistake of the caller."""
    with pytest.raises(ValueError, match="forward"):
        TOWN.after(paris("2026-03-02 09:00"), -1)


@pytest.mark.parametrize(
    ("moment", "why"),
    [
        (datetime(2026, 3, 2, 9), "time zone"),
        (datetime(9999, 3, 2, 9, tzinfo=UTC), "9999"),
        (datetime(1, 1, 1, tzinfo=UTC), "year 1 "),
    ],
)
def test_a_moment_that_is_none_is_refused(moment, why):
    """A moment without time zone, or of an absurd year, has no working time."""
    with pytest.raises(ValueError, match=why):
        TOWN.after(moment, 1)
    with pytest.raises(ValueError, match=why):
        TOWN.between(moment, moment)


def test_a_limit_that_never_comes_is_refused():
    """Ten years without enough working time are an error, not a loop."""

    class EveryDay:
        def __contains__(self, day):
            return True

    holidays = WorkingClock(OFFICE, EveryDay(), PARIS)
    for clock, hours in [(TOWN, 10**6), (holidays, 0), (holidays, 1)]:
        with pytest.raises(ValueError, match="ten years"):
            clock.after(paris("2026-03-02 09:00"), hours)
    with pytest.raises(ValueError, match="hundred years"):
        TOWN.between(paris("1900-01-01 00:00"), paris("2026-01-01 00:00"))


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-03-02 08:30", 1, "2026-03-02 09:30"),
        ("2026-03-02 08:30", 3.5, "2026-03-02 12:00"),
        ("2026-03-02 08:30", 7.5, "2026-03-02 17:30"),
        ("2026-03-02 08:30", 8, "2026-03-03 09:00"),
        ("2026-03-02 11:00", 2, "2026-03-02 14:30"),
        ("2026-03-02 12:30", 0, "2026-03-02 13:30"),
        ("2026-03-02 12:00", 0, "2026-03-02 12:00"),
        ("2026-03-02 17:30", 0, "2026-03-02 17:30"),
        ("2026-03-02 17:31", 0, "2026-03-03 08:30"),
        ("2026-03-02 09:15", 0, "2026-03-02 09:15"),
        ("2026-03-06 17:00", 1, "2026-03-09 09:00"),
        ("2026-03-07 10:00", 8, "2026-03-10 09:00"),
        ("2026-04-30 17:00", 1, "2026-05-04 09:00"),
        ("2026-03-27 17:00", 1, "2026-03-30 09:00"),
        ("2026-10-23 17:00", 1, "2026-10-26 09:00"),
        ("2026-12-24 16:30", 8, "2026-12-28 17:00"),
    ],
)  # fmt: skip
def test_lunch_nights_weekends_and_holidays_are_passed_over(start, hours, end):
    """Only working time counts, and a limit stays at the end of the morning if it falls there."""
    assert TOWN.after(paris(start), hours) == paris(end)
    assert TOWN.after(paris(start), hours).tzinfo is UTC


def test_the_night_when_clocks_are_changed_has_its_own_length():
    """From midnight to eight there are seven hours in March and nine in October."""
    clock = WorkingClock(NIGHTS, (), PARIS)

    def night(day):
        return clock.between(paris(f"{day} 00:00"), paris(f"{day} 12:00"))

    assert night("2026-03-22") == timedelta(hours=8)
    assert night("2026-03-29") == timedelta(hours=7)
    assert night("2026-10-25") == timedelta(hours=9)
    assert clock.after(paris("2026-03-29 00:00"), 2) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_an_hour_that_comes_twice_is_worked_twice():
    """Work from 02:30 to 02:45 is done before and after the clock goes back."""
    week = WorkingWeek.parse({"sun": [["02:30", "02:45"]]})
    clock = WorkingClock(week, (), PARIS)

    assert clock.between(paris("2026-10-25 00:00"), paris("2026-10-25 12:00")) == 30 * MINUTE
    assert clock.between(paris("2026-03-29 00:00"), paris("2026-03-29 12:00")) == NOTHING


def test_holidays_are_those_of_the_place():
    """Good Friday is worked in Châlons and not in Metz."""
    metz = WorkingClock(OFFICE, calendar_of("FR", "57"), PARIS)

    assert TOWN.after(paris("2026-04-02 17:00"), 1) == paris("2026-04-03 09:00")
    assert metz.after(paris("2026-04-02 17:00"), 1) == paris("2026-04-07 09:00")


def test_a_limit_of_months_is_found_quickly(figure):
    """Two years of working hours are added within a quarter of a second, holidays included."""
    took = []
    for _ in range(3):
        before = perf_counter()
        end = TOWN.after(paris("2026-01-05 08:30"), 3500)
        took.append(perf_counter() - before)
    figure("two years ms", round(min(took) * 1000, 1))

    assert end.year == 2027
    assert min(took) < 0.25


@many
@given(st.data(), moments, lengths)
def test_between_undoes_after(data, start, amount):
    """From a moment to the limit there is exactly the time that was given."""
    clock = data.draw(clocks(start.date()))

    assert clock.between(start, clock_after(clock, start, amount)) == amount


@many
@given(st.data(), moments, lengths, lengths)
def test_time_given_in_two_parts_ends_at_the_same_moment(data, start, first, second):
    """Limits add up."""
    clock = data.draw(clocks(start.date()))

    there = clock_after(clock, clock_after(clock, start, first), second)

    assert there == clock_after(clock, start, first + second)


@many
@given(st.data(), moments, st.integers(0, 4000), lengths, lengths)
def test_later_is_never_sooner(data, start, minutes, amount, more):
    """A later start, or more time, never gives an earlier limit."""
    clock = data.draw(clocks(start.date()))
    end = clock_after(clock, start, amount)

    assert end >= start
    assert clock_after(clock, start + minutes * MINUTE, amount) >= end
    assert clock_after(clock, start, amount + more) >= end


@many
@given(st.data(), moments, lengths)
def test_a_limit_falls_in_working_time_or_at_its_end(data, start, amount):
    """Nobody has a limit in the night, unless work has just ended."""
    clock = data.draw(clocks(start.date()))
    end = clock_after(clock, start, amount)

    assert is_worked(clock, end) or is_worked(clock, end - timedelta(microseconds=1))


@many
@given(st.data(), moments, st.integers(-9000, 9000), st.integers(-9000, 9000))
def test_time_between_adds_up(data, start, first, second):
    """From here to there over anywhere: the same time, there and back."""
    clock = data.draw(clocks(start.date()))
    middle, end = start + first * MINUTE, start + second * MINUTE

    assert clock.between(start, middle) + clock.between(middle, end) == clock.between(start, end)
    assert clock.between(start, end) == -clock.between(end, start)


@some
@given(st.data(), moments, st.integers(0, 4 * 1440))
def test_time_between_is_the_number_of_minutes_worked(data, start, minutes):
    """Counted minute by minute, by the rule itself, it is the same."""
    clock = data.draw(clocks(start.date()))
    worked = sum(is_worked(clock, start + minute * MINUTE) for minute in range(minutes))

    assert clock.between(start, start + minutes * MINUTE) == worked * MINUTE


@some
@given(st.data(), moments, st.integers(0, 1000))
def test_a_limit_is_the_first_moment_at_which_enough_was_worked(data, start, minutes):
    """Walking minute by minute until enough was worked, one arrives at the same moment."""
    clock = data.draw(clocks(start.date()))
    moment, left = start, minutes
    ended = is_worked(clock, start - MINUTE)
    while left or not (is_worked(clock, moment) or ended):
        ended = is_worked(clock, moment)
        left -= ended
        moment += MINUTE
        if moment - start > timedelta(days=20):
            return

    assert clock.after(start, minutes / 60) == moment


@some
@given(st.data(), moments, st.floats(0, 30))
def test_hours_need_not_be_whole_minutes(data, start, hours):
    """Any fraction of an hour is counted to the microsecond."""
    clock = data.draw(clocks(start.date()))
    amount = timedelta(hours=hours)
    end = add_working_time(start, amount, clock.week, clock.calendar, clock.zone)

    assert working_time_between(start, end, clock.week, clock.calendar, clock.zone) == amount


def test_moments_may_bear_any_time_zone():
    """A moment of another zone is the same moment."""
    start = paris("2026-03-02 09:00")

    assert TOWN.after(start.astimezone(UTC), 4) == TOWN.after(start, 4)
    assert date(2026, 3, 2) == TOWN.after(start.astimezone(ZoneInfo("Asia/Tokyo")), 4).date()
