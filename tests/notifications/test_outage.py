# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import psycopg
import pytest
from django.db import OperationalError, connection
from psycopg import errors

from notifications.outage import is_outage
from tests.notifications.town import Town


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (psycopg.OperationalError("connection refused"), True),
        (errors.AdminShutdown("terminating connection"), True),
        (errors.CannotConnectNow("the database system is starting up"), True),
        (errors.ConnectionFailure("gone"), True),
        (errors.QueryCanceled("statement timeout"), False),
        (errors.DeadlockDetected("deadlock"), False),
        (errors.UniqueViolation("twice"), False),
        (ZeroDivisionError(), False),
        (None, False),
    ],
)
def test_what_is_an_outage(error: Exception | None, away: bool) -> None:
    """A connection that broke is nobody's fault; what the database refuses is somebody's."""
    assert is_outage(error) is away


def test_what_followed_from_an_outage() -> None:
    """An outage behind another error is one as well."""
    error = ZeroDivisionError()
    error.__context__ = psycopg.OperationalError("gone")
    assert is_outage(error)


def test_a_cut_connection(chalons: Town) -> None:
    """A connection that the server ends is an outage, in Django's words too."""
    with pytest.raises(OperationalError) as caught, connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    assert is_outage(caught.value)
    connection.close()
