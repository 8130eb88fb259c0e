# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A town that lives through all tests of a file, and an empty database beside its own."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections
from django.test import override_settings

from grc.answers.models import Answer
from grc.operation import backing_up
from grc.operation.connecting import connect, parameters, rows
from tests.cast import (
    file_request,
    make_member,
    make_service,
    make_team,
    make_town,
    make_workflow,
)
from tests.conftest import empty_database, owner_connection
from tests.schema import PRIVILEGES

ALIASES = ("default", "owner")


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of files."""
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="module")
def town(
    files: Path,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: Any,
) -> Iterator[Any]:
    """A town with an administrator, committed: commands come by connections of their own."""
    settings = {
        "MEDIA_ROOT": files,
        "DATA_DIR": tmp_path_factory.mktemp("data"),
        "BACKUP_DATABASE": _backup_of(connections["owner"].settings_dict["NAME"]),
    }
    with django_db_blocker.unblock(), override_settings(**settings):
        empty_database()
        town = make_town("chalons", "testserver", "Châlons")
        make_member(town, None, "administrator", "admin@chalons.example", "Adam Admin")
        yield town
        everybody_leaves()
        empty_database()


@pytest.fixture(scope="module")
def service(town: Any) -> Any:
    return make_service(town, make_team(town, "Voirie"), make_workflow(town))


@pytest.fixture(scope="module")
def living(service: Any) -> Any:
    """Two towns, requests, a file, an answer returned and submitted again, mail that waits."""
    town = service.municipality
    make_team(make_town("reims", "other.testserver", "Reims"), "Voirie")
    agent = make_member(town, service.team, "agent", "agent@chalons.example", "Alice Agent")
    chief = make_member(town, service.team, "supervisor", "chief@chalons.example", "Sonia Chef")
    filed = [file_request(service) for _ in range(3)]
    with town.scope():
        taken = filed[0].take(by=agent)
        taken.note("Vu sur place.", by=agent)
        taken.attach(SimpleUploadedFile("trou.txt", "Un trou, là.".encode()), by=agent)
        answer = Answer.objects.draft_for(taken, by=agent)
        answer.save_draft("Nous passerons mardi.", based_on=0, by=agent)
        answer.submit(based_on=1, by=agent)
        answer.lock().return_to_author(round_number=1, reason="Quel mardi ?", by=chief)
        answer.lock().save_draft("Nous passerons mardi 3.", based_on=1, by=agent)
        answer.lock().submit(based_on=2, by=agent)
        answer.lock().approve(round_number=2, by=chief)
    return town


@pytest.fixture(scope="module")
def backup(living: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The backup of a town in which a worker died and numbers were given by hand."""
    with owner_connection() as connection:
        connection.execute("SELECT setval('auth_group_id_seq', 1, false)")
        connection.execute("INSERT INTO auth_group (id, name) VALUES (1, 'one')")
        connection.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
        connection.execute(
            "UPDATE procrastinate_jobs SET status = 'doing',"
            " worker_id = (SELECT max(id) FROM procrastinate_workers)"
        )
    path = tmp_path_factory.mktemp("backups") / "backup.tar"
    backing_up.back_up(path, say=lambda sentence: None)
    everybody_leaves()
    return path


@pytest.fixture
def archive(backup: Path, tmp_path: Path) -> Path:
    """A copy of the backup that a test may spoil."""
    return Path(shutil.copy(backup, tmp_path / "archive.tar"))


@pytest.fixture
def command() -> Callable[..., Said]:
    """Run a command of manage.py in English; return how it ended."""

    def run(*words: Any) -> Said:
        out, err = StringIO(), StringIO()
        try:
            call_command(*map(str, words), "--language", "en", stdout=out, stderr=err)
        except CommandError as error:
            return Said(error.returncode, out.getvalue(), f"{err.getvalue()}{error}")
        except SystemExit as left:
            return Said(int(left.code or 0), out.getvalue(), err.getvalue())
        return Said(0, out.getvalue(), err.getvalue())

    return run


@pytest.fixture
def elsewhere(
    town: Any, settings: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], str]]:
    """Go to another machine: an empty database, an empty folder; come back at the end."""
    here = connections["owner"].settings_dict["NAME"]
    made: list[str] = []

    def go() -> str:
        name = f"test_elsewhere_{secrets.token_hex(4)}"
        with owner_connection() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        made.append(name)
        _point_at(name)
        settings.BACKUP_DATABASE = _backup_of(name)
        settings.MEDIA_ROOT = tmp_path_factory.mktemp("elsewhere")
        with owner_connection() as connection:
            connection.execute(PRIVILEGES.read_text(encoding="utf-8"))
        return name

    yield go
    _point_at(here)
    with owner_connection() as connection:
        for name in made:
            connection.execute(f"DROP DATABASE {name}")


def everybody_leaves() -> None:
    """Close the connections of this process, as stopping the servers would."""
    for alias in ALIASES:
        connections[alias].close()


def tables() -> int:
    """Count the tables where we are."""
    with psycopg.connect(**parameters_here()) as connection:
        row = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        return int(row.fetchone()[0])  # type: ignore[index]


def parameters_here() -> dict[str, Any]:
    """Return how to reach the database where we are, as its owner."""
    return dict(parameters(connections["owner"].settings_dict))


def ask(query: str, *values: Any) -> list[Any]:
    """Ask the database where we are, as the role that sees everything."""
    with connect(django_settings.BACKUP_DATABASE) as connection:
        return rows(connection, query, *values)


def _point_at(name: str) -> None:
    everybody_leaves()
    for alias in ALIASES:
        connections[alias].settings_dict["NAME"] = name


def _backup_of(name: str) -> dict[str, Any]:
    return {**django_settings.BACKUP_DATABASE, "NAME": name}
