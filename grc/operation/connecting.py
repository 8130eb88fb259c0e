# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""How the commands reach PostgreSQL: by a connection of their own, past Django's.

A role that is too powerful, a table that is missing or a pooler in between must not keep them
from saying so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import psycopg
from psycopg import pq

Connection = psycopg.Connection[tuple[Any, ...]]

#: Seconds until a server that does not answer counts as unreachable.
PATIENCE: Final = 10
_OF_LIBPQ: Final = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
_NAMES: Final = {
    "NAME": "dbname",
    "USER": "user",
    "PASSWORD": "password",
    "HOST": "host",
    "PORT": "port",
}


def parameters(database: Mapping[str, Any]) -> dict[str, str]:
    """Return libpq's parameters for a database of the settings, without Django's own options."""
    named = {_NAMES[name]: str(database[name]) for name in _NAMES if database.get(name)}
    options = database.get("OPTIONS") or {}
    return named | {name: str(options[name]) for name in options if name in _OF_LIBPQ}


def connect(database: Mapping[str, Any], **more: Any) -> Connection:
    """Open a connection in which each statement is a transaction.

    Raises psycopg.OperationalError when the server cannot be reached or refuses the role.
    """
    mine: dict[str, Any] = {"connect_timeout": PATIENCE, "application_name": "catalaune operation"}
    return psycopg.connect(**(mine | parameters(database) | more), autocommit=True)


def rows(connection: Connection, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """Return all rows of a query. Its text is ours; values are passed apart."""
    return connection.execute(query.encode(), values or None).fetchall()


def row(connection: Connection, query: str, *values: Any) -> tuple[Any, ...]:
    """Return the only row of a query."""
    (found,) = rows(connection, query, *values)
    return found


def major(connection: Connection) -> int:
    """Return the server's major version."""
    return connection.info.server_version // 10_000


def reason(error: BaseException) -> str:
    """Return what went wrong in one line: libpq's and the system's words, never a row's content.

    A message of the server may quote values under DETAIL; only its first line is kept.
    """
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__
