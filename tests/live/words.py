# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""How sockets name things, and the smallest thing that can happen to a request."""

from __future__ import annotations

from typing import Any


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
