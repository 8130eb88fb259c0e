# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The cast, the town, and a database that behaves as deployed: two roles, row security forced.

The owner creates and empties the database; tests and pages run under the application's role.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings

from tests.emptying import empty
from tests.figures import examples
from tests.schema import connection_to, copy_schema

ROOT = Path(__file__).resolve().parents[1]
pytest_plugins = ["tests.cast", "tests.chromium", "tests.contributing", "tests.asking_items"]
# A machine that others use as well is slow at times: that is no finding. How much is drawn is a
# size like any other: each run draws anew, and `make soak` ten times as much.
settings.register_profile(
    "busy",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    max_examples=examples(300),
)
settings.load_profile("busy")


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any, request: pytest.FixtureRequest) -> Iterator[None]:
    """Create the test database as its owner; let ``default`` use it as the application does."""
    from django.db import connections
    from django.test import TransactionTestCase

    owner, application = connections["owner"], connections["default"]
    worker = getattr(request.config, "workerinput", {}).get("workerid", "alone")
    real_name = owner.settings_dict["NAME"]
    name = f"test_catalaune_{worker}_{os.getpid()}"
    with django_db_blocker.unblock():
        copy_schema(owner, name)
        application.close()
        application.settings_dict["NAME"] = name
        TransactionTestCase._fixture_teardown = lambda self: empty_database()  # type: ignore[method-assign]
        yield
        for connection in (owner, application):
            connection.close()
            connection.settings_dict["NAME"] = real_name
        owner.creation._destroy_test_db(name, 0)


def empty_database() -> None:
    """Empty every table as the owner; a worker that goes on working stays known."""
    from django.core.cache import cache
    from django.db import connections

    with owner_connection() as connection, connection.transaction():
        empty(connection)
    connections["default"].close()
    cache.close()


def owner_connection() -> psycopg.Connection[Any]:
    """Return a connection of the owner to the test database, outside Django's reach."""
    from django.db import connections

    return connection_to(connections["owner"])


@pytest.fixture(autouse=True)
def fresh_cache(request: pytest.FixtureRequest) -> None:
    """Forget counted tries between tests that reach the database."""
    if "db" in request.fixturenames or "transactional_db" in request.fixturenames:
        request.getfixturevalue(
            "db" if "transactional_db" not in request.fixturenames else "transactional_db"
        )
        from django.core.cache import cache

        cache.clear()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest: at the end nobody waits for the last one."""
    items.sort(key=lambda item: item.get_closest_marker("soak") is None)


def pytest_collection_finish() -> None:
    """Let the collector of garbage forget what thousands of tests are made of: it stays.

    It would walk through all of it again and again, a tenth of the time that tests take.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Iterator[None]:
    """Fail a test that leaves the other database forbidden to all that come after it.

    Django forbids it on the connections of this moment and allows it again on those of another: an
    event loop that a fixture began in between, as a browser's, has connections of its own.
    """
    yield
    from django.db import connections
    from django.test.testcases import _DatabaseFailure

    for connection in connections.all(initialized_only=True):
        assert not isinstance(connection.cursor, _DatabaseFailure), connection.alias


@pytest.fixture(scope="session", autouse=True)
def shared_middleware() -> Iterator[None]:
    """Let clients share their middleware: each would look at every static file for itself.

    A changed setting makes it anew; no middleware knows where files of requests are kept.
    """
    from django.core.signals import setting_changed
    from django.test.client import ClientHandler

    load, loaded = ClientHandler.load_middleware, list[ClientHandler]()

    def share(handler: ClientHandler, is_async: bool = False) -> None:
        if not loaded:
            load(handler, is_async)
            loaded.append(handler)
        handler._middleware_chain = loaded[0]._middleware_chain

    def forget(*, setting: str, **_change: object) -> None:
        if setting != "MEDIA_ROOT":
            loaded.clear()

    setting_changed.connect(forget)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientHandler, "load_middleware", share)
        yield
    setting_changed.disconnect(forget)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data. Absent: the test skips and says so; in CI that is a failure."""
    folder = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        reason = f"no real data in {folder}; set SHARED_DATA"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return folder
