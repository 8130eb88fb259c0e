# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Is there a recent backup?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from grc.operation.backing_up import made_in
from grc.operation.doctor.finding import Finding
from grc.operation.doctor.installation import Installation, NotLookedAt

#: Every night, and two hours for a long one.
OLDEST: Final = timedelta(hours=26)


def check(installation: Installation) -> Iterator[Finding]:
    """In the folder of the settings, if one is named, the newest backup is of last night."""
    if not settings.BACKUP_DIR:
        raise NotLookedAt
    folder = Path(settings.BACKUP_DIR)
    remedy = _("Run manage.py backup, and look why the timer did not.")
    if not folder.is_dir():
        yield Finding(
            "backups.folder",
            _("There is no folder %(folder)s for backups.") % {"folder": folder},
            _("Make it or mount it, or correct BACKUP_DIR."),
        )
        return
    made = made_in(folder)
    if not made:
        yield Finding(
            "backups.none", _("There is no backup in %(folder)s.") % {"folder": folder}, remedy
        )
    elif (age := datetime.now(UTC) - made[0][0]) > OLDEST:
        yield Finding(
            "backups.old",
            _("The newest backup in %(folder)s is %(hours)d hours old.")
            % {"folder": folder, "hours": age.total_seconds() // 3600},
            remedy,
        )
