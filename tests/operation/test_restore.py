# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What was backed up comes back, whole and guarded, or the reason is said."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, transaction

from grc.answers.models import Round
from grc.journal.models import Event
from grc.operation import programs, restoring
from grc.operation.archive import ArchiveReader
from grc.service_requests.models import Attachment
from notifications.models import Delivery
from tests.cast import file_request
from tests.conftest import owner_connection
from tests.operation.conftest import ask, everybody_leaves, parameters_here
from tests.operation.spoiling import change_manifest


def test_everything_comes_back(living: Any, archive: Path, command: Any, elsewhere: Any) -> None:
    """Rows, files, hashes and guards are as they were; the doctor has nothing to say of them."""
    elsewhere()
    said = command("restore", archive)
    assert said.code == 0, said.err
    with living.scope():
        assert all(round_.is_intact for round_ in Round.objects.all())
        assert Round.objects.count() == 2
        kept = Attachment.objects.get()
        assert kept.file.read().decode() == "Un trou, là."
        assert stat.S_IMODE(Path(kept.file.path).stat().st_mode) == 0o600
        event = Event.objects.in_order().first()
        with pytest.raises(IntegrityError), transaction.atomic():
            Event.objects.filter(pk=event.pk).update(name="never")
    with pytest.raises(psycopg.errors.UndefinedObject), owner_connection() as connection:
        connection.execute("SELECT * FROM journal_event")
    checks = ["database", "migrations", "roles", "separation", "history", "live", "files"]
    examined = command("doctor", *checks, "backup role")
    assert examined.code == 0, examined.out


def test_the_copy_lives(
    living: Any, service: Any, archive: Path, command: Any, elsewhere: Any
) -> None:
    """New rows find free numbers, even where numbers had been given by hand."""
    elsewhere()
    assert command("restore", archive).code == 0
    file_request(service)
    with owner_connection() as connection:
        connection.execute("INSERT INTO auth_group (name) VALUES ('two')")
    assert ask("SELECT id FROM auth_group ORDER BY id") == [(1,), (2,)]


def test_a_copy_of_the_copy_is_the_same(
    archive: Path, command: Any, elsewhere: Any, tmp_path: Path
) -> None:
    """A restored database, backed up and put back once more, holds the same rows."""
    elsewhere()
    assert command("restore", archive, "--resume-sending").code == 0
    again = tmp_path / "again.tar"
    assert command("backup", again).code == 0
    first, second = ArchiveReader(archive).manifest(), ArchiveReader(again).manifest()
    changed = {name for name in first.tables if first.tables[name] != second.tables[name]}
    assert changed <= {"procrastinate_jobs", "procrastinate_workers", "procrastinate_events"}
    assert first.rounds == second.rounds
    elsewhere()
    assert command("restore", again).code == 0


def test_mail_waits_for_a_decision(
    living: Any, archive: Path, command: Any, elsewhere: Any
) -> None:
    """What waited when the backup was made may have left since: it is held, and said."""
    elsewhere()
    said = command("restore", archive)
    assert "messages are on hold" in said.out
    with living.scope():
        states = set(Delivery.objects.values_list("state", flat=True))
    assert states == {"on_hold"}
    assert "[outbox.on-hold]" in command("doctor", "outbox").out


def test_mail_may_go_on(living: Any, archive: Path, command: Any, elsewhere: Any) -> None:
    """With --resume-sending the queue is as it was."""
    elsewhere()
    assert "on hold" not in command("restore", archive, "--resume-sending").out
    with living.scope():
        assert set(Delivery.objects.values_list("state", flat=True)) == {"pending"}


def test_jobs_of_dead_workers_wait_again(archive: Path, command: Any, elsewhere: Any) -> None:
    """A job that a worker had in hand waits for another one; the worker is forgotten."""
    elsewhere()
    assert command("restore", archive).code == 0
    assert ask("SELECT DISTINCT status::text, worker_id FROM procrastinate_jobs") == [
        ("todo", None)
    ]
    assert ask("SELECT count(*) FROM procrastinate_workers") == [(0,)]


