# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The report of an import: each refused row, where it is, why, and what it says."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from grc.intake.refusals import CannotImport

COLUMNS = ("line", "reason", "row")


class Report:
    """A CSV file of refused rows, written as they come; readable by its owner only."""

    def __init__(self, file: TextIO) -> None:
        self._file, self._writer = file, csv.writer(file)
        self._writer.writerow(COLUMNS)

    def add(self, refused: Iterable[tuple[int, str, str]]) -> None:
        """Append line, reason and row of each, and hand them to the system at once."""
        self._writer.writerows(refused)
        self._file.flush()


def default_path(name: str) -> Path:
    """Return where the report of an import goes when nobody says: one file per run."""
    moment = timezone.localtime().strftime("%Y%m%d-%H%M%S")
    return Path(settings.DATA_DIR) / "imports" / f"{name}-{moment}-{os.getpid()}.csv"


@contextmanager
def open_report(path: Path, *, beside: Path) -> Iterator[Report]:
    """Open the report for writing; raises CannotImport when it cannot be, or would erase a file.

    ``beside`` is the file that is imported.
    """
    try:
        if path.exists() and path.samefile(beside):
            raise CannotImport(_("The report would erase the file itself: name another report."))
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        raise CannotImport(
            _("The report %(path)s cannot be written: %(reason)s.")
            % {"path": path, "reason": error.strerror or error}
        ) from error
    with open(descriptor, "w", encoding="utf-8", newline="") as file:
        yield Report(file)
