# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""PostgreSQL refuses to run as root; we run it all the same, or say why not."""

import os
import pwd
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from grc.dev import disguise
from grc.dev.errors import PostgresUnavailable
from grc.dev.postgres import provide
from tests.dev.people import Person, postmaster

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to hide")


def _without_unshare(monkeypatch: pytest.MonkeyPatch) -> None:
    which = shutil.which
    monkeypatch.setattr(
        disguise.shutil, "which", lambda name: None if name == "unshare" else which(name)
    )


@as_root
def test_nothing_works(empty_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without user namespace and without change of user, a sentence says what to do."""
    monkeypatch.setattr(disguise.shutil, "which", lambda _name: None)
    with pytest.raises(PostgresUnavailable, match="ordinary user"):
        provide(empty_dir)


@as_root
@pytest.mark.skipif(not shutil.which("setpriv"), reason="setpriv (util-linux) is not installed")
def test_without_user_namespaces(empty_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where user namespaces are refused, an unprivileged user runs the server."""
    _without_unshare(monkeypatch)
    assert empty_dir.parent.parent.stat().st_mode & 0o007 == 0, "the folder should be private"
    psycopg.connect(provide(empty_dir).application).close()
    running = postmaster(empty_dir)
    assert running
    assert os.stat(f"/proc/{running.pid}").st_uid != 0
    assert running.socket_folder.stat().st_mode & 0o777 == 0o700


@as_root
def test_files_change_hands(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Data made in a user namespace serve on where these are refused."""
    if not shutil.which("setpriv"):
        pytest.skip("setpriv (util-linux) is not installed")
    _without_unshare(monkeypatch)
    psycopg.connect(provide(data_dir).application).close()


@pytest.fixture
def public_dir() -> Iterator[Path]:
    """A folder that an ordinary user owns and reaches."""
    folder = Path("/tmp") / f"catalaune-test-{os.getpid()}"  # noqa: S108 - made by mkdir, not shared
    folder.mkdir(mode=0o755)
    person = pwd.getpwnam("nobody")
    os.chown(folder, person.pw_uid, person.pw_gid)
    yield folder
    shutil.rmtree(folder)


@as_root
@pytest.mark.skipif(not shutil.which("setpriv"), reason="setpriv (util-linux) is not installed")
def test_ordinary_user(public_dir: Path, people: list[Person]) -> None:
    """An ordinary user needs no disguise."""
    person = pwd.getpwnam("nobody")
    change = (f"--reuid={person.pw_uid}", f"--regid={person.pw_gid}", "--clear-groups")
    people.append(Person(public_dir / "data", prefix=("setpriv", *change)))
    people[0].urls()
    running = postmaster(public_dir / "data")
    assert running
    assert os.stat(f"/proc/{running.pid}").st_uid == person.pw_uid
    people[0].leave()
    assert postmaster(public_dir / "data") is None
