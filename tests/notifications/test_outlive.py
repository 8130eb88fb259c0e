# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import psycopg
import psycopg_pool.base
import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException

from notifications import worker
from notifications.worker import PatientConnector

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "patient worker"
PATIENCE = 10.0
MINE = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = %s"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "PAUSE", 0.01)
    monkeypatch.setattr(psycopg_pool.base.AttemptWithBackoff, "INITIAL_DELAY", 0.01)


@pytest.fixture
async def connector(transactional_db: None) -> AsyncIterator[PatientConnector]:
    """The connector that a worker is given, under a name by which its connections are found."""
    made: Any = app.connector
    opened = made.get_worker_connector()
    opened._pool_args["kwargs"]["application_name"] = NAME
    await opened.open_async()
    yield opened
    await opened.close_async()


async def cut() -> int:
    """End the worker's connections, as a database that is restarted does; return how many."""
    params = connector_params("default")
    async with await psycopg.AsyncConnection.connect(**params, autocommit=True) as other:
        return len(await (await other.execute(MINE, [NAME])).fetchall())


async def test_what_is_said_reaches_a_database_that_was_restarted(
    connector: PatientConnector,
) -> None:
    """The end of a job and a heartbeat arrive although the connection broke."""
    await connector.execute_query_async("SELECT 1")
    assert await cut() == 1
    async with asyncio.timeout(PATIENCE):
        await connector.execute_query_async("SELECT 1")


async def test_what_breaks_on_its_way_is_said_again(
    connector: PatientConnector, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection that breaks in the middle of a sentence is nobody's end."""
    broken = ["SELECT pg_terminate_backend(pg_backend_pid())", "SELECT 1"]
    execute = psycopg.AsyncCursor.execute

    async def stumble(self: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
        return await execute(self, broken.pop(0) if query == "SPEAK" else query, *args, **kwargs)

    monkeypatch.setattr(psycopg.AsyncCursor, "execute", stumble)
    async with asyncio.timeout(PATIENCE):
        await connector.execute_query_async("SPEAK")
    assert broken == []


async def test_what_the_database_refuses_is_not_said_again(connector: PatientConnector) -> None:
    """A mistake is raised at once."""
    with pytest.raises(ConnectorException):
        await connector.execute_query_async("SELECT 1/0")


async def test_patience_ends(connector: PatientConnector, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that stays away ends the worker: whoever started it starts it again."""
    monkeypatch.setattr(worker, "PATIENCE", -1.0)
    with pytest.raises(ConnectorException):
        await connector.execute_query_async("SELECT pg_terminate_backend(pg_backend_pid())")


async def test_it_goes_on_listening(connector: PatientConnector) -> None:
    """After a restart of the database, new jobs are heard of as before."""
    heard = asyncio.Queue[str]()

    async def hear(*, channel: str, payload: str) -> None:
        await heard.put(payload)

    listening = asyncio.create_task(connector.listen_notify(hear, ["ear"]))
    for word in ("before", "after"):
        async with asyncio.timeout(PATIENCE):
            while heard.empty():
                await connector.execute_query_async(f"NOTIFY ear, '{word}'")
                await asyncio.sleep(0.01)
        assert await heard.get() == word
        while not heard.empty():
            heard.get_nowait()
        assert await cut() == 2
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)


def test_workers_are_given_it() -> None:
    """The worker's command uses this connector, with one connection of its own."""
    made: Any = app.connector
    given = made.get_worker_connector()
    assert isinstance(given, PatientConnector)
    assert (given._pool_args["min_size"], given._pool_args["max_size"]) == (1, 1)
