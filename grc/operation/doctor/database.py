# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Is there a database, and is it one that Catalaune can use?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from grc.operation.connecting import major, reason, row
from grc.operation.doctor.finding import Finding
from grc.operation.doctor.installation import Door, Installation

OLDEST: Final = 15
#: PostgreSQL gives no code to a refusal at the door.
_CLOSED: Final = "permission denied for database"


def check(installation: Installation) -> Iterator[Finding]:
    """Each role reaches the same server, which is recent enough and writes UTF-8."""
    yield from (_unreachable(door) for door in installation.doors if door.error)
    database = installation.database
    if major(database) < OLDEST:
        yield Finding(
            "database.version",
            _("The server is PostgreSQL %(version)d.") % {"version": major(database)},
            _("Upgrade it: %(oldest)d is the oldest that works.") % {"oldest": OLDEST},
        )
    (encoding,) = row(database, "SHOW server_encoding")
    if encoding != "UTF8":
        yield Finding(
            "database.encoding",
            _("The database is written in %(encoding)s.") % {"encoding": encoding},
            _("Make a new one with deploy/roles.sql and put a backup back into it."),
        )


def _unreachable(door: Door) -> Finding:
    words = reason(door.error) if door.error else ""
    remedy = _("Start PostgreSQL, or correct %(variable)s.") % {"variable": door.variable}
    if _CLOSED in str(door.error):
        remedy = _(
            "A restore closes the database until it ends: run it again with --replace. "
            "If there was none, run deploy/roles.sql."
        )
    return Finding(
        "database.unreachable",
        _("The database cannot be reached as %(role)s (%(variable)s): %(reason)s.")
        % {"role": door.role, "variable": door.variable, "reason": words},
        remedy,
    )
