# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The installation under examination: how it reaches its database, tried once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

from grc.municipalities.models import Municipality
from grc.operation.connecting import Connection, connect

#: Milliseconds after which a question to the database is given up.
_LONGEST_QUESTION: Final = 30_000


class NotLookedAt(Exception):
    """A check needs something that another check already says is not there."""


@dataclass
class Door:
    """One way into the database: its variable, its role, and what came of knocking."""

    variable: str
    role: str
    connection: Connection | None = None
    error: Exception | None = None


class Installation:
    """What checks look at. Connections are raw: no rule of the application keeps them out."""

    def __init__(self, application: Door, owner: Door, backup: Door | None) -> None:
        self.application, self.owner, self.backup = application, owner, backup

    @property
    def doors(self) -> list[Door]:
        """Those that lead in, once each: without DATABASE_OWNER_URL there is no owner's."""
        owner = None if self.owner is self.application else self.owner
        return [door for door in (self.application, owner, self.backup) if door]

    @property
    def using(self) -> str:
        """The alias to ask models by: the owner's, whom the application's faults do not stop.

        Row security holds the owner as well. Raises NotLookedAt when there is no way in.
        """
        if self.owner.connection is not None:
            return "owner"
        if self.application.connection is not None:
            return DEFAULT_DB_ALIAS
        raise NotLookedAt

    @property
    def database(self) -> Connection:
        """Any connection. Raises NotLookedAt."""
        return self._open(self.owner if self.owner.connection else self.application)

    @property
    def as_application(self) -> Connection:
        """A connection as pages have it. Raises NotLookedAt."""
        return self._open(self.application)

    @property
    def as_backup(self) -> Connection:
        """A connection as backups have it. Raises NotLookedAt."""
        if self.backup is None:
            raise NotLookedAt
        return self._open(self.backup)

    def towns(self) -> list[Municipality]:
        return list(Municipality.objects.using(self.using).order_by("pk"))

    def _open(self, door: Door) -> Connection:
        if door.connection is None:
            raise NotLookedAt
        return door.connection


@contextmanager
def examined() -> Iterator[Installation]:
    """Knock at every door once; close all of them on the way out."""
    application = connections[DEFAULT_DB_ALIAS].settings_dict
    owner, backup = connections["owner"].settings_dict, settings.BACKUP_DATABASE
    pages = _knock("DATABASE_URL", application)
    is_told = owner["USER"] != application["USER"]
    installation = Installation(
        pages,
        _knock("DATABASE_OWNER_URL", owner) if is_told else pages,
        _knock("DATABASE_BACKUP_URL", backup) if backup["USER"] != owner["USER"] else None,
    )
    try:
        yield installation
    finally:
        for door in installation.doors:
            if door.connection is not None:
                door.connection.close()


def _knock(variable: str, database: Mapping[str, Any]) -> Door:
    door = Door(variable, str(database["USER"]))
    try:
        door.connection = connect(database)
        door.connection.execute(f"SET statement_timeout = {_LONGEST_QUESTION}".encode())
    except psycopg.Error as error:
        door.error = error
    return door
