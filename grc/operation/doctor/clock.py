# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What time is it, here and in the database, and where?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

import psycopg
from django.conf import settings
from django.utils.translation import gettext as _

from grc.operation.connecting import Connection, row
from grc.operation.doctor.finding import Finding
from grc.operation.doctor.installation import Installation

#: Seconds between two clocks: deadlines and the order of events bear that much.
TOLERANCE: Final = 2.0


def check(installation: Installation) -> Iterator[Finding]:
    """Both clocks agree, neither stands before the last migration, every time zone is known."""
    database = installation.database
    before = time.time()
    (there,) = row(database, "SELECT extract(epoch FROM clock_timestamp())::float8")
    after = time.time()
    apart = max(before - there, there - after, 0.0)
    if apart > TOLERANCE:
        yield Finding(
            "clock.apart",
            _("The clocks of this machine and of the database are %(seconds)d seconds apart.")
            % {"seconds": round(apart)},
            _("Set both by the same time server: apt install chrony on each."),
        )
    yield from _backwards(database)
    yield from _zones(installation)


def _backwards(database: Connection) -> Iterator[Finding]:
    (last,) = row(database, "SELECT max(applied) FROM django_migrations")
    now = datetime.now(UTC)
    if last is not None and (last - now).total_seconds() > TOLERANCE:
        yield Finding(
            "clock.behind",
            _(
                "It is %(now)s by this machine, and the database was changed after that, on "
                "%(last)s."
            )
            % {"now": f"{now:%Y-%m-%d %H:%M}", "last": f"{last:%Y-%m-%d %H:%M}"},
            _("Set the clock: deadlines are counted by it."),
        )


def _zones(installation: Installation) -> Iterator[Finding]:
    named = {settings.TIME_ZONE} | {town.time_zone for town in installation.towns()}
    for zone in sorted(named):
        if not (_is_known_here(zone) and _is_known_there(installation.database, zone)):
            yield Finding(
                "clock.zone",
                _("The time zone %(zone)s is not known here or in the database.") % {"zone": zone},
                _("Install tzdata on both machines, or correct the time zone of the town."),
            )


def _is_known_here(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _is_known_there(database: Connection, zone: str) -> bool:
    try:
        row(database, "SELECT now() AT TIME ZONE %s", zone)
    except psycopg.errors.InvalidParameterValue:
        return False
    return True
