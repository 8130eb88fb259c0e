# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Many sockets at once (500 at SCALE=1): everyone is told, nothing grows, nothing remains."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import time
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect

from tests.live.browser import PATIENCE, session_of, until
from tests.live.words import change, change_elsewhere, subject, word

pytestmark = pytest.mark.django_db(transaction=True)

SOCKETS = max(20, int(500 * float(os.environ.get("SCALE", "0.1"))))
CHANGES = 30


def together(server, person, visits, *, deaf=False):
    """Open that many sockets, watch, run ``visits`` on each, close them all."""
    key = session_of(person)

    async def one(wish: list[str], work: Any) -> Any:
        address = f"testserver:{server.port}"
        async with connect(
            f"ws://{address}/live/",
            host="127.0.0.1",
            port=server.port,
            origin=f"http://{address}",
            additional_headers={"Cookie": f"session={key}"},
            open_timeout=PATIENCE * 12,
            close_timeout=1,
            max_queue=None if not deaf else 1,
            proxy=None,
        ) as connection:
            await connection.send(json.dumps({"watch": wish}))
            assert "watching" in await hear(connection)
            return await work(connection)

    async def everybody() -> list[Any]:
        return await asyncio.gather(*(one(wish, work) for wish, work in visits))

    return asyncio.run(everybody())


async def hear(connection: ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(PATIENCE * 12):
        return json.loads(await connection.recv())


def test_everyone_is_told_and_nothing_remains(service_request, agent, workshop):
    """Each socket hears of the commit; when all are gone the process holds none of them."""
    opened = []

    async def listen(connection):
        opened.append(connection)
        if len(opened) == SOCKETS:
            await asyncio.to_thread(change_elsewhere, service_request)
        return await hear(connection)

    told = together(workshop, agent, [(["queue"], listen)] * SOCKETS)
    assert told == [{"changed": "queue"}] * SOCKETS
    until(lambda: workshop.ask("/_insides/")["mailboxes"] == 0)
    assert workshop.ask("/_insides/")["groups"] == 0


def test_sockets_that_vanish_leave_nothing(service_request, agent, workshop):
    """No object of any kind grows with the sockets that came and never said goodbye."""

    async def vanish(connection):
        connection.transport.abort()

    counts = []
    for _ in range(4):
        together(workshop, agent, [(["queue", word(service_request)], vanish)] * SOCKETS)
        until(lambda: workshop.ask("/_insides/")["mailboxes"] == 0)
        counts.append(workshop.ask("/_alive/"))
    grown = {kind: n - counts[1].get(kind, 0) for kind, n in counts[3].items()}
    assert [kind for kind, more in grown.items() if more >= SOCKETS] == []


def test_a_browser_that_does_not_read_costs_nothing_to_others(service_request, agent, workshop):
    """However many changes it sleeps through, a handful of words wait for it; others hear all."""
    asleep = asyncio.Event()

    async def sleep(connection):
        await asleep.wait()

    async def listen(connection):
        for _ in range(CHANGES):
            await asyncio.to_thread(change_elsewhere, service_request, 5)
        heard = await hear(connection)
        insides = await asyncio.to_thread(workshop.ask, "/_insides/")
        asleep.set()
        return heard, insides

    visits = [(["queue"], sleep)] * 5 + [(["queue"], listen)]
    heard, insides = together(workshop, agent, visits, deaf=True)[-1]
    assert heard == {"changed": "queue"}
    assert insides["waiting"] <= 6


def test_how_long_a_commit_takes_to_reach_the_browser(
    service_request, agent, visit, record_testsuite_property
):
    """Noted, not judged: from the commit's return to the browser's ear, in milliseconds."""
    waits = []
    for _ in range(10):
        # A new page each time: an old one would measure the rest between two words.
        page = visit(agent)
        page.watch(word(service_request))
        change(service_request)
        began = time.perf_counter()
        assert page.hear() == {"changed": [subject(service_request)]}
        waits.append((time.perf_counter() - began) * 1000)
    record_testsuite_property("commit_to_browser_ms", round(statistics.median(waits), 1))
