# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Below the floor: the same three statements through psycopg alone, without Django and HTTP."""

from __future__ import annotations

import time
from collections.abc import Callable

import psycopg

from grc.dev.bench.journeys import WORDS
from grc.dev.bench.results import percentile

TIMES = 300
INSERT = "INSERT INTO floor.item (body) VALUES (%s) RETURNING id"
LIST = "SELECT id, body, created_at FROM floor.item ORDER BY created_at DESC, id DESC LIMIT 25"
ROW = "SELECT id, body, created_at FROM floor.item WHERE id = %s"


def measure(url: str, times: int = TIMES) -> dict[str, float]:
    """Return the median of each statement in ms, the insert with its commit."""
    with psycopg.connect(url, autocommit=True) as connection:

        def insert(turn: int) -> None:
            with connection.transaction():
                connection.execute(INSERT, [f"{WORDS} ({turn})"]).fetchone()

        def newest(turn: int) -> None:
            connection.execute(LIST).fetchall()

        def one(turn: int) -> None:
            connection.execute(ROW, [turn + 1]).fetchone()

        return {
            "insert_ms": _median(insert, times),
            "list_ms": _median(newest, times),
            "row_ms": _median(one, times),
        }


def _median(statement: Callable[[int], None], times: int) -> float:
    taken = []
    for turn in range(times):
        began = time.perf_counter()
        statement(turn)
        taken.append((time.perf_counter() - began) * 1000)
    return round(percentile(taken, 50), 3)
