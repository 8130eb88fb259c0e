# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Living requests move to another version of their workflow, and back, each once."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.journal.models import Event
from grc.service_requests.line import line_of
from grc.service_requests.models import MovedRequest, ServiceRequest, VersionMove
from grc.service_requests.timers.firing import fire_due
from grc.service_requests.versions import moving
from grc.service_requests.versions.moving import carry_on
from tests.cast import file_request
from workflows.library import load


@pytest.fixture
def old(workflow: Any) -> Any:
    return workflow.published


@pytest.fixture
def new(workflow: Any, old: Any) -> Any:
    """A version in which two steps have another code."""
    version = workflow.draft(renamed(load("report")), by=None)
    version.publish(by=None)
    return version


def renamed(data: dict[str, Any]) -> dict[str, Any]:
    codes = {"new": "arrived", "waiting_citizen": "paused"}
    data = copy.deepcopy(data)
    data["start"] = "arrived"
    for step in data["steps"]:
        step["code"] = codes.get(step["code"], step["code"])
    for transition in data["transitions"]:
        if isinstance(transition["from"], list):
            transition["from"] = [codes.get(code, code) for code in transition["from"]]
        if "to" in transition:
            transition["to"] = codes.get(transition["to"], transition["to"])
    return data


@pytest.fixture
def filed(old: Any, service: Any) -> list[Any]:
    """Three requests on the old version."""
    return [file_request(service) for _ in range(3)]


MAPPING = {"new": "arrived", "in_progress": "in_progress", "to_validate": "to_validate"}


def begin(old: Any, new: Any, by: Any, mapping: dict[str, str] | None = None) -> Any:
    return VersionMove.objects.begin(new, {old.pk: mapping or MAPPING}, by=by)


def now(row: Any) -> Any:
    return ServiceRequest.objects.get(pk=row.pk)


def test_only_an_administrator_moves(filed: Any, old: Any, new: Any, supervisor: Any) -> None:
    """A supervisor does not change how all requests of a workflow are worked."""
    with pytest.raises(NotAllowed, match="administrat"):
        begin(old, new, supervisor)


def test_only_to_a_published_version(old: Any, workflow: Any, administrator: Any) -> None:
    """Requests never follow a draft."""
    draft = workflow.draft(load("report"), by=None)
    with pytest.raises(NotNow):
        begin(old, draft, administrator)


@pytest.mark.parametrize(
    "mapping",
    [
        {"nowhere": "arrived"},
        {"new": "nowhere"},
        {"new": "closed"},
        {"new": "to_validate"},
        {"to_validate": "in_progress"},
        {"closed": "in_progress"},
    ],
)
def test_a_mapping_leads_from_life_to_life(
    old: Any, new: Any, administrator: Any, mapping: dict[str, str]
) -> None:
    """Unknown steps, ends, and ways into or out of a validation are refused."""
    with pytest.raises(NotValid):
        begin(old, new, administrator, mapping)


def test_versions_of_another_workflow_are_refused(new: Any, administrator: Any) -> None:
    """The new version itself, or one of another workflow, is nothing to move from."""
    with pytest.raises(NotValid):
        VersionMove.objects.begin(new, {new.pk: {"arrived": "arrived"}}, by=administrator)


def test_one_move_at_a_time(filed: Any, old: Any, new: Any, administrator: Any) -> None:
    """A second move waits until the first is done."""
    begin(old, new, administrator)
    with pytest.raises(NotNow):
        begin(old, new, administrator)


