# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Restarts that nobody notices: the deployment of `deploy/`, behind nginx, under load."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest

from grc.dev.processes import wait_until
from tests.deploy.town import HOST, Town, deployed
from tests.figures import SCALE, Figure, scaled
from tests.live.browser import session_of
from tests.soak.visitors import Account, always, filing, reading, watching

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]

SECONDS = scaled(300)
BETWEEN = 10
MAIL_SECONDS = 60
# At a smaller scale other tests have the processors too.
SOCKET_SECONDS = 3 if SCALE >= 1 else 6


def test_processes_restart_under_load_and_nobody_notices(
    service, agent, tmp_path: Path, figure: Figure
):
    """One web process and one worker are restarted every ten seconds, for five minutes.

    No page fails, no form is lost or filed twice, each acknowledgement leaves once, and sockets are
    back within three seconds.
    """
    cookie = f"__Host-session={session_of(agent)}"
    seen = Account()
    with deployed(tmp_path) as town:
        with (
            watching(town.port, HOST, seen, cookie, pages=6),
            always(filing(town.port, HOST, seen), people=2, pause=0.4),
            always(reading(town.port, HOST, seen, cookie), people=2, pause=0.4),
        ):
            restarts = restart_in_turn(town, SECONDS)
        letters = [f"{marker}@example.org" for marker in seen.confirmed]
        wait_until(lambda: len(town.relay.recipients) >= len(letters), MAIL_SECONDS)
        sent = Counter(address for addresses in town.relay.recipients for address in addresses)

    lost = [address for address in letters if not sent[address]]
    figure("requests", len(seen.seconds))
    figure("failed", len(seen.failures))
    figure("slowest page s", round(max(seen.seconds), 2))
    figure("submissions", len(seen.confirmed))
    figure("jobs lost", len(lost))
    figure("longest socket gap s", round(max(seen.gaps), 2))
    figure("restarts", restarts)
    assert seen.failures == []
    assert filed(service) == Counter(f"Un trou, {marker}." for marker in seen.confirmed)
    assert sent == Counter(letters)
    assert max(seen.gaps) <= SOCKET_SECONDS
    assert len(seen.gaps) >= restarts // 2
    assert seen.announcements


def restart_in_turn(town: Town, seconds: float) -> int:
    """Restart one web process and one worker every ten seconds; return how many were."""
    began, restarts = time.monotonic(), 0
    pairs = list(zip(town.webs, town.workers, strict=True))
    for turn in range(max(1, int(seconds // BETWEEN))):
        rest(began + turn * BETWEEN + BETWEEN / 2)
        for service in pairs[turn % len(pairs)]:
            service.stop()
            service.start().await_ready()
            restarts += 1
    rest(began + seconds)
    return restarts


def rest(until: float) -> None:
    """Let the visitors go on until that moment: the pace is the point."""
    time.sleep(max(0.0, until - time.monotonic()))


def filed(service) -> Counter[str]:
    """What stands in the database, by what was typed."""
    from grc.service_requests.models import ServiceRequest

    with service.municipality.scope():
        return Counter(
            values["what"] for values in ServiceRequest.objects.values_list("values", flat=True)
        )
