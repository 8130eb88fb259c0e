# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A town's working hours: its own week, its holidays, its clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from grc.municipalities.models import Municipality
from tests.conftest import owner_connection

PARIS = ZoneInfo("Europe/Paris")


def paris(text):
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.mark.parametrize(
    ("week", "why"),
    [
        ([], "cannot be blank"),
        ({"mon": []}, "Write the working hours of at least one day."),
        ({"lundi": [["08:00", "12:00"]]}, "“lundi” is not a day: write one of mon, tue"),
        ({"mon": [["8 h", "12:00"]]}, "mon: “8 h” is not a time: write for example 08:30."),
    ],
)
def test_hours_that_make_no_week_are_refused(week, why):
    """What cannot be counted with is refused with the sentence that says what to write."""
    town = Municipality(slug="a", name="A", sender_address="a@b.example", working_week=week)

    with pytest.raises(ValidationError) as refusal:
        town.full_clean(validate_unique=False, validate_constraints=False)

    with translation.override("en"):
        told = refusal.value.message_dict
    assert list(told) == ["working_week"]
    assert why in " ".join(told["working_week"])


def test_a_town_works_office_hours_unless_it_says_otherwise():
    """A new town works from Monday to Friday, closed at lunch, and two towns share nothing."""
    one, other = Municipality(), Municipality()
    one.working_week["sat"] = [["09:00", "12:00"]]

    days = ("mon", "tue", "wed", "thu", "fri")
    assert other.working_time.week.to_data() == {
        day: [["08:30", "12:00"], ["13:30", "17:30"]] for day in days
    }
    assert "sat" in one.working_time.week.to_data()


def test_limits_follow_the_town():
    """Hours are counted by the week, the holidays and the clock of the town."""
    town = Municipality()
    metz = Municipality(subdivision="57", working_week={"fri": [["08:00", "10:00"]]})
    quebec = Municipality(country="CA", subdivision="QC", time_zone="America/Toronto")
    start = paris("2026-04-02 17:00")

    assert town.working_time.after(start, 1) == paris("2026-04-03 09:00")
    assert metz.working_time.after(start, Decimal("0.5")) == paris("2026-04-10 08:30")
    assert quebec.working_time.after(start, 1) == paris("2026-04-02 18:00")
    assert town.working_time.between(start, paris("2026-04-07 12:00")) == timedelta(hours=11.5)


def test_a_place_without_holidays_is_an_error_not_a_calendar():
    """A typo in the country is told as soon as hours are counted."""
    with pytest.raises(ValueError, match="XX"):
        _ = Municipality(country="XX").working_time


def test_a_program_of_before_can_still_create_a_town(transactional_db):
    """During an upgrade a process that does not know the week creates a town that has one."""
    with owner_connection() as connection:
        connection.execute(
            "INSERT INTO municipalities_municipality (slug, name, languages, time_zone, country,"
            " subdivision, sender_address, phone, email, postal_address, opening_hours, accent,"
            " created_at) VALUES ('old', 'Old', '{fr}', 'Europe/Paris', 'FR', '', 'a@b.example',"
            " '', '', '', '', '#1f5f5b', now())"
        )

    old = Municipality.objects.get(slug="old")

    assert old.working_week == Municipality().working_week
    old.full_clean()
