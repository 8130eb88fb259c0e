# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Is the database of the version of this code?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grc.operation.doctor.finding import Finding
from grc.operation.doctor.installation import Installation

_SHOWN: Final = 5


def check(installation: Installation) -> Iterator[Finding]:
    """Every migration of the code was made in the database, and no other one of the same apps."""
    loader = MigrationLoader(connections[installation.using])
    # Not the plan that Django would make: it trusts that whatever comes before was made.
    missing = loader.graph.nodes.keys() - loader.applied_migrations.keys()
    pending = [f"{app}.{name}" for app, name in sorted(missing)]
    if pending:
        yield Finding(
            "migrations.pending",
            ngettext(
                "%(count)d migration is pending: %(names)s.",
                "%(count)d migrations are pending: %(names)s.",
                len(pending),
            )
            % {"count": len(pending), "names": _some(pending)},
            _("Run manage.py migrate --database=owner, then start the processes again."),
        )
    unknown = [
        f"{app}.{name}"
        for app, name in loader.applied_migrations
        if app in loader.migrated_apps and (app, name) not in loader.disk_migrations
    ]
    if unknown:
        yield Finding(
            "migrations.unknown",
            _("The database is of a newer Catalaune than this code: %(names)s.")
            % {"names": _some(unknown)},
            _("Install the newer version, or put back the backup made before the upgrade."),
        )


def _some(names: list[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
