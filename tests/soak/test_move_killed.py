# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The worker is killed while living requests move to another version: each moves once.

At SCALE=1 50,000 requests move while the worker is killed 20 times; no event is lost, none is there
twice, and nothing else of a request changes.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Count

from grc.dev.processes import HAS_PROC
from grc.journal.models import Event
from grc.journal.models.event import event_fields, record_all
from grc.service_requests.models import MovedRequest, ServiceRequest, VersionMove
from grc.service_requests.reference import new_reference
from tests import cast
from tests.figures import SCALE, Figure, scaled
from tests.soak.kills.house import HEALING, House, open_house, own_database
from tests.soak.test_kills import ask
from workflows.library import load

if TYPE_CHECKING:
    from grc.dev.postgres import Urls

REQUESTS = scaled(50_000) if SCALE >= 0.2 else 500
KILLS = scaled(20) if SCALE >= 0.2 else 1
UNTOUCHED = ("reference", "step_since", "team", "submitted_at", "values", "summary", "priority")

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(not HAS_PROC, reason="processes are found in /proc"),
]


@pytest.fixture
def database(tmp_path: Path, django_db_blocker: Any) -> Iterator[Urls]:
    """A PostgreSQL that nobody else uses, with its tables."""
    with django_db_blocker.unblock(), own_database(tmp_path) as urls:
        yield urls


def test_every_request_moves_once(
    database: Urls, tmp_path: Path, settings: Any, figure: Figure
) -> None:
    """However often the worker dies, each request is moved once and told once."""
    settings.MEDIA_ROOT = tmp_path / "files"
    dice = Random(secrets.token_hex(4))
    town, administrator, workflow = lay_town()
    before = ask(town, untouched)
    with open_house(tmp_path, database, dice) as house:
        begun_at = time.monotonic()
        move = ask(town, lambda: begin(workflow, administrator))
        for turn in range(1, KILLS + 1):
            reach(house, town, turn * REQUESTS // (KILLS + 2))
            house.kill("worker")
        done = house.wait(lambda: ask(town, lambda: is_done(move)), 3 * HEALING, pace=0.3)
        took = time.monotonic() - begun_at
        assert done, house.last_words()
        assert house.killed["worker"] == KILLS
        moved, told, filed = ask(town, lambda: tallies(move))
    figure("requests moved", moved)
    figure("worker kills", KILLS)
    figure("move s", round(took, 1))
    assert moved == REQUESTS
    assert told == {1: REQUESTS}
    assert filed == {1: REQUESTS}
    assert ask(town, untouched) == before


def lay_town() -> tuple[Any, Any, Any]:
    """Lay a town whose requests all stand at the first step of the first version."""
    town = cast.make_town("chalons", "127.0.0.1", "Châlons")
    team = cast.make_team(town, "Voirie")
    administrator = cast.make_member(town, None, "administrator", "a@chalons.example", "Alix Test")
    workflow = cast.make_workflow(town)
    service = cast.make_service(town, team, workflow)
    first = cast.file_request(service)
    with town.scope():
        model = ServiceRequest.objects.filter(pk=first.pk).values().get()
        model.pop("id")
        for name in ("step", "form_token"):
            model.pop(name)
        for start in range(1, REQUESTS, 1000):
            rows = [
                ServiceRequest(
                    **model
                    | {"reference": new_reference(), "tracking_key": secrets.token_urlsafe(16)},
                    step="new",
                )
                for _ in range(start, min(start + 1000, REQUESTS))
            ]
            made = ServiceRequest.objects.bulk_create(rows)
            record_all(
                event_fields("submitted", row, by=AnonymousUser(), at=None, data={}) for row in made
            )
    connection.close()
    return town, administrator, workflow


def begin(workflow: Any, administrator: Any) -> Any:
    old = workflow.published
    data = load("report")
    data["steps"][0]["label"] = {"fr": "Arrivée", "en": "Arrived"}
    new = workflow.draft(data, by=None)
    new.publish(by=None)
    return VersionMove.objects.begin(new, {old.pk: {"new": "new"}}, by=administrator)


def reach(house: House, town: Any, count: int) -> None:
    """Wait until so many requests have moved."""
    reached = house.wait(
        lambda: ask(town, lambda: MovedRequest.objects.count() >= count), 2 * HEALING
    )
    assert reached, house.last_words()


def is_done(move: Any) -> bool:
    return VersionMove.objects.filter(pk=move.pk, done_at__isnull=False).exists()


def tallies(move: Any) -> tuple[int, dict[int, int], dict[int, int]]:
    """Return how many requests moved, and how many have how many events of each name."""
    moved = MovedRequest.objects.filter(move=move, state="moved").count()
    there = ServiceRequest.objects.filter(workflow_version=move.to_version_id).count()
    assert moved == there
    return moved, told("moved_to_version"), told("submitted")


def told(name: str) -> dict[int, int]:
    events = Event.objects.filter(name=name).order_by().values("subject_id")
    counts = events.annotate(times=Count("pk")).values_list("times", flat=True)
    found: dict[int, int] = {}
    for times in counts:
        found[times] = found.get(times, 0) + 1
    return found


def untouched() -> int:
    """Return a mark of what a move must leave as it was."""
    rows = ServiceRequest.objects.order_by("pk").values_list("pk", *UNTOUCHED)
    return hash(tuple(str(row) for row in rows))
