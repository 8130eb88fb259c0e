# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Taking turns: who would make a name that must be the only one waits for whoever makes one."""

from __future__ import annotations

from typing import Final

from django.db import connection

# Keys of such locks are two numbers of four bytes.
_LARGEST: Final = 2**31


def take_turns(what: str, municipality_id: int) -> None:
    """Make others of this town who do the same wait until this transaction ends.

    What is read afterwards holds what they wrote: a code that seemed free would be taken otherwise.
    ``what`` names the gesture. Needs a transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext(%s), %s)", [what, municipality_id % _LARGEST]
        )
