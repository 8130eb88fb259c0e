# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""100,000 timers come at once (SCALE=1): two workers take each once, while people go on filing."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, connection, models
from django.utils import timezone
from procrastinate.exceptions import AlreadyEnqueued

from grc.dev.processes import HAS_PROC
from grc.journal.models import Event
from grc.service_requests.models import ServiceRequest
from grc.service_requests.tasks import fire_timers
from tests import cast
from tests.figures import SCALE, Figure, scaled
from tests.soak.kills.house import WORKERS, open_house, own_database
from tests.soak.multiplying import multiply
from tests.soak.test_kills import ask
from workflows.library import load

if TYPE_CHECKING:
    from grc.dev.postgres import Urls

# `make test` has ten minutes for all tests.
TIMERS = scaled(100_000) if SCALE >= 0.2 else 300
#: Seconds between two filings.
PACE = 0.1
WORDS = {"fr": "Commencer sans attendre", "en": "Begin without waiting"}
LATE = {
    "code": "late",
    "from": ["new"],
    "to": "in_progress",
    "trigger": "timer",
    "after": {"since": "arrival", "days": 3},
    "label": WORDS,
    "effects": [{"do": "set_priority", "priority": "high"}],
}

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(not HAS_PROC, reason="processes are found in /proc"),
]


@pytest.fixture
def database(tmp_path: Path, django_db_blocker: Any) -> Iterator[Urls]:
    """A PostgreSQL that nobody else uses, with its tables."""
    with django_db_blocker.unblock(), own_database(tmp_path) as urls:
        yield urls


def test_each_timer_comes_once_while_people_file(
    database: Urls, tmp_path: Path, settings: Any, figure: Figure
) -> None:
    """None is lost, none comes twice, and nobody who files a request is refused."""
    settings.MEDIA_ROOT = tmp_path / "files"
    town, service = lay_town()
    with open_house(tmp_path, database, Random(secrets.token_hex(4))) as house:
        began = time.monotonic()
        with Filing(service) as filings:
            everything = house.wait(lambda: all_came(town), 60 + TIMERS * 0.02, pace=0.5)
        assert everything, house.last_words()
        lasted = time.monotonic() - began
    moved = ask(town, moves)
    figure("timers", TIMERS)
    figure("workers", len(WORKERS))
    figure("seconds", round(lasted, 1))
    figure("timers a second", round(TIMERS / lasted))
    figure("requests filed meanwhile", len(filings.took))
    figure("slowest filing ms", round(1000 * max(filings.took)))
    assert moved == {"once": TIMERS, "more": 0}
    assert not filings.failures
    assert filings.took


def lay_town() -> tuple[Any, Any]:
    """Make a town where all these requests have waited for four days."""
    town = cast.make_town("chalons", "127.0.0.1", "Châlons")
    team = cast.make_team(town, "Voirie")
    data = load("report")
    data["transitions"] = [way for way in data["transitions"] if way["trigger"] != "timer"]
    data["transitions"].append(LATE)
    workflow = cast.make_workflow(town)
    with town.scope():
        workflow.draft(data, by=None).publish(by=None)
        service = cast.make_service(town, team, workflow)
        first = cast.file_request(service)
        four_days_ago = timezone.now() - timedelta(days=4)
        ServiceRequest.objects.filter(pk=first.pk).update(
            submitted_at=four_days_ago,
            step_since=four_days_ago,
            timer_at=four_days_ago + timedelta(days=3),
        )
        multiply(
            first,
            TIMERS - 1,
            reference="lpad(to_hex(n), 8, '0')",
            tracking_key="lpad(n::text, 22, 'k')",
            form_token="NULL",
        )
    connection.close()
    return town, service


def all_came(town: Any) -> bool:
    """Wake the workers, and tell whether no timer is left."""
    with suppress(AlreadyEnqueued):
        fire_timers.defer(timestamp=0)
    waiting = ServiceRequest.objects.filter(timer_at__lte=timezone.now())
    return not ask(town, waiting.exists)


def moves() -> dict[str, int]:
    """Count the requests that moved once, and those that moved more often."""
    moved = Event.objects.filter(name="moved").values("subject_id").order_by()
    counted = moved.annotate(times=models.Count("pk"))
    return {
        "once": counted.filter(times=1).count(),
        "more": counted.filter(times__gt=1).count(),
    }


class Filing:
    """Somebody files a request again and again, as long as the block lasts."""

    def __init__(self, service: Any) -> None:
        self.service, self.took = service, list[float]()
        self.failures: list[Exception] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._file)

    def __enter__(self) -> Filing:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _file(self) -> None:
        while not self._over.wait(PACE):
            began = time.monotonic()
            try:
                cast.file_request(self.service)
            except DatabaseError as error:
                self.failures.append(error)
                break
            self.took.append(time.monotonic() - began)
        connection.close()
