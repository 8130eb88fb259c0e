# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a database holds, so that its copy can be compared: rows, digests, hashes of rounds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _
from psycopg import sql

from grc.answers.models import Round
from grc.core.canonical import content_hash
from grc.operation.connecting import Connection, rows
from grc.operation.tenths import Say, Tenths

#: Open sessions are keys to the desk: they are not copied, and everybody signs in again.
LEFT_OUT: Final = ("django_session",)
_BATCH: Final = 500

# The text of a value must not depend on who asks.
_SAME_TEXT: Final = (
    "SET TimeZone = 'UTC'",
    "SET DateStyle = 'ISO'",
    "SET IntervalStyle = 'postgres'",
    "SET bytea_output = 'hex'",
    "SET extra_float_digits = 1",
    "SET client_encoding = 'UTF8'",
    "SET search_path = public",
    "SET row_security = off",
    "SET statement_timeout = 0",
    "SET idle_in_transaction_session_timeout = 0",
)

_TABLES = """
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relpersistence = 'p'
      AND relname <> ALL(%s)
    ORDER BY relname COLLATE "C"
"""

_KEY = """
    SELECT a.attname, a.attcollation <> 0
    FROM pg_index AS i
    JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey::smallint[])
    WHERE i.indrelid = %s::regclass AND i.indisprimary
    ORDER BY array_position(i.indkey::smallint[], a.attnum)
"""


@dataclass(frozen=True)
class Content:
    """Rows of a table, and the SHA-256 of their text in the order of the key.

    For the events, which are only ever appended, that order is the one in which they happened.
    """

    rows: int
    sha256: str


@dataclass(frozen=True)
class Rounds:
    """Submitted texts, hashed anew: how many, one digest over all hashes, and the ids of those
    whose text is no longer what their hash says."""

    count: int = 0
    sha256: str = ""
    broken: list[int] = field(default_factory=list)


def prepare(connection: Connection) -> None:
    """Make values read the same whoever asks, and refuse to read past row security unnoticed."""
    for statement in _SAME_TEXT:
        connection.execute(statement.encode())


def tables(connection: Connection) -> list[str]:
    """Return the tables that a backup holds: neither sessions nor what a crash would empty."""
    return [name for (name,) in rows(connection, _TABLES, list(LEFT_OUT))]


def contents(connection: Connection, *, say: Say) -> dict[str, Content]:
    """Read every table of a prepared connection from end to end."""
    names, found = tables(connection), {}
    told = Tenths(say, _("Tables: %(done)d of %(total)d"), len(names))
    for name in names:
        found[name] = _content(connection, name)
        told.one_more()
    return found


def rounds(connection: Connection) -> Rounds:
    """Hash the frozen content of every round anew, with the code that hashed it first."""
    digest, count, broken = hashlib.sha256(), 0, []
    for round_ in _all_rounds(connection):
        count += 1
        digest.update(f"{round_.pk} {content_hash(round_.content)}\n".encode())
        if not round_.is_intact:
            broken.append(round_.pk)
    return Rounds(count, digest.hexdigest(), broken)


def _content(connection: Connection, table: str) -> Content:
    """Read as COPY gives it: a line break is one end of row, those in values are escaped."""
    query = sql.SQL("COPY (SELECT * FROM {} ORDER BY {}) TO STDOUT").format(
        sql.Identifier(table), _order(connection, table)
    )
    digest, count = hashlib.sha256(), 0
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        for block in copy:
            digest.update(block)
            count += bytes(block).count(b"\n")
    return Content(count, digest.hexdigest())


def _order(connection: Connection, table: str) -> sql.Composable:
    """The primary key; text in it by its bytes, because collations change with the system."""
    key = [
        sql.SQL('{} COLLATE "C"' if is_text else "{}").format(sql.Identifier(column))
        for column, is_text in rows(connection, _KEY, f'"{table}"')
    ]
    whole_row = sql.SQL('({}.*)::text COLLATE "C"').format(sql.Identifier(table))
    return sql.SQL(", ").join(key) if key else whole_row


def _all_rounds(connection: Connection) -> Iterator[Round]:
    columns = ("id", "body", "content", "content_hash")
    query = sql.SQL("SELECT {} FROM {} ORDER BY id").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(Round._meta.db_table)
    )
    with connection.transaction(), connection.cursor("rounds") as cursor:
        cursor.itersize = _BATCH
        for values in cursor.execute(query):
            yield Round(**_named(columns, values))


def _named(columns: tuple[str, ...], values: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(columns, values, strict=True))
