# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""``python -m grc.dev.bench.crowd 1000000``: a preview among so many living requests, as JSON.

For a copy of a small town, which is dropped afterwards: one living request is copied so often.
"""

from __future__ import annotations

import json
import os
import sys

import psycopg
from django.db import connection

# It sets Django up, before any model is read.
from grc.dev.bench.workflows import most_followed, previewing
from grc.municipalities.models import Municipality
from grc.service_requests.models import ServiceRequest

TABLE = ServiceRequest._meta.db_table
# The columns in which the copies differ.
OTHERWISE = {
    "reference": "lpad(upper(to_hex(number)), 8, '0')",
    "tracking_key": "md5(number::text)::varchar(22)",
    "form_token": "NULL::uuid",
    "submitted_at": "submitted_at - number * interval '1 minute'",
}


def multiply(count: int) -> None:
    """Copy one living request of the workflow that most requests follow."""
    town = Municipality.objects.get()
    with town.scope(), connection.cursor() as cursor:
        living = ServiceRequest.objects.open().filter(workflow_version=most_followed(town))
        columns = [str(f.column) for f in ServiceRequest._meta.concrete_fields if f.column != "id"]
        names = ", ".join(f'"{column}"' for column in columns)
        values = ", ".join(OTHERWISE.get(column, f'"{column}"') for column in columns)
        cursor.execute(
            f"INSERT INTO {TABLE} ({names}) SELECT {values}"  # noqa: S608 - names of ours only
            f" FROM {TABLE}, generate_series(1, %s) number WHERE id = %s",
            [count, living.order_by("pk").values_list("pk", flat=True)[0]],
        )
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute(f"VACUUM ANALYZE {TABLE}")


if __name__ == "__main__":
    multiply(int(sys.argv[1]))
    sys.stdout.write(json.dumps(previewing()))
