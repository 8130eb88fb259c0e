# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What can go wrong on a laptop; every message is a sentence that says what to do."""


class DevelopmentError(Exception):
    """Something the person at the keyboard can mend. The message says how."""


class PostgresUnavailable(DevelopmentError):
    """The embedded PostgreSQL cannot be installed, started or reached."""


class PostgresInUse(DevelopmentError):
    """Another process still works with the embedded PostgreSQL."""