def test_an_older_archive_is_brought_to_this_version(
    archive: Path, command: Any, elsewhere: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Migrations that came after the backup are made before the application is let in."""
    called: list[dict[str, Any]] = []
    monkeypatch.setattr(
        restoring.MigrationExecutor, "migration_plan", lambda self, leaves: [("one", False)]
    )
    monkeypatch.setattr(restoring, "call_command", lambda *a, **options: called.append(options))
    elsewhere()
    said = command("restore", archive)
    assert said.code == 0, said.err
    assert called == [{"database": "owner", "interactive": False, "verbosity": 0}]
    assert "brought to the version" in said.out


def test_replace(living: Any, archive: Path, command: Any, elsewhere: Any) -> None:
    """What the database held is gone, and the copy is like one in an empty database."""
    elsewhere()
    assert command("restore", archive).code == 0
    everybody_leaves()
    with owner_connection() as connection:
        connection.execute("CREATE TABLE later (id bigint)")
        connection.execute("UPDATE accounts_user SET email = 'x@y.example' WHERE id = 1")
    said = command("restore", archive, "--replace")
    assert said.code == 0, said.err
    assert ask("SELECT to_regclass('later')") == [(None,)]
    assert command("doctor", "roles", "backup role", "separation", "history").code == 0


@pytest.mark.parametrize("where", ["_compare_contents", "_compare_structure"])
def test_a_copy_that_differs_lets_nobody_in(
    archive: Path, command: Any, elsewhere: Any, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Until the copy is proved, the application cannot connect; a second run mends it."""
    elsewhere()
    name = {"_compare_contents": "contents", "_compare_structure": "structure"}[where]
    room = restoring.fingerprint if name == "contents" else restoring
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, name, lambda connection, **say: {})
        said = command("restore", archive)
    assert said.code == 1
    assert "not what was backed up" in said.err
    assert "closed to the application" in said.err
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(**{**parameters_here(), "user": "catalaune"})
    assert "--replace" in command("doctor", "database").out
    assert command("restore", archive, "--replace").code == 0
    psycopg.connect(**{**parameters_here(), "user": "catalaune"}).close()


def test_who_could_connect_can_again(archive: Path, command: Any, elsewhere: Any) -> None:
    """Other roles that were let into the database, as monitoring is, are let in again."""
    name = elsewhere()
    with owner_connection() as connection:
        connection.execute(f"GRANT CONNECT ON DATABASE {name} TO pg_monitor")
    assert command("restore", archive).code == 0
    assert ask("SELECT has_database_privilege('pg_monitor', current_database(), 'CONNECT')") == [
        (True,)
    ]


def test_a_pg_restore_that_fails(
    archive: Path, command: Any, elsewhere: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What pg_restore says is told."""
    elsewhere()

    def fails(program: programs.Program, *args: Any) -> None:
        said = "pg_restore: error: the disk said no\nDETAIL: marie@example.org"
        raise programs.ProgramFailed(program, said)

    monkeypatch.setattr(programs, "run", fails)
    said = command("restore", archive)
    assert said.code == 1
    assert "pg_restore failed: error: the disk said no. The database is not whole" in said.err
    assert "marie" not in said.err


def test_a_pg_restore_newer_than_the_server(
    archive: Path, command: Any, elsewhere: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It sets a parameter that the server does not know, says so, and goes on: so do we."""
    elsewhere()
    run = programs.run

    def runs_and_complains(program: programs.Program, *args: Any) -> None:
        run(program, *args)
        raise programs.ProgramFailed(
            program,
            "pg_restore: error: could not execute query: ERROR:  unrecognized configuration"
            ' parameter "transaction_timeout"\nCommand was: SET transaction_timeout = 0;\n',
        )

    monkeypatch.setattr(programs, "run", runs_and_complains)
    said = command("restore", archive)
    assert said.code == 0, said.err


@pytest.mark.parametrize("table", ["service_requests_servicerequest", "journal_event"])
def test_a_row_that_differs_is_found(
    archive: Path, command: Any, elsewhere: Any, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    """The copy is compared value by value, not only counted."""
    elsewhere()
    run = programs.run

    def run_and_spoil(*args: Any) -> None:
        run(*args)
        with psycopg.connect(**parameters_here()) as connection:
            column = "summary" if table.startswith("service") else "name"
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            connection.execute(
                f"UPDATE {table} SET {column} = 'x' WHERE id = (SELECT min(id) FROM {table})"
            )
            connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    monkeypatch.setattr(programs, "run", run_and_spoil)
    said = command("restore", archive)
    assert said.code == 1
    assert f"These tables are not what was backed up: {table}" in said.err


def test_a_hash_that_differs_is_found(archive: Path, command: Any, elsewhere: Any) -> None:
    """The texts that were submitted are hashed anew, whatever the digests of tables say."""
    elsewhere()
    rounds = replace(ArchiveReader(archive).manifest().rounds, sha256="0" * 64)
    change_manifest(archive, rounds=rounds)
    said = command("restore", archive)
    assert said.code == 1
    assert "The hashes of the submitted answers are not what they were" in said.err


def test_a_right_that_differs_is_found(
    archive: Path, command: Any, elsewhere: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A guard that did not come back is named."""
    elsewhere()
    manifest = ArchiveReader(archive).manifest()
    lines = manifest.structure["policies"]
    structure = manifest.structure | {"policies": [*lines, "answers_visa more"]}
    change_manifest(archive, structure=structure)
    said = command("restore", archive)
    assert said.code == 1
    assert "- policies: answers_visa more" in said.err
