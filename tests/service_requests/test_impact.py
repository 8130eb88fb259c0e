# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What publishing a version would mean today: who stands where, and what they would read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grc.service_requests.models import ServiceRequest, VersionMove
from grc.service_requests.versions.figures import Figure
from grc.service_requests.versions.impact import impact_of
from grc.service_requests.versions.moving import carry_on
from tests.cast import file_request
from workflows.library import load


@pytest.fixture
def filed(workflow: Any, service: Any, agent: Any) -> list[Any]:
    """Two new requests, one at work, one waiting for a third party, one that has ended."""
    rows = [file_request(service) for _ in range(5)]
    for row in rows[2:]:
        row.take(by=agent)
    rows[3].perform("call_third_party", by=agent, reason="Devis.")
    rows[4].perform("close", by=agent, message="Fait.", outcome="done")
    return rows


def without(code: str) -> dict[str, Any]:
    """Return the ready-made workflow without one of its steps."""
    data = load("report")
    data["steps"] = [step for step in data["steps"] if step["code"] != code]
    ways = [way for way in data["transitions"] if way.get("to") != code]
    for way in ways:
        if isinstance(way["from"], list):
            way["from"] = [source for source in way["from"] if source != code]
    data["transitions"] = [way for way in ways if way["from"]]
    return data


def test_nothing_lives_nothing_moves(workflow: Any) -> None:
    """Without requests there is nothing to move, and the changes are told all the same."""
    impact = impact_of(workflow.draft(without("waiting_third_party"), by=None))

    assert (impact.living, impact.mapping) == (0, {})
    assert any("is removed" in change.sentence for change in impact.changes)


def test_it_counts_who_stands_where(workflow: Any, filed: Any) -> None:
    """Living requests are counted by step; those that have ended are not touched."""
    draft = workflow.draft(without("waiting_third_party"), by=None)

    impact = impact_of(draft)

    found = {one.step.code: (one.count, one.proposed, one.why) for one in impact.standing}
    assert found == {
        "new": (2, "new", "same"),
        "in_progress": (1, "in_progress", "same"),
        "waiting_third_party": (1, "", "none"),
    }
    assert impact.living == 4
    assert [one.step.code for one in impact.without_counterpart] == ["waiting_third_party"]
    version = workflow.published
    assert impact.mapping == {version.pk: {"new": "new", "in_progress": "in_progress"}}


def test_what_is_proposed_can_be_done(
    town: Any, workflow: Any, filed: Any, administrator: Any
) -> None:
    """A move takes what is proposed as it is, and leaves the rest where it was."""
    draft = workflow.draft(without("waiting_third_party"), by=None)
    mapping = impact_of(draft).mapping
    draft.publish(by=None)
    VersionMove.objects.begin(draft, mapping, by=administrator)
    carry_on(town)

    moved = ServiceRequest.objects.filter(workflow_version=draft)
    assert moved.count() == 3
    assert impact_of(draft).living == 1


def test_another_code_is_recognised(workflow: Any, filed: Any) -> None:
    """A step under another code is proposed because it is alike; else one of its kind is."""
    data = load("report")
    data["start"] = data["steps"][0]["code"] = "arrived"
    for way in data["transitions"]:
        if isinstance(way["from"], list):
            way["from"] = ["arrived" if code == "new" else code for code in way["from"]]

    (first, *_rest) = impact_of(workflow.draft(data, by=None)).standing

    assert (first.step.code, first.proposed, first.why) == ("new", "arrived", "alike")


def test_what_requesters_read_is_told_apart(workflow: Any) -> None:
    """Changed words for the requester, and what is written to people, stand by themselves."""
    data = load("report")
    data["steps"][0]["citizen_label"] = {"fr": "Bien reçue", "en": "Well received"}
    data["steps"][1]["label"] = {"fr": "Au travail", "en": "At work"}
    data["transitions"][0]["effects"] = [{"do": "tell", "text": {"fr": "Merci", "en": "Thanks"}}]
    data["transitions"][1]["effects"] = [{"do": "set_priority", "priority": "high"}]

    impact = impact_of(workflow.draft(data, by=None))

    assert len(impact.changes) == 4
    assert [change.code for change in impact.wording] == ["citizen_label_changed", "effect_changed"]


def test_it_asks_three_things(workflow: Any, filed: Any) -> None:
    """However many requests live, the versions and the counts are all that is asked."""
    draft = workflow.draft(without("waiting_third_party"), by=None)
    with CaptureQueriesContext(connection) as queries:
        impact_of(draft)
    assert len(queries) <= 3


def test_where_requests_wait(workflow: Any, service: Any, agent: Any) -> None:
    """Each step tells how many stand there, and the median of the time that others stood there."""
    start = datetime(2026, 3, 2, 9, tzinfo=UTC)
    for hours in (1, 5, 30):
        with time_machine.travel(start, tick=False):
            row = file_request(service)
        with time_machine.travel(start + timedelta(hours=hours), tick=False):
            row.take(by=agent)
    with time_machine.travel(start, tick=False):
        file_request(service)
        living = ServiceRequest.objects.figures_of(workflow)

    assert living.steps["new"] == Figure(1, timedelta(hours=5))
    assert living.steps["in_progress"] == Figure(3, None)
    assert living.ways["new", "take"] == Figure(3, timedelta(hours=5))


def test_old_times_do_not_count(workflow: Any, service: Any, agent: Any) -> None:
    """What was submitted before the period tells nothing about today."""
    with time_machine.travel(datetime(2025, 1, 6, 9, tzinfo=UTC), tick=False):
        file_request(service).take(by=agent)

    with time_machine.travel(datetime(2026, 3, 2, 9, tzinfo=UTC), tick=False):
        living = ServiceRequest.objects.figures_of(workflow)

    assert living.steps == {"in_progress": Figure(1, None)}
    assert living.ways == {}
