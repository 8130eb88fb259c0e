# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A backup is whole, or it is not there; what is missing in it is said."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import override_settings

from grc.operation import archive, backing_up, programs, room
from grc.operation.archive import ArchiveReader
from tests.conftest import owner_connection
from tests.operation.conftest import ask

ROOT = Path(__file__).resolve().parents[2]


def contents(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_nothing_is_overwritten(living: Any, tmp_path: Path, command: Any) -> None:
    """A file that exists is refused and left as it is."""
    path = tmp_path / "backup.tar"
    path.write_text("dear")
    said = command("backup", path)
    assert said.code == 1
    assert "nothing is overwritten" in said.err
    assert path.read_text() == "dear"


def test_a_folder_that_is_not_there(living: Any, tmp_path: Path, command: Any) -> None:
    """A folder is not made: it may be a disk that is not mounted."""
    said = command("backup", tmp_path / "disk" / "backup.tar")
    assert said.code == 1
    assert f"There is no folder {tmp_path / 'disk'}" in said.err


def test_no_destination(living: Any, command: Any) -> None:
    """Without a destination and without BACKUP_DIR nothing is guessed."""
    with override_settings(BACKUP_DIR=""):
        said = command("backup")
    assert said.code == 1
    assert "BACKUP_DIR" in said.err


@pytest.mark.parametrize("role", ["catalaune", "catalaune_owner"])
def test_a_role_that_does_not_see_everything(
    living: Any, tmp_path: Path, command: Any, settings: Any, role: str
) -> None:
    """A role that row security holds would copy one town or none: it is refused."""
    settings.BACKUP_DATABASE = {**settings.BACKUP_DATABASE, "USER": role}
    said = command("backup", tmp_path)
    assert said.code == 1
    assert "DATABASE_BACKUP_URL" in said.err
    assert contents(tmp_path) == []


def test_an_unreachable_database(living: Any, tmp_path: Path, command: Any, settings: Any) -> None:
    """Without a database a sentence, and nothing left behind."""
    settings.BACKUP_DATABASE = {**settings.BACKUP_DATABASE, "HOST": str(tmp_path)}
    said = command("backup", tmp_path)
    assert said.code == 1
    assert "The database could not be read" in said.err
    assert contents(tmp_path) == []


def test_no_room(
    living: Any, tmp_path: Path, command: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is too full is found out before anything is written."""
    usage = room.shutil._ntuple_diskusage(10**9, 10**9 - 1000, 1000)
    monkeypatch.setattr(room.shutil, "disk_usage", lambda path: usage)
    said = command("backup", tmp_path)
    assert said.code == 1
    assert "1000 bytes are free" in said.err
    assert contents(tmp_path) == []


def test_an_older_pg_dump(
    living: Any, tmp_path: Path, command: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pg_dump older than the server is named, with what to install."""
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n")
    old.chmod(0o755)
    monkeypatch.setattr(programs, "_candidates", lambda name: iter([str(old)]))
    said = command("backup", tmp_path)
    assert said.code == 1
    assert "found was: 9" in said.err
    assert "apt install postgresql-client-" in said.err
    assert contents(tmp_path) == ["pg_dump"]


def test_a_pg_dump_that_fails(
    living: Any, tmp_path: Path, command: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What pg_dump says when it fails is told, and nothing is left."""
    bad = tmp_path / "pg_dump"
    bad.write_text(
        "#!/bin/sh\n"
        '[ "$1" = --version ] && echo "pg_dump (PostgreSQL) 99.1" && exit\n'
        'echo "pg_dump: error: the disk said no" >&2\nexit 1\n'
    )
    bad.chmod(0o755)
    monkeypatch.setattr(programs, "_candidates", lambda name: iter([str(bad)]))
    said = command("backup", tmp_path)
    assert said.code == 1
    assert "the disk said no" in said.err
    assert contents(tmp_path) == ["pg_dump"]


def test_a_backup_is_whole_and_closed_to_others(living: Any, tmp_path: Path, command: Any) -> None:
    """One archive, named by its moment, readable by its owner only; no sessions in it."""
    with owner_connection() as connection:
        connection.execute("INSERT INTO django_session VALUES ('key', 'data', now())")
    said = command("backup", tmp_path)
    assert said.code == 0, said.err
    (path,) = tmp_path.iterdir()
    assert f"{path}: " in said.out
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    reader = ArchiveReader(path)
    manifest = reader.manifest()
    reader.verify(manifest)
    assert manifest.files == 1
    assert manifest.tables["service_requests_servicerequest"].rows == 3
    assert manifest.rounds.count == 2
    there = {
        table for (table,) in ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    }
    assert manifest.tables.keys() == there - {"django_session", "core_cache"}
    for table, content in manifest.tables.items():
        assert ask(f"SELECT count(*) FROM {table}") == [(content.rows,)], table


def test_what_happens_meanwhile_is_not_in_it(
    living: Any, tmp_path: Path, command: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dump, counts and digests are of one moment, whatever is written while they are made."""
    running = programs.running

    def write_first(*args: Any) -> Any:
        with owner_connection() as connection:
            connection.execute("INSERT INTO auth_group (name) VALUES ('late')")
        return running(*args)

    monkeypatch.setattr(programs, "running", write_first)
    said = command("backup", tmp_path / "backup.tar")
    with owner_connection() as connection:
        gone = connection.execute("DELETE FROM auth_group")
    assert (said.code, gone.rowcount) == (0, 1), said.err
    reader = ArchiveReader(tmp_path / "backup.tar")
    assert reader.manifest().tables["auth_group"].rows == 0
    reader.extract_database(tmp_path / "dump")
    program = programs.find("pg_restore", at_least=reader.manifest().pg_dump)
    rows = subprocess.run(
        [program.path, "--data-only", "--table=auth_group", "--file=-", tmp_path / "dump"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "COPY public.auth_group" in rows.stdout
    assert "late" not in rows.stdout


@pytest.mark.parametrize(("change", "word"), [("lose", "not in the storage"), ("spoil", "changed")])
def test_a_file_that_is_not_what_it_was(
    living: Any, files: Path, tmp_path: Path, command: Any, change: str, word: str
) -> None:
    """The backup is made all the same, names the file, and ends with another code."""
    (file,) = [path for path in files.rglob("*") if path.is_file()]
    content = file.read_bytes()
    file.unlink() if change == "lose" else file.write_bytes(b"other")
    try:
        said = command("backup", tmp_path)
    finally:
        file.write_bytes(content)
    assert said.code == 2
    assert word in said.err
    assert str(file.relative_to(files)) in said.err
    assert len(contents(tmp_path)) == 1


def test_a_file_that_may_not_be_read(
    living: Any, tmp_path: Path, command: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files of another user are not passed over: no backup is made, and the file is named."""

    def refuses(name: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(backing_up.default_storage, "open", refuses)
    said = command("backup", tmp_path)
    assert said.code == 1
    assert "cannot be read: Permission denied" in said.err
    assert contents(tmp_path) == []


def test_a_text_that_was_rewritten(living: Any, tmp_path: Path, command: Any) -> None:
    """A round whose text is not what its hash says is named."""
    with owner_connection() as connection:
        connection.execute("ALTER TABLE answers_round DISABLE TRIGGER USER")
        connection.execute("ALTER TABLE answers_round NO FORCE ROW LEVEL SECURITY")
        (pk, body) = connection.execute("SELECT id, body FROM answers_round LIMIT 1").fetchone()
        connection.execute("UPDATE answers_round SET body = 'Autre' WHERE id = %s", [pk])
        try:
            said = command("backup", tmp_path)
        finally:
            connection.execute("UPDATE answers_round SET body = %s WHERE id = %s", [body, pk])
            connection.execute("ALTER TABLE answers_round FORCE ROW LEVEL SECURITY")
            connection.execute("ALTER TABLE answers_round ENABLE TRIGGER USER")
    assert said.code == 2
    assert f"rounds are not what was submitted: {pk}" in said.err


def test_keep(living: Any, tmp_path: Path, command: Any) -> None:
    """Of the backups that bear our name only the newest stay; all else in the folder stays."""
    old = [f"catalaune-2026010{day}T030000Z.tar" for day in (1, 2, 3)]
    for name in [*old, "catalaune-before-the-move.tar", "other.txt"]:
        (tmp_path / name).touch()
    said = command("backup", tmp_path, "--keep", 2)
    assert said.code == 0, said.err
    left = contents(tmp_path)
    assert len(left) == 4
    assert {"catalaune-before-the-move.tar", "other.txt", old[2]} < set(left)
    assert f"Deleted: {tmp_path / old[0]}" in said.err


@pytest.mark.parametrize("keep", [["--keep", "0"], ["--keep", "-1"]])
def test_keep_nothing_is_refused(
    living: Any, tmp_path: Path, command: Any, keep: list[str]
) -> None:
    """To keep no backup is not what a backup is for."""
    said = command("backup", tmp_path, *keep)
    assert said.code == 1
    assert contents(tmp_path) == []


def test_after_a_failed_backup_nothing_is_deleted(
    living: Any, tmp_path: Path, command: Any, settings: Any
) -> None:
    """Old backups outlive a night on which none was made."""
    names = [f"catalaune-2026010{day}T030000Z.tar" for day in (1, 2)]
    for name in names:
        (tmp_path / name).touch()
    settings.BACKUP_DATABASE = {**settings.BACKUP_DATABASE, "HOST": str(tmp_path)}
    assert command("backup", tmp_path, "--keep", 1).code == 1
    assert contents(tmp_path) == names


def test_what_a_killed_run_left_is_cleared(
    living: Any, tmp_path: Path, command: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A partial file that nobody writes any more goes; one that is being written stays."""
    monkeypatch.setattr(archive, "_JUST_MADE", -1.0)
    (tmp_path / f"{archive.PARTIAL}dead").write_text("half")
    with archive.partial(tmp_path) as living_one:
        said = command("backup", tmp_path / "backup.tar")
        assert said.code == 0, said.err
        assert contents(tmp_path) == sorted([living_one.name, "backup.tar"])
    assert contents(tmp_path) == ["backup.tar"]


def test_killed_in_the_middle(living: Any, tmp_path: Path) -> None:
    """A run that is killed leaves nothing that could be taken for a backup."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "backup", str(tmp_path)],
        cwd=ROOT,
        env=environment(),
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    assert process.stderr is not None
    assert process.stderr.readline()
    process.kill()
    process.communicate()
    assert not [name for name in contents(tmp_path) if name.endswith(".tar")]


def test_as_a_timer_runs_it(living: Any, tmp_path: Path, files: Path) -> None:
    """The real command, without a terminal, into the folder of the environment."""
    done = subprocess.run(
        [sys.executable, "manage.py", "backup", "--keep", "3"],
        cwd=ROOT,
        env=environment() | {"BACKUP_DIR": str(tmp_path), "DATA_DIR": str(files)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    (path,) = tmp_path.iterdir()
    with tarfile.open(path) as tar:
        assert tar.getnames() == ["database.dump", "files.jsonl", "manifest.json"]


def environment() -> dict[str, str]:
    """Return the environment of a process that works on the database of the test."""
    known = connections["owner"].settings_dict
    address = f"@:{known['PORT'] or 5432}/{known['NAME']}?host={known['HOST']}"
    roles = {"": "catalaune", "OWNER_": "catalaune_owner", "BACKUP_": "catalaune_backup"}
    return os.environ | {
        f"DATABASE_{part}URL": f"postgresql://{role}{address}" for part, role in roles.items()
    }
