# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The embedded PostgreSQL: there when someone needs it, gone when nobody does.

Every process that uses the server holds a shared lock on the file `lease`; the kernel drops it
with the process, however it dies. Who leaves last stops the server. A second file, `gate`, lets
one process at a time start, mend or stop it.
"""

import argparse
import atexit
import contextlib
import fcntl
import hashlib
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from grc.dev.cluster import PORT, SUPERUSER, Cluster, run, tool
from grc.dev.errors import DevelopmentError, PostgresInUse, PostgresUnavailable

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
DATABASE = "catalaune"
APPLICATION = "catalaune"
OWNER = "catalaune_owner"
BACKUP = "catalaune_backup"

_leases: dict[Path, int] = {}


@dataclass(frozen=True)
class Urls:
    """How to reach the database, as libpq URLs: to serve pages, to migrate, and to copy it all."""

    application: str
    owner: str
    backup: str


def provide(data_dir: Path) -> Urls:
    """Make sure that the server of `data_dir` runs, hold a lease on it, say where it is.

    Raises PostgresUnavailable when it cannot be initialised or started.
    """
    data_dir = data_dir.resolve()
    cluster = _cluster(data_dir)
    with _gate(cluster.home):
        new = data_dir not in _leases
        if new:
            _leases[data_dir] = _take_lease(cluster.home, fcntl.LOCK_SH)
        try:
            socket_folder = cluster.ensure()
            urls = Urls(*(_url(role, socket_folder) for role in (APPLICATION, OWNER, BACKUP)))
            _ensure_roles(cluster, socket_folder, urls)
        except BaseException:
            if new:
                _leave(cluster, _leases.pop(data_dir))
            raise
        return urls


def keep(data_dir: Path) -> None:
    """Start the server again if it died while we hold a lease on it. Call it often: it is cheap.

    Raises PostgresUnavailable as `provide` does.
    """
    data_dir = data_dir.resolve()
    if data_dir in _leases and _cluster(data_dir).postmaster() is None:
        provide(data_dir)


def release(data_dir: Path) -> None:
    """Give the lease back, and stop the server when nobody else holds one."""
    data_dir = data_dir.resolve()
    lease = _leases.pop(data_dir, None)
    if lease is None:
        return
    cluster = _cluster(data_dir)
    with _gate(cluster.home):
        _leave(cluster, lease)


def provide_environment(data_dir: Path) -> None:
    """Set the three addresses of the database, unless the person has a PostgreSQL of theirs.

    Raises PostgresUnavailable as `provide` does.
    """
    if not os.environ.get("DATABASE_URL"):
        urls = provide(data_dir)
        os.environ["DATABASE_URL"] = urls.application
        os.environ["DATABASE_OWNER_URL"] = urls.owner
        os.environ["DATABASE_BACKUP_URL"] = urls.backup


def stop(data_dir: Path, *, erase: bool = False) -> None:
    """Stop the server, even one that nobody holds any more; `erase` deletes `data_dir` as well.

    Raises PostgresInUse when a process still works with it.
    """
    data_dir = data_dir.resolve()
    if not data_dir.exists():
        return
    cluster = _cluster(data_dir)
    with _gate(cluster.home), _alone(cluster.home):
        cluster.stop()
        if erase:
            shutil.rmtree(data_dir)


@atexit.register
def _release_all() -> None:
    for data_dir in list(_leases):
        release(data_dir)


def _cluster(data_dir: Path) -> Cluster:
    home = data_dir / "postgres"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Cluster(home, data_dir / "logs" / "postgres.log")


def _leave(cluster: Cluster, lease: int) -> None:
    os.close(lease)
    with contextlib.suppress(PostgresInUse), _alone(cluster.home):
        cluster.stop()


def _url(role: str, socket_folder: Path) -> str:
    return f"postgresql://{role}@:{PORT}/{DATABASE}?host={quote(str(socket_folder))}"


def _ensure_roles(cluster: Cluster, socket_folder: Path, urls: Urls) -> None:
    """Make roles and database, unless that was done already by the same scripts."""
    scripts = [DEPLOY / "roles.sql", DEPLOY / "privileges.sql"]
    digest = hashlib.sha256(b"".join(script.read_bytes() for script in scripts)).hexdigest()
    mark = cluster.home / "roles.sha256"
    if mark.exists() and mark.read_text() == digest and _answers(urls.application):
        return
    psql = [tool("psql"), "-X", "-q", "-h", str(socket_folder), "-p", str(PORT), "-U", SUPERUSER]
    done = run([*psql, "-v", "owner_createdb=on", "-f", str(scripts[0]), "postgres"])
    if done.returncode != 0:
        raise PostgresUnavailable(f"Roles and database could not be made: {done.stderr.strip()}")
    mark.write_text(digest)


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


@contextlib.contextmanager
def _gate(home: Path) -> Iterator[None]:
    """One process at a time; survives the folder being deleted by whoever was before us."""
    path = home / "gate"
    while True:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        gate = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(gate, fcntl.LOCK_EX)
        with contextlib.suppress(FileNotFoundError):
            if os.fstat(gate).st_ino == path.stat().st_ino:
                break
        os.close(gate)
    try:
        yield
    finally:
        os.close(gate)


@contextlib.contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Raises PostgresInUse when a process holds a lease."""
    lease = _take_lease(home, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(lease)


def _take_lease(home: Path, kind: int) -> int:
    lease = os.open(home / "lease", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lease, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lease)
        raise PostgresInUse(
            "The database is still in use: stop the demo and the other commands first."
        ) from None
    return lease


def main() -> int:
    """`python -m grc.dev.postgres stop|reset DATA_DIR`."""
    parser = argparse.ArgumentParser(prog="python -m grc.dev.postgres")
    parser.add_argument("action", choices=["stop", "reset"])
    parser.add_argument("data_dir", type=Path)
    options = parser.parse_args()
    try:
        stop(options.data_dir, erase=options.action == "reset")
    except DevelopmentError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
