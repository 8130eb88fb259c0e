# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""From an archive back to a town: verified before, and compared after.

Row security comes last but one: until then the owner may read everything, and compares it. Last,
the application is let in.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from grc.operation import fingerprint, programs, settling, stored_files, target
from grc.operation.archive import DATABASE, ArchiveReader
from grc.operation.connecting import Connection, connect, major, reason
from grc.operation.manifest import Manifest
from grc.operation.refusals import CannotRestore
from grc.operation.room import lacking
from grc.operation.structure import differences, structure
from grc.operation.tenths import Say

_SECURITY: Final = re.compile(r"\d+; \d+ \d+ (ROW SECURITY|POLICY) ")
# A pg_restore newer than the server sets what the server does not know, and goes on.
_HARMLESS: Final = re.compile("unrecognized configuration parameter")
_MOST_JOBS: Final = 8
_SHOWN: Final = 5
_IN_THE_MIDDLE: Final = (
    CannotRestore,
    programs.ProgramFailed,
    psycopg.Error,
    DatabaseError,
    OSError,
)
_OURS: Final = ("grc", "workflows", "notifications", "invariants")


@dataclass(frozen=True)
class Restored:
    """What was put back, and what waits for a decision."""

    manifest: Manifest
    files: int
    migrated: bool
    on_hold: int


def restore(path: Path, *, replace: bool, resume_sending: bool, say: Say) -> Restored:
    """Put an archive back into the database of DATABASE_OWNER_URL and the folder of files.

    ``resume_sending`` leaves waiting messages in the queue. Raises CannotRestore; once something
    was changed, nobody but the owner can connect until a restore succeeds.
    """
    reader = ArchiveReader(path)
    manifest = reader.manifest()
    _refuse_future(manifest)
    try:
        with connect(target.owner_settings()) as connection:
            target.refuse_unfit(connection, manifest, replace=replace)
            program = programs.find("pg_restore", at_least=max(manifest.pg_dump, major(connection)))
            _refuse_full_disk(manifest)
            say(_("Verifying the archive…"))
            reader.verify(manifest)
            say(_("Files…"))
            files = _put_files_back(reader, replace=replace)
            with _closed_to_others(connection):
                restoring = _Restoring(reader, manifest, connection, program, say)
                return restoring.run(files, replace=replace, resume_sending=resume_sending)
    except (programs.ProgramMissing, programs.ProgramFailed) as error:
        raise CannotRestore(str(error)) from error
    except psycopg.Error as error:
        raise CannotRestore(
            _("The database could not be used: %(reason)s.") % {"reason": reason(error)}
        ) from error
    except OSError as error:
        raise CannotRestore(
            _("The archive could not be put back: %(reason)s.") % {"reason": reason(error)}
        ) from error


@dataclass(frozen=True)
class _Restoring:
    """One archive on its way into one database."""

    reader: ArchiveReader
    manifest: Manifest
    connection: Connection
    program: programs.Program
    say: Say

    def run(self, files: int, *, replace: bool, resume_sending: bool) -> Restored:
        if replace:
            target.empty(self.connection)
        with tempfile.TemporaryDirectory(prefix="restore-", dir=_work_folder()) as folder:
            self._rebuild(Path(folder))
        migrated = _migrate()
        settling.forget_workers(self.connection)
        on_hold = 0 if resume_sending else settling.hold_mail()
        connections["owner"].close()
        return Restored(self.manifest, files, migrated, on_hold)

    def _rebuild(self, folder: Path) -> None:
        self.say(_("Database…"))
        dump = folder / DATABASE
        self.reader.extract_database(dump)
        entries = programs.table_of_contents(self.program, dump)
        security = [entry for entry in entries if _SECURITY.match(entry)]
        self._take(dump, [entry for entry in entries if not _SECURITY.match(entry)])
        self.say(_("Comparing…"))
        fingerprint.prepare(self.connection)
        self._compare_contents()
        settling.number_on(self.connection)
        self._take(dump, security)
        self._compare_structure()
        self.connection.execute("ANALYZE")

    def _take(self, dump: Path, entries: list[str]) -> None:
        wanted = dump.with_suffix(".list")
        wanted.write_text("\n".join(entries), encoding="utf-8")
        jobs = min(os.cpu_count() or 1, _MOST_JOBS)
        options = ["--no-owner", f"--jobs={jobs}", f"--use-list={wanted}"]
        try:
            programs.run(self.program, [*options, str(dump)], target.owner_settings())
        except programs.ProgramFailed as error:
            if not error.errors or not all(map(_HARMLESS.search, error.errors)):
                raise

    def _compare_contents(self) -> None:
        found = fingerprint.contents(self.connection, say=self.say)
        wrong = sorted(
            name
            for name in self.manifest.tables.keys() | found.keys()
            if self.manifest.tables.get(name) != found.get(name)
        )
        if wrong:
            raise CannotRestore(
                _("These tables are not what was backed up: %(tables)s")
                % {"tables": ", ".join(wrong[:_SHOWN])}
            )
        if fingerprint.rounds(self.connection) != self.manifest.rounds:
            raise CannotRestore(_("The hashes of the submitted answers are not what they were"))

    def _compare_structure(self) -> None:
        found = differences(
            self.manifest.structure,
            structure(self.connection),
            same_version=major(self.connection) == self.manifest.postgres,
        )
        if found:
            raise CannotRestore(
                _("Tables, triggers or rights are not what was backed up: %(lines)s")
                % {"lines": "; ".join(found[:_SHOWN])}
            )


@contextmanager
def _closed_to_others(connection: Connection) -> Iterator[None]:
    """Keep everybody out, and let them in again unless something went wrong."""
    visitors = target.keep_others_out(connection)
    try:
        yield
    except _IN_THE_MIDDLE as error:
        raise CannotRestore(
            _(
                "%(reason)s. The database is not whole, and closed to the application. "
                "Mend the cause, then start again with --replace."
            )
            % {"reason": reason(error)}
        ) from error
    target.let_in(connection, visitors)


def _refuse_future(manifest: Manifest) -> None:
    """Rows of a newer Catalaune would be misread by this one."""
    ours = {c.label for c in apps.get_app_configs() if c.name.split(".")[0] in _OURS}
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    unknown = [name for name in manifest.migrations if name.split(".")[0] in ours]
    if set(unknown) - known:
        raise CannotRestore(
            _(
                "This archive was made by Catalaune %(version)s, which knows more than this one: "
                "install that version first."
            )
            % {"version": manifest.catalaune}
        )


def _refuse_full_disk(manifest: Manifest) -> None:
    needed = manifest.parts[DATABASE].size + manifest.file_bytes
    if sentence := lacking(Path(settings.DATA_DIR), needed):
        raise CannotRestore(sentence)


def _put_files_back(reader: ArchiveReader, *, replace: bool) -> int:
    """Files first, as when they came: a row never names one that is not there."""
    return sum(
        stored_files.put_back(listed, file, replace=replace) for listed, file in reader.files()
    )


def _work_folder() -> Path:
    folder = Path(settings.DATA_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _migrate() -> bool:
    """Bring a copy made by an older Catalaune to this version; return whether it was needed."""
    executor = MigrationExecutor(connections["owner"])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        call_command("migrate", database="owner", interactive=False, verbosity=0)
    return bool(plan)
