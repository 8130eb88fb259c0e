# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Leaving the embedded server: who goes last turns off the light."""

import os
from pathlib import Path

import psycopg
import pytest

from grc.dev.errors import PostgresInUse
from grc.dev.postgres import provide, release, stop
from tests.dev.people import Person, postmaster


def test_stop_is_refused_while_someone_works(data_dir: Path, people: list[Person]) -> None:
    """Neither stop nor reset take the server away from a process that uses it."""
    people.append(Person(data_dir))
    url = people[0].urls().application
    with pytest.raises(PostgresInUse, match="stop the demo"):
        stop(data_dir, erase=True)
    psycopg.connect(url).close()


def test_last_to_leave_stops_the_server(data_dir: Path, people: list[Person]) -> None:
    """The server stays for the second when the first leaves, and stops with the second."""
    people += [Person(data_dir), Person(data_dir)]
    assert people[0].urls() == people[1].urls()
    people[0].leave()
    assert postmaster(data_dir)
    people[1].leave()
    assert postmaster(data_dir) is None


def test_killed_process_loses_its_lease(data_dir: Path, people: list[Person]) -> None:
    """A process killed with -9 counts no more: the survivor is the last."""
    people += [Person(data_dir), Person(data_dir)]
    people[0].urls()
    people[1].urls()
    people[0].kill()
    assert postmaster(data_dir)
    people[1].leave()
    assert postmaster(data_dir) is None


def test_release_stops_without_leaving(data_dir: Path) -> None:
    """A process may give the server back before it ends, and twice does not hurt."""
    provide(data_dir)
    release(data_dir)
    assert postmaster(data_dir) is None
    release(data_dir)


def test_release_leaves_the_server_to_others(data_dir: Path, people: list[Person]) -> None:
    """Giving back is not stopping."""
    people.append(Person(data_dir))
    people[0].urls()
    provide(data_dir)
    release(data_dir)
    assert postmaster(data_dir)


def test_open_connection_does_not_hold_the_server(data_dir: Path) -> None:
    """A forgotten connection is cut, the shutdown does not wait for it."""
    connection = psycopg.connect(provide(data_dir).application)
    release(data_dir)
    assert postmaster(data_dir) is None
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")
    connection.close()


def test_reset_erases(data_dir: Path) -> None:
    """Reset stops a server nobody holds and deletes the folder; the next use starts afresh."""
    with psycopg.connect(provide(data_dir).owner) as connection:
        connection.execute("CREATE TABLE lost ()")
    release(data_dir)
    stop(data_dir, erase=True)
    assert not data_dir.exists()
    with psycopg.connect(provide(data_dir).owner) as connection:
        found = connection.execute("SELECT to_regclass('lost')").fetchone()
    assert found == (None,)


def test_reset_of_nothing(tmp_path: Path) -> None:
    """There may be nothing to erase."""
    stop(tmp_path / "absent", erase=True)
    assert not (tmp_path / "absent").exists()


def test_no_descriptor_leaks(data_dir: Path) -> None:
    """Coming and going leaves no open file behind."""
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    provide(data_dir)
    release(data_dir)
    after = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    assert after == before
