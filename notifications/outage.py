# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Whether the database went away: then an error says nothing about what was asked of it."""

from __future__ import annotations

from typing import Final

import psycopg

#: Classes of PostgreSQL's error codes: a connection that broke, a server that stops or starts.
AWAY: Final = ("08", "57P")


def is_outage(error: BaseException | None) -> bool:
    """Return whether this error, or one that caused it, comes from a connection that broke.

    Django connects again behind the error, so that the connection itself tells nothing.
    """
    while error is not None:
        if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) and (
            error.sqlstate is None or error.sqlstate.startswith(AWAY)
        ):
            return True
        error = error.__cause__ or error.__context__
    return False
