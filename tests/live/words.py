# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""How sockets name things, the smallest thing that can happen to a request, and a cut cable."""

from __future__ import annotations

from typing import Any

# How long a list takes that is asked of a busy server.
SLOW_SECONDS = 0.2


def word(service_request: Any) -> str:
    return f"request:{service_request.pk}"


def subject(service_request: Any) -> str:
    return f"service_requests.servicerequest:{service_request.pk}"


def change(service_request: Any, times: int = 1) -> None:
    """Commit that many events about the request, each in its transaction."""
    from grc.journal.models import Event

    for _ in range(times):
        with service_request.municipality.scope():
            Event.objects.record("noted", service_request, by=None)


def change_elsewhere(service_request: Any, times: int = 1) -> None:
    """Commit from another thread or task than the test's, and leave no connection behind."""
    from django.db import connections

    try:
        change(service_request, times)
    finally:
        connections.close_all()


def cut_listening() -> int:
    """End every listening connection, as a restart of the database or a cut cable does."""
    from django.db import connections

    from grc.live.feed import APPLICATION_NAME

    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = %s AND datname = current_database()",
            [APPLICATION_NAME],
        )
        return len(cursor.fetchall())
