# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What cannot be put back is refused before anything is touched, in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.files.storage import default_storage
from django.db import connections

from grc.operation.archive import ArchiveReader
from tests.operation.conftest import parameters_here, tables
from tests.operation.spoiling import change, change_manifest, smuggle


def test_a_living_database_is_refused(archive: Path, command: Any) -> None:
    """A database that holds something is not written over by mistake."""
    said = command("restore", archive)
    assert said.code == 1
    assert "is not empty" in said.err
    assert "--replace" in said.err


@pytest.mark.parametrize("part", ["database.dump", "files.jsonl", "files/", "manifest.json"])
def test_a_part_that_was_changed(archive: Path, command: Any, elsewhere: Any, part: str) -> None:
    """One byte that is not as it was: refused before anything is touched."""
    change(archive, part, lambda content: content[:-9] + bytes([content[-9] ^ 1]) + content[-8:])
    elsewhere()
    said = command("restore", archive)
    assert said.code == 1
    assert "archive" in said.err
    assert tables() == 0
    assert not default_storage.exists("1")


@pytest.mark.parametrize("part", ["database.dump", "files.jsonl", "files/", "manifest.json"])
def test_a_part_that_is_gone(archive: Path, command: Any, elsewhere: Any, part: str) -> None:
    """What the manifest or the list names must be there."""
    change(archive, part, lambda content: None)
    elsewhere()
    said = command("restore", archive)
    assert said.code == 1
    assert tables() == 0


@pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
def test_an_archive_that_was_cut(archive: Path, command: Any, elsewhere: Any, share: float) -> None:
    """A copy that stopped in the middle is no backup."""
    content = archive.read_bytes()
    archive.write_bytes(content[: int(len(content.rstrip(b"\0")) * share)])
    elsewhere()
    said = command("restore", archive)
    assert said.code == 1
    assert "archive" in said.err
    assert tables() == 0


@pytest.mark.parametrize("content", [b"", b"hello", b"\0" * 10_240])
def test_something_else(tmp_path: Path, town: Any, command: Any, content: bytes) -> None:
    """A file that is no archive of ours, and one that is not there, are said to be so."""
    path = tmp_path / "other.tar"
    path.write_bytes(content)
    assert "archive" in command("restore", path).err
    assert "cannot be read" in command("restore", tmp_path / "nothing.tar").err


def test_an_archive_of_the_future(archive: Path, command: Any, elsewhere: Any) -> None:
    """What a newer Catalaune made is not misread by this one."""
    manifest = ArchiveReader(archive).manifest()
    change_manifest(
        archive, migrations=[*manifest.migrations, "answers.0099_signed"], catalaune="9.9"
    )
    elsewhere()
    said = command("restore", archive)
    assert said.code == 1
    assert "made by Catalaune 9.9" in said.err


def test_another_format(archive: Path, command: Any, town: Any) -> None:
    """A format that is not known is refused by its number."""
    change(archive, "manifest", lambda text: json.dumps(json.loads(text) | {"archive": 2}).encode())
    assert "newer Catalaune" in command("restore", archive).err


def test_an_older_server(archive: Path, command: Any, elsewhere: Any) -> None:
    """Rows of a newer PostgreSQL do not go into an older one."""
    change_manifest(archive, postgres=99)
    elsewhere()
    said = command("restore", archive)
    assert said.code == 1
    assert "version 99 or later" in said.err


def test_an_older_pg_restore(
    archive: Path, command: Any, elsewhere: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that cannot read the dump is named before anything is touched."""
    change_manifest(archive, pg_dump=98)
    elsewhere()
    said = command("restore", archive)
    assert said.code == 1
    assert "pg_restore 98 or later is needed" in said.err
    assert tables() == 0


def test_the_wrong_role(
    archive: Path, command: Any, elsewhere: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A role that does not own the database, or is more than an owner, would spoil the guards."""
    elsewhere()
    for role in ("catalaune", "postgres"):
        monkeypatch.setitem(connections["owner"].settings_dict, "USER", role)
        said = command("restore", archive)
        assert said.code == 1
        assert f"names the role {role}" in said.err


def test_missing_roles(
    archive: Path, command: Any, elsewhere: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rights can only be given to roles that exist."""
    elsewhere()
    monkeypatch.setitem(connections["default"].settings_dict, "USER", "catalaune_absent")
    said = command("restore", archive)
    assert said.code == 1
    assert "missing: catalaune_absent" in said.err


def test_company(archive: Path, command: Any, elsewhere: Any) -> None:
    """While a web server or a worker is connected, nothing is put back."""
    elsewhere()
    with psycopg.connect(**{**parameters_here(), "user": "catalaune"}):
        said = command("restore", archive)
    assert said.code == 1
    assert "Stop the web server" in said.err


def test_company_that_comes_late(
    archive: Path, command: Any, elsewhere: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who connects while the archive is verified is seen before anything is touched."""
    elsewhere()
    late: list[psycopg.Connection[Any]] = []
    verify = ArchiveReader.verify

    def verify_slowly(*args: Any) -> None:
        verify(*args)
        late.append(psycopg.connect(**{**parameters_here(), "user": "catalaune"}))

    monkeypatch.setattr(ArchiveReader, "verify", verify_slowly)
    said = command("restore", archive)
    late.pop().close()
    assert said.code == 1
    assert "Stop the web server" in said.err
    assert "not whole" not in said.err
    assert tables() == 0
    psycopg.connect(**{**parameters_here(), "user": "catalaune"}).close()


@pytest.mark.parametrize("name", ["../outside", "/outside", "1/../../outside"])
def test_a_file_that_would_lie_outside(
    archive: Path, command: Any, elsewhere: Any, name: str
) -> None:
    """An archive whose hashes are right cannot write wherever it likes."""
    smuggle(archive, name)
    elsewhere()
    said = command("restore", archive)
    assert said.code == 1
    assert f"{name} would lie outside the folder of files" in said.err
    assert tables() == 0


def test_another_file_in_the_way(archive: Path, command: Any, elsewhere: Any) -> None:
    """A stored file of the same name and other content is not overwritten."""
    elsewhere()
    (listed,) = [listed for listed, _file in restored_files(archive)]
    path = Path(default_storage.path(listed))
    path.parent.mkdir()
    path.write_text("another")
    said = command("restore", archive)
    assert said.code == 1
    assert listed in said.err
    assert path.read_text() == "another"
    assert "closed to the application" not in said.err
    assert command("restore", archive, "--replace").code == 0
    assert path.read_text() == "Un trou, là."


def restored_files(archive: Path) -> list[tuple[str, int]]:
    reader = ArchiveReader(archive)
    reader.manifest()
    return [(listed.name, listed.size) for listed, _file in reader.files()]
