# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The synthetic town in a real database: every constraint put on again, every life plausible."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from grc.dev.bench.story import NOTHING, RAREST, RAREST_COUNT
from grc.dev.bench.town import ROOT, BenchTown, provide_town, working_copy

COUNT = 400
DATA_DIR = Path(os.environ.get("DATA_DIR") or ROOT / ".data").resolve()


@pytest.fixture(scope="module")
def town() -> BenchTown:
    return provide_town(COUNT, DATA_DIR)


@pytest.fixture
def ask(town: BenchTown) -> Iterator[Any]:
    """Ask the database as the application does, in the town's scope."""
    with psycopg.connect(town.application) as connection:
        connection.execute(
            "SELECT set_config('grc.municipality', id::text, true) FROM municipalities_municipality"
        )
        yield lambda query, *values: connection.execute(query, values).fetchall()


def test_everything_is_put_on_again(town: BenchTown, ask: Any) -> None:
    """After the load the tables are what migrations made them: forced, keyed, indexed."""
    from django.apps import apps

    forced = {table for (table,) in ask("SELECT relname FROM pg_class WHERE relforcerowsecurity")}
    constraints = {name for (name,) in ask("SELECT conname FROM pg_constraint WHERE convalidated")}
    indexes = {name for (name,) in ask("SELECT indexname FROM pg_indexes")}
    labels = ("service_requests", "answers", "journal", "notifications")
    for model in (m for label in labels for m in apps.get_app_config(label).get_models()):
        assert model._meta.db_table in forced
        assert {index.name for index in model._meta.indexes} <= indexes
        named = {c.name for c in model._meta.constraints if "Unique" in type(c).__name__}
        assert named <= constraints | indexes
        composite = {c.name for c in model._meta.constraints if hasattr(c, "via")}
        assert composite <= constraints


def test_counts(ask: Any) -> None:
    """There are as many requests as were asked for, over three years, in every kind of step."""
    ((count, days),) = ask(
        "SELECT count(*), extract(days FROM max(submitted_at) - min(submitted_at))"
        " FROM service_requests_servicerequest"
    )
    assert count == COUNT
    assert 1080 < days <= 1095
    ((events,),) = ask(
        "SELECT count(*) FROM journal_event WHERE starts_with(subject_type, 'service')"
    )
    assert events > 5 * COUNT
    ((services, teams),) = ask(
        "SELECT (SELECT count(*) FROM catalog_service), (SELECT count(*) FROM accounts_team)"
    )
    assert (services, teams) == (20, 8)


@pytest.mark.parametrize(("pair", "expected"), [(RAREST, RAREST_COUNT), (NOTHING, 0)])
def test_pairs(ask: Any, pair: tuple[str, str], expected: int) -> None:
    """The rarest pair and the one that matches nothing are so at every size."""
    found = ask(
        "SELECT r.id FROM service_requests_servicerequest r JOIN catalog_service s"
        " ON s.id = r.service_id WHERE s.code = %s AND r.channel = %s",
        *pair,
    )
    assert len(found) == expected


def test_lives_hold_together(ask: Any) -> None:
    """The last move in the journal is where the request stands; ends have an outcome."""
    wrong = ask(
        "SELECT r.id, r.step, last.data FROM service_requests_servicerequest r LEFT JOIN LATERAL"
        " (SELECT data FROM journal_event WHERE subject_type = 'service_requests.servicerequest'"
        "  AND subject_id = r.id AND name = 'moved' ORDER BY id DESC LIMIT 1) last ON true"
        " WHERE coalesce(last.data->>'to', 'new') <> r.step"
        " OR r.outcome <> coalesce(last.data->>'outcome', '')"
    )
    assert wrong == []


def test_new_rows_find_free_keys(town: BenchTown) -> None:
    """The sequences stand behind what was loaded."""
    with psycopg.connect(town.owner) as connection:
        for table in ("service_requests_servicerequest", "journal_event", "answers_round"):
            (key,) = connection.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table]
            ).fetchone() or (0,)
            connection.execute("SELECT set_config('grc.municipality', '1', true)")
            (last,) = connection.execute(f"SELECT max(id) FROM {table}").fetchone() or (0,)
            assert key > last


def test_found_again(town: BenchTown) -> None:
    """A town that is complete is not built a second time."""
    oid = "SELECT oid FROM pg_database WHERE datname = current_database()"
    with psycopg.connect(town.owner) as connection:
        before = connection.execute(oid).fetchone()
    assert provide_town(COUNT, DATA_DIR) == town
    with psycopg.connect(town.owner) as connection:
        assert connection.execute(oid).fetchone() == before


def test_copy_is_dropped(town: BenchTown) -> None:
    """What a measure changes is changed in a copy, which goes with it."""
    with working_copy(town, COUNT, DATA_DIR) as copy, psycopg.connect(copy.owner) as connection:
        connection.execute("CREATE TABLE left_behind ()")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(copy.owner)
    with psycopg.connect(town.owner) as connection:
        assert connection.execute("SELECT to_regclass('left_behind')").fetchone() == (None,)
