# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The scope of a town: a transaction in which row security shows that town and no other."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, connections, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

SETTING = "grc.municipality"


@contextmanager
def town_scope(municipality_id: int, *, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Open a transaction for one town: page, socket, job and command all pass through here.

    Scopes nest; leaving one restores the town around it, and leaving the outermost leaves none.
    An exception rolls the transaction (or the savepoint) back.
    """
    nested = connections[using].in_atomic_block
    outer = current_town(using=using) if nested else None
    with transaction.atomic(using=using):
        if outer != municipality_id:
            _set(str(municipality_id), using)
        yield
        if nested and outer != municipality_id:
            _set("" if outer is None else str(outer), using)


def current_town(*, using: str = DEFAULT_DB_ALIAS) -> int | None:
    """Return the id of the town in scope, or None outside any scope."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT nullif(current_setting(%s, true), '')::bigint", [SETTING])
        row = cursor.fetchone()
    return None if row is None or row[0] is None else int(row[0])


def _set(value: str, using: str) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, value])
