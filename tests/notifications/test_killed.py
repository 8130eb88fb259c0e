# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
import time_machine
from django.db import connections
from procrastinate.contrib.django.models import ProcrastinateJob

from notifications.models.outbox import ABANDONED_AFTER
from notifications.sending import send
from notifications.tasks import sweep
from tests.notifications.smtp import Relay
from tests.notifications.town import Town, waiting_jobs

ROOT = Path(__file__).resolve().parents[2]


def _url(alias: str) -> str:
    database = connections[alias].settings_dict
    return "postgresql://{}:{}@:{}/{}?host={}".format(
        *(quote(str(database[part] or ""), safe="") for part in ("USER", "PASSWORD")),
        database["PORT"] or 5432,
        *(quote(str(database[part]), safe="") for part in ("NAME", "HOST")),
    )


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "worker.log"


@pytest.fixture
def worker(chalons: Town, relay: Relay, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker of its own process, as deployed, that sends to the relay of the test."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "procrastinate", "worker", "--queues", "deliveries"],
        cwd=ROOT,
        env=os.environ
        | {
            "DATABASE_URL": _url("default"),
            "DATABASE_OWNER_URL": _url("owner"),
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(relay.port),
        },
        stdout=subprocess.DEVNULL,
        stderr=log.open("wb"),
    )
    yield process
    process.kill()
    process.wait()


def test_a_worker_is_killed_while_it_sends(
    chalons: Town, relay: Relay, worker: subprocess.Popen[bytes], log: Path
) -> None:
    """A real worker dies with the message in the relay's hands; another sends the same message."""
    relay.may_answer.clear()
    delivery = chalons.defer()
    while not relay.reached.wait(1):
        assert worker.poll() is None, log.read_text(errors="replace")
    worker.kill()
    worker.wait()
    relay.may_answer.set()
    held = chalons.fetch(delivery)
    assert (held.state, held.attempts) == ("sending", 1)
    assert f":{worker.pid}:" in held.claimed_by
    # Its own sweep may have woken another job, which had nothing to do.
    assert ProcrastinateJob.objects.filter(args__delivery_id=delivery.pk, status="doing").exists()

    with time_machine.travel(datetime.now(UTC) + ABANDONED_AFTER, tick=False):
        sweep(timestamp=0)
        assert waiting_jobs() == [(delivery.pk, None)]
        send(chalons.pk, delivery.pk)
    assert chalons.fetch(delivery).state == "sent"
    assert {message["Message-ID"] for message in relay.messages} == {delivery.message_id}
