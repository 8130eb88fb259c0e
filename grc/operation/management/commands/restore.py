# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grc.operation.command import OperatorCommand
from grc.operation.refusals import CannotRestore
from grc.operation.restoring import Restored, restore


class Command(OperatorCommand):
    """Put a backup back into the database of DATABASE_OWNER_URL and the folder of files.

    The archive is verified before anything is touched, and the copy is compared with it before
    the application is let in. The exit code is 0 when everything is as it was.
    """

    help = "Put a backup back into an empty database and the folder of files."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("archive", type=Path, metavar="ARCHIVE")
        parser.add_argument(
            "--replace", action="store_true", help="delete what the database holds now"
        )
        parser.add_argument(
            "--resume-sending",
            action="store_true",
            help="send the mail that waits: only if the original sent nothing after the backup",
        )

    def work(self, options: dict[str, Any]) -> None:
        try:
            done = restore(
                options["archive"],
                replace=options["replace"],
                resume_sending=options["resume_sending"],
                say=self.say,
            )
        except CannotRestore as refusal:
            raise CommandError(str(refusal)) from refusal
        self._tell(done)

    def _tell(self, done: Restored) -> None:
        manifest = done.manifest
        self.stdout.write(
            _("Put back as it was on %(moment)s: %(rows)d rows, %(files)d files.")
            % {"moment": manifest.made_at, "rows": manifest.row_count, "files": manifest.files}
        )
        if done.migrated:
            self.stdout.write(_("The database was brought to the version of this Catalaune."))
        if manifest.missing:
            self.stdout.write(
                _("These files were missing already when the backup was made: %(names)s")
                % {"names": ", ".join(manifest.missing)}
            )
        if done.on_hold:
            self.stdout.write(
                ngettext(
                    "%(count)d message is on hold: the original may have sent it. "
                    "Decide with: manage.py mail_on_hold",
                    "%(count)d messages are on hold: the original may have sent them. "
                    "Decide with: manage.py mail_on_hold",
                    done.on_hold,
                )
                % {"count": done.on_hold}
            )
        self.stdout.write(_("Now run manage.py doctor, then start the web server and the worker."))
