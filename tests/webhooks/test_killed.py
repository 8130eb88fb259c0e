# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A worker dies with a call in the receiver's hands: the same message comes again, once."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest
import time_machine

from grc.dev.processes import wait_until
from grc.webhooks import configuring
from notifications.models import Delivery
from notifications.models.outbox import ABANDONED_AFTER
from notifications.sending import send
from tests.notifications.test_killed import ROOT, _url

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker(town, tmp_path):
    log = tmp_path / "worker.log"
    process = subprocess.Popen(
        [sys.executable, "manage.py", "procrastinate", "worker"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": _url("default"), "DATABASE_OWNER_URL": _url("owner")},
        stdout=subprocess.DEVNULL,
        stderr=log.open("wb"),
    )
    yield process
    process.kill()
    process.wait()


def test_a_worker_is_killed_while_it_calls(town, add, administrator, receiver, worker):
    """The second time with the same id and content, and a moment and a signature of its own."""
    receiver.may_answer.clear()
    with town.scope():
        call = configuring.send_trial(add(receiver.url), by=administrator)
    assert wait_until(receiver.reached.is_set, 30)
    worker.kill()
    worker.wait()
    receiver.may_answer.set()
    with time_machine.travel(datetime.now(UTC) + ABANDONED_AFTER, tick=False):
        send(town.pk, call.pk)
    with town.scope():
        assert Delivery.objects.get(pk=call.pk).state == "sent"
    first, second = receiver.calls
    assert first.content == second.content
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == call.message_id
    assert first.headers["webhook-timestamp"] < second.headers["webhook-timestamp"]
    assert first.headers["webhook-signature"] != second.headers["webhook-signature"]
