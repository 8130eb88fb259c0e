# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Working days: Monday to Friday, public holidays of the place apart (law R10.02)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grc.clock.working_time import add_working_days, calendar_of, is_working_day

days = st.dates(date(2020, 1, 1), date(2035, 1, 1))


def test_alsace_moselle_is_never_ges():
    """The subdivision GES names no local holiday: it is refused, in words."""
    with pytest.raises(ValueError, match="6AE"):
        calendar_of("FR", "GES")


def test_unknown_places_are_refused():
    """A typo in a town's settings is an error, not a calendar without holidays."""
    with pytest.raises(ValueError, match="XX"):
        calendar_of("XX")


def test_days_are_not_counted_backwards():
    """A negative number is a mistake of the caller."""
    with pytest.raises(ValueError, match="forward"):
        add_working_days(date(2026, 1, 1), -1, ())


@pytest.mark.parametrize(
    ("place", "day", "works"),
    [
        (("FR", ""), date(2026, 5, 1), False),
        (("FR", ""), date(2026, 4, 6), False),  # Easter Monday
        (("FR", ""), date(2026, 4, 3), True),  # Good Friday
        (("FR", "57"), date(2026, 4, 3), False),
        (("FR", "6AE"), date(2026, 12, 26), False),
        (("FR", ""), date(2026, 11, 21), False),  # a Saturday
        (("CA", "QC"), date(2026, 6, 24), False),
        (("FR", "974"), date(2027, 12, 20), False),  # abolition of slavery, La Réunion
        (("FR", ""), date(2027, 12, 20), True),
    ],
)
def test_each_place_has_its_holidays(place, day, works):
    """Holidays differ from place to place, and every year has them."""
    assert is_working_day(day, calendar_of(*place)) is works


def test_a_weekend_and_a_holiday_are_skipped():
    """Thursday 30 April 2026 plus one working day is Monday 4 May."""
    assert add_working_days(date(2026, 4, 30), 1, calendar_of("FR")) == date(2026, 5, 4)


@given(days, st.integers(0, 60))
def test_the_days_between_are_exactly_as_many(day, count):
    """Between the day and the result there are that many working days, the result being one."""
    calendar = calendar_of("FR")
    end = add_working_days(day, count, calendar)
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(is_working_day(d, calendar) for d in between) == count
    assert count == 0 or is_working_day(end, calendar)
