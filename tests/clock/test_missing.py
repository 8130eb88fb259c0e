# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Missing documents and the legal date (law R1.22, R1.23), against a count day by day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grc.clock.missing import Missing, Pause, date_of_acceptance, date_of_rejection, pauses
from grc.clock.months import add_months

FILED = date(2026, 3, 15)
LEGAL = date(2026, 5, 15)
DAY = timedelta(days=1)


def two_months(day: date) -> date:
    return add_months(day, 2)


def march(asked: int, due: int, ended: int | None = None) -> Missing:
    """Asked, due and there so many days after the filing."""
    there = None if ended is None else FILED + ended * DAY
    return Missing(FILED + asked * DAY, FILED + due * DAY, there)


@st.composite
def askings(draw: st.DrawFn) -> Missing:
    asked = draw(st.integers(0, 200))
    due = asked + draw(st.integers(0, 60))
    ended = draw(st.none() | st.integers(asked, asked + 120))
    return march(asked, due, ended)


def naive_rejection(missing: list[Missing]) -> date:
    """Walk day by day: a day on which something may still be sent takes nothing from the time."""
    left, day = (LEGAL - FILED).days, FILED
    while left:
        is_paused = any(
            one.asked_on <= day < one.due_on and (one.ended_on is None or day < one.ended_on)
            for one in missing
        )
        left -= not is_paused
        day += DAY
    return day


def naive_acceptance(missing: list[Missing]) -> date | None:
    """Walk day by day until the time is over, and begin anew whenever something has come."""
    began, day, over = FILED, FILED, FILED + 500 * DAY
    while day < over:
        asked = [one for one in missing if one.asked_on < day]
        if any(one.ended_on == day for one in asked):
            began = day
        waits = any(one.ended_on is None or day < one.ended_on for one in asked)
        if not waits and day >= two_months(began):
            return day
        if any(one.asked_on == one.ended_on == day for one in missing):
            began = day
        day += DAY
    return None


@given(st.lists(askings(), max_size=4))
def test_a_rejection_comes_as_much_later_as_the_time_stood_still(missing):
    """Suspended for the union of the periods that were set, not for their sum (law R1.23)."""
    assert date_of_rejection(LEGAL, missing) == naive_rejection(missing)


@given(st.lists(askings(), max_size=4))
def test_an_acceptance_counts_anew_once_everything_is_there(missing):
    """Unknown until then; what is asked for too late changes nothing (law R1.23)."""
    assert date_of_acceptance(LEGAL, missing, two_months) == naive_acceptance(missing)


@given(st.lists(askings(), max_size=4))
def test_pauses_are_told_apart(missing):
    """In order, none of them empty, none touching the next: what is shown adds up."""
    told = pauses(LEGAL, missing)
    assert all(pause.days > 0 for pause in told)
    assert all(one.until < after.since for one, after in pairwise(told))
    assert date_of_rejection(LEGAL, missing) - LEGAL == sum(
        (pause.until - pause.since for pause in told), timedelta()
    )


@pytest.mark.parametrize(
    ("missing", "rejected", "accepted"),
    [
        ([], date(2026, 5, 15), date(2026, 5, 15)),
        # Nothing came: the time goes on at the end of what was set; an acceptance never comes.
        ([march(10, 25)], date(2026, 5, 30), None),
        ([march(10, 25, 14)], date(2026, 5, 19), date(2026, 5, 29)),
        # It came later than asked: the time went on meanwhile.
        ([march(10, 25, 40)], date(2026, 5, 30), date(2026, 6, 24)),
        # It came the same day: nothing stood still.
        ([march(10, 25, 10)], date(2026, 5, 15), date(2026, 5, 25)),
        # Two askings that overlap count once.
        ([march(10, 25, 20), march(15, 30, 22)], date(2026, 5, 27), date(2026, 6, 6)),
        # Asked for on the day itself, or after it: silence has decided.
        ([march(61, 90)], date(2026, 5, 15), date(2026, 5, 15)),
        ([march(60, 90, 62)], date(2026, 5, 17), date(2026, 7, 16)),
    ],
)
def test_the_dates_of_the_law(missing, rejected, accepted):
    """Two months from 15 March 2026, by what was asked for in between (law R1.22, R1.23)."""
    assert date_of_rejection(LEGAL, missing) == rejected
    assert date_of_acceptance(LEGAL, missing, two_months) == accepted


def test_a_pause_has_its_days():
    """The day on which the document came counts again."""
    (pause,) = pauses(LEGAL, [march(10, 25, 14)])
    assert pause == Pause(date(2026, 3, 25), date(2026, 3, 29))
    assert pause.days == 4