def test_each_is_moved_once_and_told(
    town: Any, filed: Any, old: Any, new: Any, administrator: Any, agent: Any
) -> None:
    """Each request follows the new version from its step on, and its history says so."""
    filed[0].take(by=agent)
    since = now(filed[0]).step_since
    move = begin(old, new, administrator)
    assert move.total == 3

    assert carry_on(town) == 3
    assert carry_on(town) == 0

    rows = [now(row) for row in filed]
    assert {row.workflow_version_id for row in rows} == {new.pk}
    assert [row.step for row in rows] == ["in_progress", "arrived", "arrived"]
    assert [row.step_kind for row in rows] == ["in_progress", "new", "new"]
    assert rows[0].step_since == since
    assert rows[0].trail == ["arrived"]
    for row in rows:
        (event,) = Event.objects.about(row).filter(name="moved_to_version")
        assert event.data["from_version"] == old.pk
        assert event.data["to_version"] == new.pk
        assert event.actor_id == administrator.pk
    move.refresh_from_db()
    assert move.done_at is not None
    assert move.counts()["moved"] == 3
    assert [e.name for e in Event.objects.about(move).in_order()] == ["move_begun", "move_done"]


def test_what_stays_stays(
    town: Any, filed: Any, old: Any, new: Any, administrator: Any, agent: Any
) -> None:
    """Steps that the mapping leaves out, and requests that have ended, keep their version."""
    filed[0].take(by=agent)
    filed[1].take(by=agent).perform("close", by=agent, message="Fait.", outcome="done")
    begin(old, new, administrator, {"in_progress": "in_progress"})
    carry_on(town)

    assert [now(row).workflow_version_id for row in filed] == [new.pk, old.pk, old.pk]


def test_an_open_round_stays_with_its_validation(
    town: Any, filed: Any, old: Any, new: Any, administrator: Any
) -> None:
    """A request whose answer is being validated moves to a validation only, and none other does."""
    waiting = now(filed[0])
    ServiceRequest.objects.filter(pk=waiting.pk).update(
        step="to_validate", step_kind="waiting_validation", validating_team=waiting.team
    )
    odd = now(filed[1])
    ServiceRequest.objects.filter(pk=odd.pk).update(validating_team=odd.team)
    move = begin(old, new, administrator)
    carry_on(town)

    assert now(waiting).workflow_version_id == new.pk
    assert now(odd).workflow_version_id == old.pk
    assert move.counts() | {"moved": 2, "kept": 1} == move.counts()


def test_an_answer_on_its_way_out_is_listened_to(
    town: Any, filed: Any, old: Any, workflow: Any, administrator: Any, monkeypatch: Any
) -> None:
    """An approved answer still finds, once sent, a step that follows it."""
    data = load("report")
    send = next(way for way in data["transitions"] if way["code"] == "send")
    send["from"] = [code for code in send["from"] if code != "new"]
    deaf = workflow.draft(data, by=None)
    deaf.publish(by=None)
    monkeypatch.setattr(moving, "_sending", [lambda keys: {filed[0].pk}])
    begin(old, deaf, administrator, {"new": "new"})
    carry_on(town)

    assert [now(row).workflow_version_id for row in filed] == [old.pk, deaf.pk, deaf.pk]


def test_the_line_is_still_told(
    town: Any, filed: Any, old: Any, new: Any, administrator: Any, agent: Any
) -> None:
    """What a request went through before bears the names that it had then."""
    filed[0].take(by=agent)
    begin(old, new, administrator)
    carry_on(town)
    row = now(filed[0])
    events = Event.objects.about(row).in_order()

    points = line_of(row, events, audience="agent", names={})

    assert [(point.state, point.label) for point in points[:2]] == [
        ("done", "Nouvelle"),
        ("now", "En cours"),
    ]


def test_it_goes_on_from_there(
    town: Any, filed: Any, old: Any, new: Any, administrator: Any, agent: Any
) -> None:
    """The buttons are those of the new version, and a way through it ends the request."""
    begin(old, new, administrator)
    carry_on(town)
    row = now(filed[0]).take(by=agent)
    row = row.perform("close", by=agent, message="Fait.", outcome="done")

    assert now(row).step == "closed"


def test_undo_waits_until_it_is_done(old: Any, new: Any, filed: Any, administrator: Any) -> None:
    """A move under way is not taken back, nor is one twice."""
    move = begin(old, new, administrator)
    with pytest.raises(NotNow):
        move.undo(by=administrator)


