# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Before requests move: which timers of the new version would come at once, for how many."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from grc.service_requests.versions import at_once
from grc.service_requests.versions.at_once import timers_at_once
from grc.service_requests.versions.impact import impact_of
from tests.cast import file_request
from workflows.library import load

pytestmark = pytest.mark.django_db

MONDAY = datetime(2027, 3, 1, 9, tzinfo=UTC)


def impatient(days):
    data = load("report")
    way = next(way for way in data["transitions"] if way["code"] == "still_working")
    way["after"] = {"since": "arrival", "days": days}
    return data


@pytest.fixture
def waiting(service):
    """Three requests that have been new for four days."""
    with time_machine.travel(MONDAY, tick=False):
        for _ in range(3):
            file_request(service)
    with time_machine.travel(MONDAY + timedelta(days=4), tick=False):
        yield service.workflow


def found(workflow, days):
    version = workflow.draft(impatient(days), by=None)
    told = timers_at_once(impact_of(version), version)
    return [(one.timer.code, one.count, one.is_least) for one in told]


def test_what_has_not_passed_yet_does_not_come(waiting):
    """With five days of patience nothing comes on the fourth."""
    assert found(waiting, 5) == []


def test_what_has_passed_comes_at_once_for_each(waiting):
    """With three days all that wait are told at once."""
    assert found(waiting, 3) == [("still_working", 3, False)]


def test_beyond_a_few_it_is_at_least(waiting, monkeypatch):
    """A large town is not read whole for a page."""
    monkeypatch.setattr(at_once, "MOST_LOOKED_AT", 2)

    assert found(waiting, 3) == [("still_working", 2, True)]
