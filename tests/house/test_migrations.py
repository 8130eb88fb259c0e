# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Migrations say all that models say, and can be taken back."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from tests.conftest import owner_connection

OURS = {
    config.label
    for config in apps.get_app_configs()
    if config.name.split(".")[0] in ("grc", "workflows", "notifications", "invariants")
}


@pytest.mark.django_db(databases=["default", "owner"])
def test_no_migration_is_missing():
    """Models and migrations agree."""
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_operation_can_be_reversed():
    """What cannot be undone would have to say why, here."""
    loader = MigrationLoader(None)
    for (app, name), migration in loader.disk_migrations.items():
        if app in OURS:
            for operation in migration.operations:
                assert operation.reversible, f"{app}.{name}: {operation}"


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_our_tables_go_and_come_back():
    """Every migration of ours runs backwards, then forwards, on a real database."""
    owner = connections["owner"]
    connections["default"].close()
    executor = MigrationExecutor(owner)
    leaves = executor.loader.graph.leaf_nodes()
    try:
        executor.migrate([("answers", None), ("journal", None), ("notifications", None)])
        with owner_connection() as connection:
            gone = connection.execute("SELECT to_regclass('answers_visa')").fetchone()
        assert gone == (None,)
    finally:
        executor.loader.build_graph()
        executor.migrate(leaves)
        owner.close()
    with owner_connection() as connection:
        forced = connection.execute(
            "SELECT relforcerowsecurity FROM pg_class WHERE relname = 'answers_visa'"
        ).fetchone()
    assert forced == (True,)
