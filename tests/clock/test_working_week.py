# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The hours of a week: read from data, refused in words."""

from __future__ import annotations

import json
from datetime import UTC, time, timedelta

import pytest
from hypothesis import given

from grc.clock.working_week import WeekRefused, WorkingWeek
from tests.clock.weeks import weeks

MORNING = [["08:30", "12:00"]]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (None, "Write the working hours as"),
        ([], "Write the working hours as"),
        ({}, "at least one day"),
        ({"mon": []}, "at least one day"),
        ({"monday": MORNING}, "“monday” is not a day: write one of mon, tue"),
        ({1: MORNING}, "“1” is not a day"),
        ({"mon": "08:30-12:00"}, "mon: write a list of at most 12 pairs"),
        ({"mon": [["08:00", "08:01"]] * 13}, "mon: write a list of at most 12 pairs"),
        ({"mon": ["08:30"]}, "mon: write when work begins and when it ends"),
        ({"mon": [["08:30"]]}, "mon: write when work begins"),
        ({"mon": [["8:30", "12:00"]]}, "mon: “8:30” is not a time"),
        ({"mon": [["08:30", "12:60"]]}, "“12:60” is not a time"),
        ({"mon": [["08:30", "12:00\n"]]}, "is not a time"),
        ({"mon": [[8.5, 12]]}, "“8.5” is not a time"),
        ({"mon": [["24:00", "24:00"]]}, "“24:00” is not a time"),
        ({"mon": [["08:30", "00:00"]]}, "“00:00” is not a time"),
        ({"mon": [["12:00", "08:30"]]}, "mon: 12:00-08:30 ends before it begins"),
        ({"tue": [["12:00", "12:00"]]}, "tue: 12:00-12:00 ends before it begins"),
        ({"mon": [["08:30", "12:00"], ["11:59", "17:30"]]}, "mon: 11:59-17:30 begins before"),
        ({"mon": [["13:30", "17:30"], ["08:30", "12:00"]]}, "mon: 08:30-12:00 begins before"),
    ],
)
def test_what_is_not_a_week_is_refused_in_words(data, why):
    """Each fault is a sentence that names the day and says what to write."""
    with pytest.raises(ValueError, match=why) as refusal:
        WorkingWeek.parse(data)

    assert isinstance(refusal.value, WeekRefused)
    assert str(refusal.value) == refusal.value.message % refusal.value.params


@pytest.mark.parametrize(
    ("days", "why"),
    [
        (((),) * 7, "at least one day"),
        ((((time(8), time(12)),),) * 6, "seven days"),
        ((((time(8, tzinfo=UTC), time(12)),),) * 7, "without time zone"),
        ((((time(12), time(8)),),) * 7, "ends before it begins"),
    ],
)
def test_a_week_made_in_python_is_held_to_the_same(days, why):
    """A week that nobody works at, or in disorder, does not exist."""
    with pytest.raises(ValueError, match=why):
        WorkingWeek(days)


def test_a_day_may_end_at_midnight():
    """24:00 is the midnight that ends the day; one interval may begin where another ends."""
    week = WorkingWeek.parse({"fri": [["00:00", "12:00"], ["12:00", "24:00"]]})

    assert week.spans(4) == (
        (timedelta(0), timedelta(hours=12)),
        (timedelta(hours=12), timedelta(days=1)),
    )
    assert week.to_data() == {"fri": [["00:00", "12:00"], ["12:00", "24:00"]]}


@given(weeks)
def test_data_and_back(week):
    """A week comes back from its JSON equal, with the same hash."""
    again = WorkingWeek.parse(json.loads(json.dumps(week.to_data())))

    assert (again, hash(again)) == (week, hash(week))
