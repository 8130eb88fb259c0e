# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError
from django.utils import translation
from django.utils.translation import gettext as _

from grc.intake.importing import Import, Tally
from grc.intake.mapping_file import load_mapping, mapping_names
from grc.intake.progress import Progress
from grc.intake.refusals import CannotImport
from grc.intake.report import default_path, open_report
from grc.municipalities.models import Municipality


class Command(BaseCommand):
    """Import requests from a CSV file, plain or gzip, into a town.

    The last line is ``read=… imported=… present=… refused=…``. The exit code is 0 when every row
    is accounted for, even refused ones; a file, mapping or town that cannot be used ends with a
    sentence and another code.
    """

    help = "Import requests from a CSV file (plain or gzip) into a town."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="CSV, plain or packed with gzip")
        parser.add_argument(
            "--mapping",
            required=True,
            help=f"what its columns mean: {', '.join(mapping_names())}, or a .toml file",
        )
        parser.add_argument("--municipality", required=True, metavar="SLUG")
        parser.add_argument(
            "--report", type=Path, help="where to list refused rows; DATA_DIR/imports by default"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        municipality = Municipality.objects.filter(slug=options["municipality"]).first()
        if municipality is None:
            raise CommandError(
                _("No town is called “%(slug)s”.") % {"slug": options["municipality"]}
            )
        with translation.override(municipality.default_language):
            try:
                tally = self._import(municipality, options)
            except CannotImport as refusal:
                raise CommandError(str(refusal)) from refusal
        self.stdout.write(str(tally))
        if not tally.is_right:
            raise CommandError(_("Some rows are not accounted for. Please report this fault."))

    def _import(self, municipality: Municipality, options: dict[str, Any]) -> Tally:
        mapping = load_mapping(options["mapping"])
        path: Path = options["file"]
        report_path = options["report"] or default_path(f"{municipality.slug}-{mapping.name}")
        if not path.is_file():
            raise CannotImport(_("There is no file %(path)s.") % {"path": path})
        progress = Progress(sys.stderr)
        with open_report(report_path, beside=path) as report:
            run = Import(path, mapping, municipality, report=report, advance=progress)
            try:
                tally = run.run()
            except (KeyboardInterrupt, OSError, OperationalError, InterfaceError) as error:
                raise CannotImport(_stopped(run.tally, error)) from error
            finally:
                progress.close()
        if tally.refused:
            self.stdout.write(_("Refused rows, with reasons: %(path)s") % {"path": report_path})
        return tally


def _stopped(tally: Tally, error: BaseException) -> str:
    reason = " ".join(str(error).split()) or _("interrupted")
    return _("Stopped after %(count)d rows (%(reason)s). Run the same command again to go on.") % {
        "count": tally.read,
        "reason": reason,
    }
