# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""One archive of everything, while the town works.

One snapshot serves the dump, the digests and the list of files. Files are written before the row
that names them is committed and never changed, so that those of the snapshot are all there.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final

import psycopg
from django.conf import settings
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

import grc
from grc.operation import archive, fingerprint, programs, stored_files
from grc.operation.connecting import Connection, connect, major, reason, row, rows
from grc.operation.manifest import Manifest
from grc.operation.refusals import CannotBackUp
from grc.operation.room import lacking
from grc.operation.structure import structure
from grc.operation.tenths import Say, Tenths

NAME: Final = re.compile(r"catalaune-(\d{8}T\d{6}Z)\.tar")
_MOMENT: Final = "%Y%m%dT%H%M%SZ"
#: Seconds for a migration that runs to let go of a table.
_LOCK_WAIT: Final = 60
#: A third of the time of the default, for a fifth more bytes.
_COMPRESSION: Final = 3


@dataclass(frozen=True)
class Seen:
    """What the snapshot showed, besides the dump."""

    postgres: int
    pg_dump: int
    migrations: list[str]
    tables: dict[str, fingerprint.Content]
    rounds: fingerprint.Rounds
    structure: dict[str, list[str]]
    files: int
    file_bytes: int


def destination(given: Path) -> Path:
    """Return the archive to write: the file that was named, or a new one in the folder.

    Raises CannotBackUp when it exists already, or its folder does not.
    """
    path = given / f"catalaune-{datetime.now(UTC):{_MOMENT}}.tar" if given.is_dir() else given
    if path.exists():
        raise CannotBackUp(
            _("%(path)s exists already: nothing is overwritten. Name another file.")
            % {"path": path}
        )
    if not path.parent.is_dir():
        raise CannotBackUp(
            _("There is no folder %(path)s. Make it, then start again.") % {"path": path.parent}
        )
    return path


def made_in(folder: Path) -> list[tuple[datetime, Path]]:
    """Return the backups of a folder with their moments, the newest first."""
    found = [(named, path) for path in folder.iterdir() if (named := NAME.fullmatch(path.name))]
    moments = [
        (datetime.strptime(named[1], _MOMENT).replace(tzinfo=UTC), path) for named, path in found
    ]
    return sorted(moments, reverse=True)


def prune(folder: Path, keep: int) -> list[Path]:
    """Delete all but the newest backups of a folder; return those that are gone."""
    gone = [path for _moment, path in made_in(folder)[keep:]]
    for path in gone:
        path.unlink()
    return gone


def back_up(path: Path, *, say: Say) -> Manifest:
    """Write the archive and return what it says of itself.

    Raises CannotBackUp; then nothing is left of what was begun.
    """
    try:
        with (
            archive.partial(path.parent) as dump,
            tempfile.TemporaryFile(dir=path.parent) as names,
        ):
            seen = _read_database(dump, names, say)
            with archive.partial(path.parent) as written:
                manifest = _write(written, dump, seen, names, say)
                archive.keep(written, path)
            return manifest
    except (programs.ProgramMissing, programs.ProgramFailed) as error:
        raise CannotBackUp(str(error)) from error
    except psycopg.Error as error:
        raise CannotBackUp(
            _("The database could not be read: %(reason)s.") % {"reason": reason(error)}
        ) from error
    except OSError as error:
        raise CannotBackUp(
            _("%(path)s could not be written: %(reason)s.")
            % {"path": path, "reason": error.strerror or error}
        ) from error


