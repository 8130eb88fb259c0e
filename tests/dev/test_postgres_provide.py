# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Asking for the embedded server."""

import os
from pathlib import Path

import psycopg
import pytest

from grc.dev import cluster
from grc.dev.cluster import tool
from grc.dev.errors import PostgresUnavailable
from grc.dev.postgres import provide, provide_environment, release
from tests.dev.people import postmaster


def _ask(url: str, question: str) -> str:
    with psycopg.connect(url) as connection:
        row = connection.execute(question).fetchone()
    assert row
    return str(row[0])


def test_foreign_socket_folder_is_refused(data_dir: Path) -> None:
    """A socket folder that others may enter is refused, with its name."""
    provide(data_dir)
    running = postmaster(data_dir)
    assert running
    release(data_dir)
    running.socket_folder.mkdir(mode=0o755)
    try:
        with pytest.raises(PostgresUnavailable, match=str(running.socket_folder)):
            provide(data_dir)
    finally:
        running.socket_folder.rmdir()


def test_refusal_leaves_no_lease(data_dir: Path) -> None:
    """Who was refused a server does not hold it: the next may be the last to leave."""
    (data_dir / "postgres" / "cluster" / "PG_VERSION").write_text("9\n")
    with pytest.raises(PostgresUnavailable, match="written by PostgreSQL 9"):
        provide(data_dir)
    (data_dir / "postgres" / "cluster" / "PG_VERSION").write_text("17\n")
    provide(data_dir)
    release(data_dir)
    assert postmaster(data_dir) is None


def test_folder_that_a_shell_would_misread(
    empty_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL hands its own path to a shell: a clone in such a folder gets a sentence."""
    odd = tmp_path / 'a "clone"'
    odd.symlink_to(Path(tool("initdb")).parent)
    monkeypatch.setattr(cluster, "tool", lambda name: str(odd / name))
    with pytest.raises(PostgresUnavailable, match="rename it"):
        provide(empty_dir)


def test_first_use_initialises(empty_dir: Path) -> None:
    """Where nothing was, the three addresses answer, each as its own role."""
    urls = provide(empty_dir)
    assert _ask(urls.application, "SELECT current_user") == "catalaune"
    assert _ask(urls.owner, "SELECT current_user") == "catalaune_owner"
    assert _ask(urls.backup, "SELECT current_user") == "catalaune_backup"


def test_text_is_french_ready(data_dir: Path) -> None:
    """The database speaks UTF-8 and lowers accented capitals the same way on every machine."""
    url = provide(data_dir).application
    assert _ask(url, "SHOW server_encoding") == "UTF8"
    assert _ask(url, "SELECT lower('ÉCOLE ŒUVRE')") == "école œuvre"


def test_nothing_listens_on_the_network(data_dir: Path) -> None:
    """The server has no TCP listener, and its socket folder is closed to others."""
    urls = provide(data_dir)
    running = postmaster(data_dir)
    assert running
    assert _ask(urls.owner, "SHOW listen_addresses") == ""
    assert running.socket_folder.stat().st_mode & 0o777 == 0o700


def test_committed_is_kept(data_dir: Path) -> None:
    """A laptop may lose power: commits reach the disk."""
    url = provide(data_dir).owner
    assert _ask(url, "SHOW fsync") == "on"
    assert _ask(url, "SHOW synchronous_commit") == "on"


def test_deep_and_spaced_folder(tmp_path: Path) -> None:
    """A clone may live in a deep folder with spaces and quotes; the socket path stays short."""
    deep = tmp_path / ('l\'été à "Châlons" $HOME ' * 3) / ("d" * 120) / "data"
    url = provide(deep).application
    try:
        assert _ask(url, "SELECT 1") == "1"
        running = postmaster(deep.resolve())
        assert running
        assert len(bytes(running.socket_folder / ".s.PGSQL.5432")) <= 107
    finally:
        release(deep)


def test_clones_do_not_meet(data_dir: Path, empty_dir: Path) -> None:
    """Two data folders are two servers."""
    assert provide(data_dir) != provide(empty_dir)
    assert postmaster(data_dir) != postmaster(empty_dir)


def test_asking_twice_is_one_lease(data_dir: Path) -> None:
    """A process that asks again gets the same server, and gives it back once."""
    assert provide(data_dir) == provide(data_dir)
    release(data_dir)
    assert postmaster(data_dir) is None


def test_own_server_is_respected(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With DATABASE_URL set nothing is started and nothing is changed."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/db")
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    provide_environment(data_dir)
    assert os.environ["DATABASE_URL"] == "postgresql://elsewhere/db"
    assert "DATABASE_OWNER_URL" not in os.environ
    assert postmaster(data_dir) is None


def test_environment_is_filled(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without DATABASE_URL the three addresses are set, and they answer."""
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_BACKUP_URL"):
        monkeypatch.setenv(name, "")
    provide_environment(data_dir)
    assert _ask(os.environ["DATABASE_URL"], "SELECT current_user") == "catalaune"
    assert _ask(os.environ["DATABASE_OWNER_URL"], "SELECT current_user") == "catalaune_owner"
    assert _ask(os.environ["DATABASE_BACKUP_URL"], "SELECT current_user") == "catalaune_backup"


def test_settings_of_another_server_do_not_leak(
    empty_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PGHOST, PGPORT and the like speak of the person's own server, not of ours."""
    for name, value in {"PGHOST": "nowhere", "PGPORT": "1", "PGDATA": "/x", "PGUSER": "x"}.items():
        monkeypatch.setenv(name, value)
    assert _ask(provide(empty_dir).application, "SELECT current_user") == "catalaune"
