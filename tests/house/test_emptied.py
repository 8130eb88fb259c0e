# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A test that commits leaves nothing to the next one, and no door of the database open."""

from __future__ import annotations

import pytest

from grc.operation.structure import structure
from tests import emptying
from tests.conftest import empty_database, owner_connection

KEPT = ("django_migrations", "django_content_type", "procrastinate_workers")
TABLES = """
    SELECT quote_ident(relname) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("large", [emptying.LARGE, 0])
def test_nothing_is_left(town, supervisor, service_request, large, monkeypatch):
    """Rows that nobody may delete go too, few or many; triggers and policies are as they were."""
    monkeypatch.setattr(emptying, "LARGE", large)
    with owner_connection() as connection:
        before = structure(connection)
        assert left(connection)
    empty_database()
    with owner_connection() as connection:
        assert structure(connection) == before
        assert left(connection) == []


def left(connection):
    """The tables with rows, whoever may see them."""
    tables = [name for (name,) in connection.execute(TABLES) if name not in KEPT]
    with connection.transaction(force_rollback=True):
        for name in tables:
            connection.execute(f"ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY")
        return [
            name for name in tables if connection.execute(f"SELECT FROM {name} LIMIT 1").fetchall()
        ]
