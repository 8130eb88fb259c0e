# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The synthetic town, in a database of its own beside the demo's.

``python -m grc.dev.bench.town 10000`` builds it, or finds it complete and does nothing;
``python -m grc.dev.bench.town 10000 -- COMMAND …`` runs a command with DATABASE_URL and
DATABASE_OWNER_URL leading to it, for example ``-- .venv/bin/python manage.py shell``. Without a
DATABASE_URL in the environment the embedded server of DATA_DIR is used.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from grc.dev.errors import DevelopmentError
from grc.dev.postgres import provide_environment
from grc.dev.processes import is_alive

ROOT = Path(__file__).resolve().parents[3]
PRIVILEGES = ROOT / "deploy" / "privileges.sql"
STORY = ("words", "rows", "story", "life", "building")
# Smaller towns are copied for each measure, bigger ones bear what a measure adds to them.
COPIED_UP_TO = 100_000


class TownUnavailable(DevelopmentError):
    """The database of the synthetic town cannot be made."""


@dataclass(frozen=True)
class BenchTown:
    """A database that holds the town, as libpq URLs of both roles."""

    name: str
    application: str
    owner: str

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs to work with this town."""
        return {
            "DATABASE_URL": self.application,
            "DATABASE_OWNER_URL": self.owner,
            "DJANGO_SETTINGS_MODULE": "grc.dev.bench.settings",
        }


def provide_town(count: int, data_dir: Path, *, end: str = "") -> BenchTown:
    """Return the town of ``count`` requests, building it unless it is there and complete.

    ``end`` is the moment of the last request, today at midnight by default. Raises
    DevelopmentError when the database cannot be made.
    """
    town = _named(f"bench_{count}", data_dir)
    stamp = f"{_stamp()}{end}"
    with _maintenance(town) as connection:
        # One builder at a time; who waited finds the town complete.
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [town.name])
        if _comment(connection, town.name) != stamp:
            _create(connection, town)
            _fill(town, count, end)
            with psycopg.connect(town.owner, autocommit=True) as inside:
                inside.execute("VACUUM (ANALYZE)")
            _set_comment(connection, town.name, stamp)
    return town


@contextmanager
def working_copy(
    town: BenchTown, count: int, data_dir: Path, *, purpose: str = ""
) -> Iterator[BenchTown]:
    """Give a copy that may be changed and is dropped afterwards; a big town gives itself.

    ``purpose`` is a word that tells two copies of one program apart.
    """
    if count > COPIED_UP_TO:
        yield town
        return
    copy = _named(f"bench_{count}_copy_{purpose}{os.getpid()}", data_dir)
    with _maintenance(town) as connection:
        _drop_abandoned(connection, town)
        _create(connection, copy, template=town.name)
        try:
            yield copy
        finally:
            _drop(connection, copy.name)


def _drop_abandoned(connection: psycopg.Connection[Any], town: BenchTown) -> None:
    """Drop the copies of measures that were killed."""
    names = "SELECT datname FROM pg_database WHERE datname LIKE %s"
    for (name,) in connection.execute(names, [f"{town.name}\\_copy\\_%"]).fetchall():
        if not is_alive(int(name.rpartition("_")[2])):
            _drop(connection, name)


def _drop(connection: psycopg.Connection[Any], name: str) -> None:
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    connection.execute(drop.format(sql.Identifier(name)))


def _named(suffix: str, data_dir: Path) -> BenchTown:
    provide_environment(data_dir)
    application = os.environ["DATABASE_URL"]
    owner = os.environ.get("DATABASE_OWNER_URL", "")
    if not owner:
        raise TownUnavailable("DATABASE_URL is set, DATABASE_OWNER_URL is not: set both.")
    name = f"{_name_of(owner)}_{suffix}"
    return BenchTown(name, _with_name(application, name), _with_name(owner, name))


def _name_of(url: str) -> str:
    """The name of the database, without what an outer bench added to it."""
    return re.sub(r"_bench_\d+.*", "", urlsplit(url).path.lstrip("/"))


def _with_name(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@contextmanager
def _maintenance(town: BenchTown) -> Iterator[psycopg.Connection[Any]]:
    url = _with_name(town.owner, _name_of(town.owner))
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def _create(
    connection: psycopg.Connection[Any], town: BenchTown, *, template: str = "template0"
) -> None:
    name = sql.Identifier(town.name)
    try:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(name))
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8'").format(
                name, sql.Identifier(template)
            )
        )
    except psycopg.errors.ObjectInUse as error:
        raise TownUnavailable(
            f"Somebody is connected to {town.name} or {template}. Stop their program first."
        ) from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise TownUnavailable(
            "The owner role may not create databases: ALTER ROLE catalaune_owner CREATEDB."
        ) from error
    if template == "template0":
        _grant(town)


def _grant(town: BenchTown) -> None:
    with psycopg.connect(town.owner, autocommit=True) as inside:
        inside.execute(PRIVILEGES.read_text(encoding="utf-8"))


def _fill(town: BenchTown, count: int, end: str) -> None:
    command = [sys.executable, "-m", "grc.dev.bench.building", str(count)]
    command += ["--end", end] if end else []
    environment: Mapping[str, str] = os.environ | town.environment
    if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
        raise TownUnavailable("The synthetic town could not be built: the reason stands above.")


def _stamp() -> str:
    """What the town depends on: the migrations, and the story that is told."""
    digest = hashlib.sha256()
    ours = [Path(__file__).with_name(f"{name}.py") for name in STORY]
    for path in [*sorted(ROOT.glob("*/**/migrations/*.py")), *ours]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _comment(connection: psycopg.Connection[Any], name: str) -> str | None:
    row = connection.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
    ).fetchone()
    return row[0] if row else None


def _set_comment(connection: psycopg.Connection[Any], name: str, stamp: str) -> None:
    comment = sql.SQL("COMMENT ON DATABASE {} IS {}")
    connection.execute(comment.format(sql.Identifier(name), stamp))


def main() -> int:
    """Build the town of the arguments; then run the command after ``--`` with it."""
    parser = argparse.ArgumentParser(prog="python -m grc.dev.bench.town")
    parser.add_argument("count", type=int, help="how many requests")
    parser.add_argument("command", nargs="*", help="after --: what to run with the town")
    options = parser.parse_args()
    data_dir = Path(os.environ.get("DATA_DIR") or ROOT / ".data").resolve()
    try:
        town = provide_town(options.count, data_dir)
    except DevelopmentError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{town.name} is complete.", file=sys.stderr)
    if not options.command:
        return 0
    return subprocess.run(
        options.command, env=os.environ | town.environment, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