def test_undo_refuses_others(
    town: Any, old: Any, new: Any, filed: Any, administrator: Any, supervisor: Any
) -> None:
    """Who may not move may not take back."""
    move = begin(old, new, administrator)
    carry_on(town)
    with pytest.raises(NotAllowed):
        move.undo(by=supervisor)


def test_undo_brings_back_what_did_not_move(
    town: Any, filed: Any, old: Any, new: Any, administrator: Any, agent: Any
) -> None:
    """Version and step are as before; what went on since stays and is counted."""
    filed[1].take(by=agent)
    before = ServiceRequest.objects.filter(pk=filed[1].pk).values().get()
    move = begin(old, new, administrator)
    carry_on(town)
    now(filed[0]).take(by=agent)
    move.undo(by=administrator)
    with pytest.raises(NotNow):
        move.undo(by=administrator)
    carry_on(town)

    assert [now(row).step for row in filed] == ["in_progress", "in_progress", "new"]
    assert [now(row).workflow_version_id for row in filed] == [new.pk, old.pk, old.pk]
    assert ServiceRequest.objects.filter(pk=filed[1].pk).values().get() == before
    assert move.counts() == {"moved": 0, "kept": 0, "failed": 0, "restored": 2, "gone_on": 1}
    move.refresh_from_db()
    assert move.undone_at is not None
    names = [event.name for event in Event.objects.about(filed[2]).in_order()]
    assert names == ["submitted", "moved_to_version", "moved_to_version"]


def test_a_batch_asks_little(
    town: Any, service: Any, old: Any, workflow: Any, administrator: Any
) -> None:
    """Twenty requests are moved with as many questions to the database as two."""
    asked = []
    for count in (2, 20):
        for _ in range(count):
            file_request(service)
        published = workflow.published
        version = workflow.draft(load("report"), by=None)
        version.publish(by=None)
        mapping = {published.pk: {"new": "new"}}
        VersionMove.objects.begin(version, mapping, by=administrator)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            carry_on(town)
        asked.append(len(queries))
    assert asked[1] <= asked[0] + 1


def test_moved_requests_are_the_towns_own(
    filed: Any, old: Any, new: Any, administrator: Any, town: Any, other_town: Any
) -> None:
    """Another town sees neither the move nor what became of each request."""
    begin(old, new, administrator)
    carry_on(town)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('grc.municipality', %s, true)", [str(other_town.pk)])
        assert not MovedRequest.objects.exists()
        assert not VersionMove.objects.exists()
        cursor.execute("SELECT set_config('grc.municipality', %s, true)", [str(town.pk)])


def test_the_history_keeps_its_words(
    town: Any, filed: Any, old: Any, new: Any, administrator: Any, agent: Any
) -> None:
    """What happened before is told with the names of that version, no code shows through."""
    from grc.desk.history import names_in, told

    row = filed[0].take(by=agent)
    row = row.perform("ask_citizen", by=agent, message="Où ?")
    begin(old, new, administrator, {"waiting_citizen": "paused"})
    carry_on(town)
    events = list(Event.objects.about(row).in_order())

    sentences = [one.sentence for one in told(now(row), events, names_in(events))]

    assert any("En attente de l’usager" in sentence for sentence in sentences)


def test_what_was_told_meanwhile_is_not_told_again_after_an_undo(
    town: Any, filed: Any, old: Any, new: Any, administrator: Any
) -> None:
    """A timer that came on the new version has come: going back does not let it come twice."""
    move = begin(old, new, administrator)
    carry_on(town)
    later = timezone.now() + timedelta(days=60)
    with time_machine.travel(later, tick=False):
        fire_due(town, at=later)
        told = [Event.objects.about(row).filter(name="written").count() for row in filed]
        assert told == [1, 1, 1]
        move.refresh_from_db()
        move.undo(by=administrator)
        carry_on(town)
        assert {now(row).workflow_version_id for row in filed} == {old.pk}
        fire_due(town, at=later + timedelta(minutes=1))
    again = [Event.objects.about(row).filter(name="written").count() for row in filed]
    assert again == told
