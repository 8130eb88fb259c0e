# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Days and moments in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone, translation

from grc.ui import dates

NOW = datetime(2026, 3, 3, 13, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english_afternoon() -> Iterator[None]:
    with (
        time_machine.travel(NOW, tick=False),
        translation.override("en"),
        timezone.override("Europe/Paris"),
    ):
        yield


def test_a_day_is_in_full_for_citizens() -> None:
    """Citizens read the day of the week and the month in full, without the current year."""
    assert dates.day(date(2026, 3, 6)) == "Friday 6 March"
    assert dates.day(date(2027, 1, 2)) == "Saturday 2 January 2027"


def test_a_day_is_short_for_agents() -> None:
    """Agents read the shortest day that cannot be mistaken."""
    assert dates.day(date(2026, 3, 6), short=True) == "6 Mar"
    assert dates.day(date(2025, 3, 6), short=True) == "6 Mar 2025"


def test_a_moment_has_the_hour_of_the_town() -> None:
    """An hour is the one on the town's clocks, and so is the day near midnight."""
    assert dates.moment(NOW) == "Tuesday 3 March at 14:05"
    late = datetime(2026, 3, 5, 23, 30, tzinfo=UTC)
    assert dates.moment(late) == "Friday 6 March at 00:30"
    with timezone.override("America/Toronto"):
        assert dates.day(late) == "Thursday 5 March"


def test_a_month_has_its_year_and_no_day() -> None:
    """A month alone would be taken for the next or the last one."""
    assert dates.month(date(2026, 3, 1)) == "March 2026"
    assert dates.month(date(2024, 3, 1), short=True) == "Mar 2024"
    with translation.override("fr"):
        assert dates.month(date(2026, 3, 1)) == "mars 2026"


@pytest.mark.parametrize(
    ("precision", "words"),
    [
        ("instant", "Thursday 1 January at 00:00"),
        ("day", "Thursday 1 January"),
        ("month", "January 2026"),
        ("unknown", "date not known"),
    ],
)
def test_a_moment_is_told_as_exactly_as_it_is_known(precision: str, words: str) -> None:
    """The beginning of a day or of a month stands for all of it, in the town's zone."""
    assert dates.known(datetime(2025, 12, 31, 23, tzinfo=UTC), precision) == words


def test_french_says_premier() -> None:
    """The first of a month is ordinal in French, the other days are not."""
    with translation.override("fr"):
        assert dates.day(date(2026, 4, 1)) == "mercredi 1er avril"
        assert dates.day(date(2026, 4, 11)) == "samedi 11 avril"


@pytest.mark.parametrize(
    ("away", "words"),
    [
        (timedelta(seconds=-20), "just now"),
        (timedelta(minutes=-4), "4 min ago"),
        (timedelta(hours=-5), "5 h ago"),
        (timedelta(hours=-26), "yesterday"),
        (timedelta(days=-3), "3 days ago"),
        (timedelta(days=-40), "22 Jan"),
        (timedelta(minutes=50), "in 50 min"),
        (timedelta(hours=2), "in 2 h"),
        (timedelta(days=1), "tomorrow"),
        (timedelta(days=9), "in 9 days"),
    ],
)
def test_relative_words(away: timedelta, words: str) -> None:
    """Near moments are told by their distance, far ones by their day."""
    assert dates.relative(NOW + away) == words


def test_a_day_without_hour_is_relative_by_days() -> None:
    """A due day has no hour: it is today, never in some hours."""
    assert dates.relative(date(2026, 3, 3)) == "today"
    assert dates.relative(date(2026, 3, 2)) == "yesterday"
