# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The files that rows name, whatever the model, in the storage of the settings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any, Final

from django.apps import apps
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import models
from django.utils.translation import gettext as _
from psycopg import sql

from grc.operation.archive import Listed
from grc.operation.connecting import Connection
from grc.operation.refusals import CannotRestore

_BATCH: Final = 2000
_BLOCK: Final = 1 << 20


@dataclass(frozen=True)
class Named:
    """A file that a row names, with the size and the hash that the row remembers, if it does."""

    name: str
    size: int | None
    sha256: str | None


def named(connection: Connection) -> Iterator[Named]:
    """Give every file that a row names, as this connection sees the rows."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                yield from _named_in(connection, model, field)


def spool(connection: Connection, file: IO[bytes]) -> tuple[int, int]:
    """Write down every file that a row names; return how many, and their bytes together.

    So the snapshot can end before the files are copied: it would keep the database from tidying.
    """
    count = size = 0
    for one in named(connection):
        file.write(json.dumps([one.name, one.size, one.sha256]).encode() + b"\n")
        count, size = count + 1, size + (one.size or 0)
    file.seek(0)
    return count, size


def spooled(file: IO[bytes]) -> Iterator[Named]:
    """Read back what ``spool`` wrote down."""
    for line in file:
        yield Named(*json.loads(line))


def put_back(listed: Listed, file: IO[bytes], *, replace: bool) -> bool:
    """Store a file under its name; return False when the same one is there already.

    Raises CannotRestore when another one is there and may not be replaced.
    """
    if default_storage.exists(listed.name):
        if _sha256(listed.name) == listed.sha256:
            return False
        if not replace:
            raise CannotRestore(
                _(
                    "Another file is stored as %(name)s. Empty the folder of files, "
                    "or replace what is there with --replace."
                )
                % {"name": listed.name}
            )
        default_storage.delete(listed.name)
    stored = default_storage.save(listed.name, File(file, name=listed.name))
    if stored != listed.name:
        raise CannotRestore(
            _("%(name)s could not be stored under its name.") % {"name": listed.name}
        )
    return True


def _named_in(
    connection: Connection, model: type[models.Model], field: models.Field[Any, Any]
) -> Iterator[Named]:
    columns = {known.name: str(known.column) for known in model._meta.concrete_fields}
    wanted = [
        sql.Identifier(columns[name]) if name in columns else sql.SQL("NULL")
        for name in ("size", "sha256")
    ]
    query = sql.SQL("SELECT {0}, {1} FROM {2} WHERE {0} <> '' ORDER BY {3}").format(
        sql.Identifier(columns[field.name]),
        sql.SQL(", ").join(wanted),
        sql.Identifier(model._meta.db_table),
        sql.Identifier(columns[model._meta.pk.name]),
    )
    with connection.transaction(), connection.cursor("files") as cursor:
        cursor.itersize = _BATCH
        for name, size, sha256 in cursor.execute(query):
            yield Named(name, size, sha256)


def _sha256(name: str) -> str:
    digest = hashlib.sha256()
    with default_storage.open(name) as stored:
        for block in stored.chunks(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
