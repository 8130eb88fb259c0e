# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Two imports at once: who loses the race looks again at what the other wrote."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError, OperationalError
from psycopg import errors

from grc.municipalities.models import Municipality

_TRIES = 20
# Lost races: the same row or service brought by somebody else, the same reference drawn twice.
_RACES = {
    "service_requests_origin_once",
    "service_requests_reference_unique",
    "catalog_service_code_unique",
    "catalog_formversion_number_unique",
}

Result = TypeVar("Result")


def retried(municipality: Municipality, gesture: Callable[[], Result]) -> Result:
    """Run the gesture in one transaction of the town, anew each time it loses a race."""
    for attempt in range(1, _TRIES + 1):
        try:
            with municipality.scope():
                return gesture()
        except (IntegrityError, OperationalError) as error:
            if attempt == _TRIES or not _is_race(error):
                raise
    raise AssertionError


def _is_race(error: IntegrityError | OperationalError) -> bool:
    cause = error.__cause__
    if isinstance(cause, errors.UniqueViolation):
        return cause.diag.constraint_name in _RACES
    return isinstance(cause, errors.DeadlockDetected)
