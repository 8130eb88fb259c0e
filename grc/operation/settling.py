# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a copy must forget before it lives: numbers already given, workers, messages in flight.

The copy does not know what the original did after the snapshot. What waited to be sent may have
been sent; so it waits here until somebody decides (docs/decisions/0010).
"""

from __future__ import annotations

from psycopg import sql

from grc.municipalities.models import Municipality
from grc.operation.connecting import Connection, rows
from invariants import town_scope
from notifications.models import Delivery

_NUMBERED = """
    SELECT s.relname, t.relname, attname
    FROM pg_class AS s
    JOIN pg_depend AS d ON d.objid = s.oid AND d.classid = 'pg_class'::regclass
        AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
    JOIN pg_class AS t ON t.oid = d.refobjid
    JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
    WHERE s.relkind = 'S' AND s.relnamespace = 'public'::regnamespace
"""
_BEYOND = """
    SELECT setval({name}, highest)
    FROM (SELECT max({column}) AS highest FROM {table}) AS used, {sequence}
    WHERE highest >= last_value + is_called::integer
"""
# A job may run twice, so what a dead worker had in hand waits again; one job may wait per lock.
_JOBS = (
    """
    DELETE FROM procrastinate_jobs AS job WHERE status = 'doing' AND EXISTS (
        SELECT FROM procrastinate_jobs AS other
        WHERE other.queueing_lock = job.queueing_lock
          AND (other.status = 'todo' OR (other.status = 'doing' AND other.id < job.id)))
    """,
    """
    UPDATE procrastinate_jobs SET status = 'todo', abort_requested = false
    WHERE status = 'doing'
    """,
    "DELETE FROM procrastinate_workers",
)


def number_on(connection: Connection) -> int:
    """Set every sequence beyond the highest number in use; return how many were behind."""
    behind = 0
    for sequence, table, column in rows(connection, _NUMBERED):
        statement = sql.SQL(_BEYOND).format(
            name=sql.Literal(f'"{sequence}"'),
            sequence=sql.Identifier(sequence),
            table=sql.Identifier(table),
            column=sql.Identifier(column),
        )
        behind += len(connection.execute(statement).fetchall())
    return behind


def forget_workers(connection: Connection) -> None:
    """Put the jobs of workers that exist no more back in the queue."""
    with connection.transaction():
        for statement in _JOBS:
            connection.execute(statement.encode())


def hold_mail() -> int:
    """Put every message that may have left from the original on hold; return how many."""
    held = 0
    for municipality in Municipality.objects.using("owner").order_by("pk"):
        with town_scope(municipality.pk, using="owner"):
            held += Delivery.objects.using("owner").hold()
    return held
