# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Is there room on the disk? Asked before a long work, not found out in its middle."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _


def lacking(folder: Path, needed: int) -> str:
    """Return a sentence when ``needed`` bytes do not fit in the folder, else an empty one."""
    free = shutil.disk_usage(existing(folder)).free
    if needed <= free:
        return ""
    return _(
        "There is not enough room in %(folder)s: about %(needed)s are needed, %(free)s are free."
    ) % {"folder": folder, "needed": readable(needed), "free": readable(free)}


def existing(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that exists."""
    folder = folder.absolute()
    return next(found for found in (folder, *folder.parents) if found.exists())


def readable(size: int) -> str:
    """Return a size in words, with ordinary spaces: a log is searched for them."""
    return filesizeformat(size).replace("\xa0", " ")
