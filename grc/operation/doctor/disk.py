# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Is there room, can files be kept, and are those that were kept still there?"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from grc.operation.connecting import reason
from grc.operation.doctor.finding import Finding
from grc.operation.doctor.installation import Installation
from grc.operation.room import existing, readable
from grc.service_requests.models import Attachment
from invariants import town_scope

LEAST_FREE: Final = 1 << 30
LEAST_SHARE: Final = 0.02
#: Attachments of each town that are looked for: a disk that is not mounted lacks them all.
LOOKED_FOR: Final = 5


def check_room(installation: Installation) -> Iterator[Finding]:
    """A gigabyte and a fiftieth of the disk are free, and the folder of files can be written."""
    folder = Path(settings.MEDIA_ROOT)
    usage = shutil.disk_usage(existing(folder))
    if usage.free < max(LEAST_FREE, usage.total * LEAST_SHARE):
        yield Finding(
            "disk.full",
            _("Only %(free)s are free in %(folder)s.")
            % {"free": readable(usage.free), "folder": folder},
            _("Make room, or give DATA_DIR a larger disk."),
        )
    try:
        tempfile.TemporaryFile(dir=existing(folder)).close()
    except OSError as error:
        yield Finding(
            "disk.read-only",
            _("Files cannot be written in %(folder)s: %(reason)s.")
            % {"folder": folder, "reason": error.strerror or reason(error)},
            _("Give the folder to the user who runs Catalaune, and run the doctor as that user."),
        )


def check_files(installation: Installation) -> Iterator[Finding]:
    """The newest files that came are where they were put."""
    for town in installation.towns():
        with town_scope(town.pk, using=installation.using):
            newest = Attachment.objects.using(installation.using).order_by("-pk")
            names = list(newest.values_list("file", flat=True)[:LOOKED_FOR])
        missing = [name for name in names if not default_storage.exists(name)]
        if missing:
            yield Finding(
                "disk.files-missing",
                _("%(town)s: files are not in %(folder)s, for example %(name)s.")
                % {"town": town.slug, "folder": settings.MEDIA_ROOT, "name": missing[0]},
                _("Mount the disk of the files, correct DATA_DIR, or put a backup back."),
            )