def _read_database(dump: Path, names: IO[bytes], say: Say) -> Seen:
    database = settings.BACKUP_DATABASE
    with connect(database) as connection:
        _refuse_blind_role(connection)
        program = programs.find("pg_dump", at_least=major(connection))
        with _snapshot(connection) as snapshot:
            files, file_bytes = stored_files.spool(connection, names)
            _refuse_full_disk(connection, dump.parent, file_bytes)
            say(_("Database…"))
            with programs.running(program, _arguments(dump, snapshot), database):
                return Seen(
                    postgres=major(connection),
                    pg_dump=program.major,
                    migrations=_migrations(connection),
                    tables=fingerprint.contents(connection, say=say),
                    rounds=fingerprint.rounds(connection),
                    structure=structure(connection),
                    files=files,
                    file_bytes=file_bytes,
                )


def _arguments(dump: Path, snapshot: str) -> list[str]:
    left_out = [f"--exclude-table-data={table}" for table in fingerprint.LEFT_OUT]
    return [
        "--format=custom",
        f"--compress={_COMPRESSION}",
        "--no-unlogged-table-data",
        f"--lock-wait-timeout={_LOCK_WAIT}s",
        f"--snapshot={snapshot}",
        f"--file={dump}",
        *left_out,
    ]


@contextmanager
def _snapshot(connection: Connection) -> Iterator[str]:
    """Everything read inside is of one moment, and so is all that others read by this name."""
    fingerprint.prepare(connection)
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    with connection.transaction():
        (name,) = row(connection, "SELECT pg_export_snapshot()")
        yield name


def _refuse_blind_role(connection: Connection) -> None:
    """A role that row security holds would copy nothing, or one town."""
    role, sees = row(
        connection,
        "SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user",
    )
    if not sees:
        raise CannotBackUp(
            _(
                "The database role %(role)s does not see every town. Set DATABASE_BACKUP_URL "
                "to the role catalaune_backup, which deploy/roles.sql makes."
            )
            % {"role": role}
        )


def _refuse_full_disk(connection: Connection, folder: Path, file_bytes: int) -> None:
    """Dump and archive stand side by side for a while; packed, each is half of the tables."""
    (tables,) = row(
        connection,
        "SELECT coalesce(sum(pg_table_size(oid)), 0)::bigint FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'",
    )
    if sentence := lacking(folder, tables + file_bytes):
        raise CannotBackUp(sentence)


def _migrations(connection: Connection) -> list[str]:
    applied = rows(connection, "SELECT app, name FROM django_migrations ORDER BY app, name")
    return [f"{app}.{name}" for app, name in applied]


def _write(written: Path, dump: Path, seen: Seen, names: IO[bytes], say: Say) -> Manifest:
    with archive.writing(written) as writer:
        writer.add_database(dump)
        # From here on its bytes are in the archive; the files may need the room.
        dump.unlink()
        missing, damaged = _write_files(writer, names, seen.files, say)
        writer.add_list()
        manifest = Manifest(
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            catalaune=grc.__version__,
            postgres=seen.postgres,
            pg_dump=seen.pg_dump,
            migrations=seen.migrations,
            tables=seen.tables,
            rounds=seen.rounds,
            structure=seen.structure,
            parts=writer.parts,
            files=writer.files,
            file_bytes=writer.file_bytes,
            missing=missing,
            damaged=damaged,
        )
        writer.add_manifest(manifest)
    return manifest


def _write_files(
    writer: archive.ArchiveWriter, names: IO[bytes], total: int, say: Say
) -> tuple[list[str], list[str]]:
    """Copy the files; return the names of those that are gone, and of those that changed."""
    missing, damaged = [], []
    told = Tenths(say, _("Files: %(done)d of %(total)d"), total)
    for one in stored_files.spooled(names):
        try:
            with default_storage.open(one.name) as stored:
                part = writer.add_file(one.name, stored, stored.size)
        except FileNotFoundError:
            missing.append(one.name)
        except PermissionError as error:
            raise CannotBackUp(
                _("%(path)s cannot be read: %(reason)s.")
                % {"path": one.name, "reason": error.strerror or error}
            ) from error
        else:
            if one.sha256 not in (None, part.sha256):
                damaged.append(one.name)
        told.one_more()
    return missing, damaged
