# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Two databases with the same rows have the same digests, whatever lies where on their disks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings

from grc.operation import fingerprint
from grc.operation.connecting import connect
from grc.operation.fingerprint import Content
from tests.conftest import owner_connection

Digest = Callable[[str], Content]


@pytest.fixture(params=["PRIMARY KEY", ""], ids=["key", "no key"])
def digest(town: Any, request: pytest.FixtureRequest) -> Iterator[Digest]:
    """Lay down the rows that are given, and read the digest of their table."""

    def lay_down(rows: str) -> Content:
        with owner_connection() as connection:
            connection.execute("TRUNCATE scratch")
            connection.execute(f"INSERT INTO scratch VALUES {rows}")
        with connect(settings.BACKUP_DATABASE) as connection:
            fingerprint.prepare(connection)
            return fingerprint.contents(connection, say=lambda sentence: None)["scratch"]

    with owner_connection() as connection:
        connection.execute(f"CREATE TABLE scratch (id text {request.param}, word text)")
    yield lay_down
    with owner_connection() as connection:
        connection.execute("DROP TABLE scratch")


def test_rows_that_lie_otherwise_are_the_same(digest: Digest) -> None:
    """The order is that of the key, not of the disk: a copy is not called wrong for nothing."""
    rows = ["('a', 'un')", "('B', 'deux')", "('à', 'trois')"]
    assert digest(", ".join(rows)) == digest(", ".join(reversed(rows)))


def test_values_that_changed_places_differ(digest: Digest) -> None:
    """As many rows, the same words, in other rows."""
    right, wrong = digest("('a', 'un'), ('b', 'deux')"), digest("('a', 'deux'), ('b', 'un')")
    assert right.rows == wrong.rows == 2
    assert right.sha256 != wrong.sha256


def test_a_value_with_a_line_break_is_one_row(digest: Digest) -> None:
    """Rows are counted, not lines of text."""
    assert digest("('a', E'un\\ndeux\\\\n'), ('b', NULL)").rows == 2
