# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Migrations say all that models say, and can be taken back."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from grc.dev.migrating import swift_migrations
from grc.operation.structure import differences, structure
from tests.conftest import owner_connection
from tests.figures import SCALE
from tests.house import first_days
from tests.schema import run_script, schema_script

OURS = {
    config.label
    for config in apps.get_app_configs()
    if config.name.split(".")[0] in ("grc", "workflows", "notifications", "invariants")
}

DEFINITIONS = (
    "SELECT table_name, column_name, concat_ws(' ', data_type, is_nullable, column_default,"
    " character_maximum_length) FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger"
    " WHERE NOT tgisinternal",
    "SELECT tablename, policyname, concat_ws(' ', permissive, roles, cmd, qual, with_check)"
    " FROM pg_policies",
    "SELECT relname, 'row security', concat_ws(' ', relrowsecurity, relforcerowsecurity)"
    " FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'",
)
WRITTEN = (
    "SELECT app, name, '' FROM django_migrations",
    "SELECT app_label, model, '' FROM django_content_type",
)


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
    """Every migration of ours runs backwards, then forwards: all is again as tests found it.

    They found it made swiftly; it comes back as a deployment makes it – in make soak all of it, in
    make test what came last – and carries on the way the rows of a town of the first days.
    """
    owner = connections["owner"]
    connections["default"].close()
    executor = MigrationExecutor(owner)
    leaves = executor.loader.graph.leaf_nodes()
    before = everything()
    ours = {app for app, _ in executor.loader.applied_migrations} & OURS
    tables = {model._meta.db_table for model in apps.get_models() if model._meta.app_label in ours}
    try:
        with swift_migrations():
            executor.migrate([(label, None) for label in sorted(ours)])
        assert not {table for table, *_ in everything()} & tables
    finally:
        _come_back(executor, leaves)
    became = first_days.became()
    owner.close()
    after = everything()
    assert sorted(before - after) == []
    assert sorted(after - before) == []
    assert_nothing_was_lost(became)


def _come_back(executor: MigrationExecutor, leaves: list[tuple[str, str]]) -> None:
    moments = (
        (first_days.BEFORE_ROUNDS_WERE_CARRIED, first_days.plant_rounds),
        (first_days.BEFORE_TEXTS_HAD_CODES, first_days.plant_texts),
    )
    for moment, plant in moments:
        executor.loader.build_graph()
        with nullcontext() if SCALE >= 1 else swift_migrations():
            executor.migrate([moment])
        plant(executor.loader.project_state([moment]))
    executor.loader.build_graph()
    executor.migrate(leaves)


def assert_nothing_was_lost(became: dict[str, list[Any]]) -> None:
    """The open round waits for its team, texts have codes, steps know whose buttons they have."""
    assert became["turns"] == [(2, "validation", "Voirie", None)]
    assert became["stages"] == [("validation",)]
    assert became["circuits"] == [("validation",), ("validation",)]
    (one, _), (other, pk), (no_letter, _) = became["codes"]
    assert (one, other, no_letter) == ("delai-depasse", f"delai-depasse-{pk}", "texte")
    assert ("new", "agent") in became["functions"]
    assert became["holders"] == [("agent", "agent", None)]


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_script_makes_the_same_tables() -> None:
    """Tests with a server of their own have the tables, rights and migrations of all others."""
    owner, written = connections["owner"], everything(WRITTEN)
    here = owner.settings_dict["NAME"]
    script = schema_script(owner)
    with owner_connection() as connection:
        stands = structure(connection)
        connection.execute(f"CREATE DATABASE {here}_script TEMPLATE template0")
        try:
            owner.settings_dict["NAME"] = f"{here}_script"
            run_script(owner, script)
            with owner_connection() as made:
                assert differences(stands, structure(made), same_version=True) == []
            assert everything(WRITTEN) == written
        finally:
            owner.close()
            owner.settings_dict["NAME"] = here
            connection.execute(f"DROP DATABASE {here}_script")


def everything(queries: tuple[str, ...] = DEFINITIONS) -> set[tuple[str, str, str]]:
    """What each table is made of: table, name and definition."""
    with owner_connection() as connection:
        return {row for query in queries for row in connection.execute(query).fetchall()}
