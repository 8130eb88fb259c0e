# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A worker that is told to end ends the job it has."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from grc.dev.processes import wait_until
from notifications.models import Delivery
from tests.cast import file_request
from tests.deploy.units import Service, environment_example
from tests.live.browser import database_url
from tests.notifications.smtp import RelayServer

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 30


def test_a_letter_half_way_out_arrives_once(service, tmp_path: Path):
    """The relay has the letter and hesitates; the worker waits for its word and keeps it."""
    server = RelayServer()
    server.start()
    server.relay.may_answer.clear()
    environment = environment_example() | {
        "SECRET_KEY": "of-this-test",
        "DATABASE_URL": database_url("default"),
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(server.relay.port),
    }
    worker = Service("catalaune-worker", "1", environment, tmp_path).start()
    try:
        service_request = file_request(service)
        assert server.relay.reached.wait(PATIENCE), worker.said()
        assert worker.process
        worker.process.terminate()
        assert wait_until(lambda: has_heard(worker.process.pid), PATIENCE)
        server.relay.may_answer.set()
        assert worker.process.wait(worker.patience) == 0
    finally:
        worker.close()
        server.stop()
    with service.municipality.scope():
        assert Delivery.objects.about(service_request).get().state == "sent"
    assert len(server.relay.messages) == 1


def has_heard(pid: int) -> bool:
    """Whether SIGTERM came: the worker hears it once, then leaves it to the system again."""
    try:
        said = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except FileNotFoundError:
        return True
    caught = next(line.split()[1] for line in said.splitlines() if line.startswith("SigCgt"))
    return not int(caught, 16) >> (signal.SIGTERM - 1) & 1
