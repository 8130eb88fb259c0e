# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a crash leaves behind does not keep the next from working."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from grc.dev.postgres import keep, provide, release
from grc.dev.processes import is_alive, wait_until
from tests.dev.people import Person, postmaster


@pytest.fixture
def stranger() -> Iterator[int]:
    """The number of a living process that is no PostgreSQL."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    yield process.pid
    assert process.poll() is None, "the stranger was killed"
    process.communicate(b"\n")


def _count(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM kept").fetchone()
    assert row
    return int(row[0])


def _keep(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 10)")


def _crash(data_dir: Path) -> int:
    running = postmaster(data_dir)
    assert running
    os.kill(running.pid, signal.SIGKILL)
    assert wait_until(lambda: not is_alive(running.pid), 10)
    return running.pid


def test_kept(data_dir: Path) -> None:
    """Whoever holds a lease starts a dead server again; nobody else does, nor a living one."""
    keep(data_dir)
    assert postmaster(data_dir) is None
    urls = provide(data_dir)
    _keep(urls.owner)
    running = postmaster(data_dir)
    keep(data_dir)
    assert postmaster(data_dir) == running
    _crash(data_dir)
    keep(data_dir)
    assert _count(urls.owner) == 10


def test_orphan_is_found_and_reused(data_dir: Path, people: list[Person]) -> None:
    """A server whose only user was killed goes on, serves the next and stops with it."""
    people += [Person(data_dir)]
    people[0].urls()
    people[0].kill()
    orphan = postmaster(data_dir)
    assert orphan
    people.append(Person(data_dir))
    people[1].urls()
    assert postmaster(data_dir) == orphan
    people[1].leave()
    assert postmaster(data_dir) is None


def test_crash_of_the_server(data_dir: Path) -> None:
    """After kill -9 of the server the same process asks again and finds what was committed."""
    url = provide(data_dir).owner
    _keep(url)
    _crash(data_dir)
    assert _count(provide(data_dir).owner) == 10


def test_backend_that_outlives_its_server(data_dir: Path) -> None:
    """A statement that still runs for a dead server does not keep the new one from starting."""
    connection = psycopg.connect(provide(data_dir).owner)
    pid = connection.info.backend_pid
    os.kill(pid, signal.SIGSTOP)
    _crash(data_dir)
    assert is_alive(pid)
    psycopg.connect(provide(data_dir).owner).close()
    assert not is_alive(pid)
    connection.close()


def test_number_of_someone_else(data_dir: Path, stranger: int) -> None:
    """After a reboot the number in postmaster.pid may belong to an innocent process."""
    _keep(provide(data_dir).owner)
    pid_file = data_dir / "postgres" / "cluster" / "postmaster.pid"
    running = postmaster(data_dir)
    assert running
    before = pid_file.read_text()
    _crash(data_dir)
    pid_file.write_text(before.replace(str(running.pid), str(stranger), 1))
    lock = running.socket_folder / ".s.PGSQL.5432.lock"
    lock.write_text(lock.read_text().replace(str(running.pid), str(stranger), 1))
    assert _count(provide(data_dir).owner) == 10


def test_cleaned_tmp(data_dir: Path) -> None:
    """Someone emptied /tmp under the running server: it is started again with a socket."""
    _keep(provide(data_dir).owner)
    running = postmaster(data_dir)
    assert running
    shutil.rmtree(running.socket_folder)
    assert _count(provide(data_dir).owner) == 10


def test_deleted_clone(data_dir: Path) -> None:
    """Someone deleted the data under the running server: the next use starts with new ones."""
    provide(data_dir)
    lost = postmaster(data_dir)
    assert lost
    shutil.rmtree(data_dir)
    psycopg.connect(provide(data_dir).application).close()
    assert not is_alive(lost.pid)


def test_half_initialised(empty_dir: Path) -> None:
    """An initialisation that was cut short is done again."""
    partial = empty_dir / "postgres" / "cluster.partial"
    partial.mkdir(parents=True)
    (partial / "PG_VERSION").write_text("17\n")
    psycopg.connect(provide(empty_dir).application).close()
    assert not partial.exists()


def test_killed_between_initialisation_and_roles(data_dir: Path) -> None:
    """Roles that were not finished are made at the next use."""
    (data_dir / "postgres" / "roles.sha256").unlink()
    psycopg.connect(provide(data_dir).application).close()


def test_dropped_database(data_dir: Path) -> None:
    """A database that somebody dropped is made again, empty."""
    urls = provide(data_dir)
    elsewhere = urls.owner.replace("/catalaune?", "/postgres?")
    with psycopg.connect(elsewhere, autocommit=True) as connection:
        connection.execute("DROP DATABASE catalaune")
    release(data_dir)
    psycopg.connect(provide(data_dir).application).close()
