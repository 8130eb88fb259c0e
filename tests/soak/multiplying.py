# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Many rows from one that the verbs made: the copies differ where an expression says so."""

from __future__ import annotations

from typing import Any

from django.db import connection, models


def multiply(row: models.Model, count: int, **expressions: str) -> int:
    """Copy a row ``count`` times in the scope of its town; return the first new id.

    The others follow without a gap. An expression is SQL over ``n``, from 1 to ``count``.
    """
    model: Any = type(row)
    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    values = ", ".join(expressions.get(column, f'made."{column}"') for column in columns)
    table, names = model._meta.db_table, ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH added AS (INSERT INTO {table} ({names}) SELECT {values}"
            f" FROM {table} AS made, generate_series(1, %s) AS n WHERE made.id = %s"
            " ORDER BY n RETURNING id) SELECT min(id), max(id) FROM added",
            [count, row.pk],
        )
        first, last = cursor.fetchone()
    assert last - first == count - 1, "Somebody else wrote meanwhile."
    return int(first)
