# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Filling the big tables: keys and indexes off, COPY in parts, keys and indexes on again.

COPY is refused under row security, so the owner lifts FORCE for the length of the load. Whatever is
put on again is checked then by PostgreSQL, over all rows: keys of towns, uniqueness, row security.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from grc.dev.bench.rows import COLUMNS
from grc.dev.bench.story import Plot, tell

Say = Callable[[str], object]
PART = 4_000
PROCESSES = 2
# A word about every so many parts.
SAID = 25
TABLES = list(COLUMNS)
MEMORY = "SET maintenance_work_mem = '256MB'; SET synchronous_commit = off"

_KEYS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = %(type)s AND (conrelid = ANY(%(tables)s::regclass[])
        OR contype = 'f' AND confrelid = ANY(%(tables)s::regclass[]))
    ORDER BY conrelid, conname
"""
_NEXT_KEY = "SELECT setval(pg_get_serial_sequence({name}, 'id'), max(id)) FROM {table}"
_FORCED = "SELECT oid::regclass::text FROM pg_class WHERE relforcerowsecurity ORDER BY oid"
_INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid = ANY(%(tables)s::regclass[]) AND NOT indisprimary
    ORDER BY indrelid, indexrelid
"""


def load(url: str, plot: Plot, say: Say) -> None:
    """Fill the tables of a town that has no request yet, as the owner."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(MEMORY)
        with _lifted(connection, say):
            _copy_all(url, plot, say)
            for table in TABLES:
                connection.execute(
                    sql.SQL(_NEXT_KEY).format(name=table, table=sql.Identifier(table))
                )


@contextmanager
def _lifted(connection: psycopg.Connection[Any], say: Say) -> Iterator[None]:
    """Take away what slows a load, and put it on again, each key checked over the whole table."""
    tables = {"tables": TABLES}
    keys = connection.execute(_KEYS, tables | {"type": "f"}).fetchall()
    uniques = connection.execute(_KEYS, tables | {"type": "u"}).fetchall()
    forced = [row[0] for row in connection.execute(_FORCED)]
    for table in forced:
        connection.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    for table, name, _ in [*keys, *uniques]:
        connection.execute(_alter("ALTER TABLE {} DROP CONSTRAINT {}", table, name))
    indexes = connection.execute(_INDEXES, tables).fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    yield
    say("indexes")
    for table, name, definition in uniques:
        connection.execute(_alter("ALTER TABLE {} ADD CONSTRAINT {} ", table, name) + definition)
    for _, definition in indexes:
        connection.execute(definition)
    say("keys")
    for table, name, definition in keys:
        connection.execute(_alter("ALTER TABLE {} ADD CONSTRAINT {} ", table, name) + definition)
    for table in forced:
        connection.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _copy_all(url: str, plot: Plot, say: Say) -> None:
    """Tell the story part by part; each process holds one part in memory."""
    firsts = range(0, plot.count, PART)
    with ProcessPoolExecutor(
        min(PROCESSES, len(firsts)),
        mp_context=multiprocessing.get_context("fork"),
        initializer=_open,
        initargs=(url, plot),
    ) as pool:
        parts = [pool.submit(_copy_part, first) for first in firsts]
        for number, part in enumerate(as_completed(parts), start=1):
            part.result()
            if number % SAID == 0 or number == len(parts):
                say(f"{min(number * PART, plot.count):,} of {plot.count:,} requests")


@dataclass
class _Desk:
    """What a process that copies parts works with."""

    plot: Plot
    connection: psycopg.Connection[Any]


_desk: list[_Desk] = []


def _open(url: str, plot: Plot) -> None:
    connection = psycopg.connect(url, autocommit=True)
    connection.execute(MEMORY)
    _desk.append(_Desk(plot, connection))


def _copy_part(first: int) -> None:
    plot, connection = _desk[0].plot, _desk[0].connection
    rows = tell(plot, first, min(first + PART, plot.count))
    with connection.transaction(), connection.cursor() as cursor:
        for table, lines in rows.lines.items():
            columns = [*COLUMNS[table].split(), *(name for name, _ in plot.tails.get(table, ()))]
            statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
                sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
            )
            with cursor.copy(statement) as copy:
                copy.write("".join(lines))


def _alter(statement: str, table: str, name: str) -> str:
    return statement.format(table, '"' + name.replace('"', '""') + '"')
