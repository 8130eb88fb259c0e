# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The programs of PostgreSQL are chosen by version, and keep a password to themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from grc.operation import programs
from grc.operation.programs import Program, ProgramMissing

SPY = """#!/bin/sh
echo "$@" > "{folder}/arguments"
cat "$(echo "$@" | sed "s/.*passfile=\\([^ ]*\\).*/\\1/")" > "{folder}/passfile"
"""


def script(path: Path, text: str) -> str:
    path.write_text(text)
    path.chmod(0o755)
    return str(path)


def test_the_oldest_that_knows_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither one that is too old nor the newest: what that writes fewer can read."""
    found = [
        script(tmp_path / str(major), f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {major}.4'\n")
        for major in (15, 18, 16, 17)
    ]
    broken = script(tmp_path / "broken", "#!/bin/sh\nexit 1\n")
    monkeypatch.setattr(programs, "_candidates", lambda name: iter([broken, "/no", *found]))
    assert programs.find("pg_dump", at_least=16) == Program(str(tmp_path / "16"), 16)


def test_none_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing installed: the sentence says what to install."""
    monkeypatch.setattr(programs, "_candidates", lambda name: iter([]))
    with pytest.raises(ProgramMissing, match="postgresql-client-17"):
        programs.find("pg_dump", at_least=17)


def test_the_password_is_not_on_the_command_line(tmp_path: Path) -> None:
    """Everybody on a machine can read command lines; the file is gone with the program."""
    spy = Program(script(tmp_path / "spy", SPY.format(folder=tmp_path)), 17)
    database = {"NAME": "town", "USER": "backup", "PASSWORD": r"s3c:r\t"}
    programs.run(spy, ["--file=x"], database)
    arguments = (tmp_path / "arguments").read_text()
    assert "s3c" not in arguments
    assert "--file=x" in arguments
    assert "dbname=town" in arguments
    assert (tmp_path / "passfile").read_text() == "*:*:*:*:s3c\\:r\\\\t\n"
    passfile = arguments.split("passfile=")[1].split()[0]
    assert not Path(passfile).exists()
