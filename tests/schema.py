# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The test database: migrations run once for each state of the schema, every run gets a copy."""

from __future__ import annotations

import hashlib
import os
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from grc.dev.cluster import tool

ROOT = Path(__file__).resolve().parents[1]
PRIVILEGES = ROOT / "deploy" / "privileges.sql"
ORIGINALS = "test_catalaune_like_"
# The tables that migrations leave rows in, and the sequences of those.
FILLED = ("django_*", "auth_permission*")
# All that migrations are, or call; the packages they come with; the models that have a type.
SOURCES = [
    "deploy/*.sql",
    "requirements/dev.txt",
    "*/migrations/*.py",
    "*/*/migrations/*.py",
    "*/models/*.py",
    "*/*/models/*.py",
    "invariants/*.py",
]


def copy_schema(owner: Any, name: str) -> None:
    """Make the database ``name`` as a deployment's migrations leave it, and turn ``owner`` to it.

    Runs that start together take turns; one that is killed while it migrates leaves no original.
    """
    with connection_to(owner) as town_hall:
        town_hall.execute("SELECT pg_advisory_lock(hashtext(%s))", [ORIGINALS])
        original = ORIGINALS + _digest()
        if original not in _originals(town_hall):
            _make_original(town_hall, owner, original)
        _create(town_hall, name, original)
        # Nobody kills this server: what is committed need not be on the disk before it is told.
        swift = sql.SQL("ALTER DATABASE {} SET synchronous_commit TO off")
        town_hall.execute(swift.format(sql.Identifier(name)))
    _turn_to(owner, name)
    _grant(owner)


def schema_script(owner: Any) -> str:
    """Return the tables of the tests as SQL for ``run_script``: a tenth of what migrations take.

    Raises CalledProcessError where the server of ``owner`` is newer than our programs.
    """
    name = owner.settings_dict["NAME"]
    with connection_to(owner) as town_hall:
        original = ORIGINALS + _digest()
        if original not in _originals(town_hall):
            town_hall.execute("SELECT pg_advisory_lock(hashtext(%s))", [ORIGINALS])
            if original not in _originals(town_hall):
                _make_original(town_hall, owner, original)
                _turn_to(owner, name)
    tables = ["--section=pre-data", "--section=post-data"]
    rows = ["--data-only", *(f"--table={pattern}" for pattern in FILLED)]
    return "".join(
        _program("pg_dump", owner.settings_dict | {"NAME": original}, *options)
        for options in (tables, rows)
    )


def run_script(owner: Any, script: str) -> None:
    """Make in an empty database, all or nothing, what ``schema_script`` returned."""
    options = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
    _program("psql", owner.settings_dict, *options, script=script)


def _program(name: str, database: Any, *options: str, script: str | None = None) -> str:
    known = {"PGDATABASE": "NAME", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    known |= {"PGHOST": "HOST", "PGPORT": "PORT"}
    variables = {key: str(database[word]) for key, word in known.items() if database[word]}
    done = subprocess.run(
        [tool(name), *options],
        input=script,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def _make_original(town_hall: psycopg.Connection[Any], owner: Any, original: str) -> None:
    from django.core.management import call_command

    from grc.dev.migrating import swift_migrations

    for outdated in _originals(town_hall):
        with suppress(psycopg.errors.ObjectInUse):
            _drop(town_hall, outdated)
    unfinished = f"{original}_unfinished"
    _drop(town_hall, unfinished)
    _create(town_hall, unfinished, "template1")
    _turn_to(owner, unfinished)
    _grant(owner)
    with swift_migrations():
        call_command("migrate", database="owner", verbosity=0)
    owner.close()
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    town_hall.execute(rename.format(sql.Identifier(unfinished), sql.Identifier(original)))


def _digest() -> str:
    digest = hashlib.sha256()
    for path in sorted({path for pattern in SOURCES for path in ROOT.glob(pattern)}):
        digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _originals(town_hall: psycopg.Connection[Any]) -> list[str]:
    found = town_hall.execute("SELECT datname FROM pg_database ORDER BY datname")
    return [name for (name,) in found if name.startswith(ORIGINALS)]


def _create(town_hall: psycopg.Connection[Any], name: str, original: str) -> None:
    _drop(town_hall, name)
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    town_hall.execute(create.format(sql.Identifier(name), sql.Identifier(original)))


def _drop(town_hall: psycopg.Connection[Any], name: str) -> None:
    town_hall.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def _turn_to(owner: Any, name: str) -> None:
    owner.close()
    owner.settings_dict["NAME"] = name


def _grant(owner: Any) -> None:
    with owner.cursor() as cursor:
        cursor.execute(PRIVILEGES.read_text(encoding="utf-8"))
    owner.close()


def connection_to(owner: Any) -> psycopg.Connection[Any]:
    """Return a connection of the owner to where it is, outside Django's reach."""
    settings = owner.settings_dict
    return psycopg.connect(
        dbname=settings["NAME"],
        user=settings["USER"],
        password=settings["PASSWORD"] or None,
        host=settings["HOST"] or None,
        port=settings["PORT"] or None,
        autocommit=True,
    )
