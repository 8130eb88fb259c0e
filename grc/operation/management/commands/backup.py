# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from grc.operation.backing_up import back_up, destination, prune
from grc.operation.command import OperatorCommand
from grc.operation.manifest import Manifest
from grc.operation.refusals import CannotBackUp
from grc.operation.room import readable

WITH_REMARKS = 2


class Command(OperatorCommand):
    """Back up the database and the stored files into one archive, while the town works.

    The exit code is 0 for a backup without remarks, 2 for one in which something is missing or
    not as it should be, 1 when none was made.
    """

    help = "Back up the database and the stored files into one archive, while the town works."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "destination",
            type=Path,
            nargs="?",
            metavar="FILE_OR_FOLDER",
            help="a new file, or a folder in which one is named by date; BACKUP_DIR by default",
        )
        parser.add_argument(
            "--keep",
            type=int,
            metavar="N",
            help="afterwards, delete all but the newest N backups of the folder",
        )

    def work(self, options: dict[str, Any]) -> None:
        given = options["destination"] or (settings.BACKUP_DIR and Path(settings.BACKUP_DIR))
        keep = options["keep"]
        if not given:
            raise CommandError(_("Name a file or a folder, or set BACKUP_DIR."))
        if keep is not None and (keep < 1 or not given.is_dir()):
            raise CommandError(_("--keep takes 1 or more, and a folder."))
        try:
            path = destination(given)
            manifest = back_up(path, say=self.say)
        except CannotBackUp as refusal:
            raise CommandError(str(refusal)) from refusal
        self._tell(path, manifest)
        if keep is not None:
            for gone in prune(given, keep):
                self.say(_("Deleted: %(path)s") % {"path": gone})
        if remarks := list(_remarks(manifest)):
            raise CommandError("\n".join(remarks), returncode=WITH_REMARKS)

    def _tell(self, path: Path, manifest: Manifest) -> None:
        self.stdout.write(
            _("%(path)s: %(rows)d rows, %(files)d files, %(size)s")
            % {
                "path": path,
                "rows": manifest.row_count,
                "files": manifest.files,
                "size": readable(path.stat().st_size),
            }
        )


def _remarks(manifest: Manifest) -> list[str]:
    """Say what the backup could not make whole, because it was not."""
    told = [
        (_("The backup was made, but these files were not in the storage:"), manifest.missing),
        (_("The backup was made, but these files changed since they came:"), manifest.damaged),
        (
            _("The backup was made, but the texts of these rounds are not what was submitted:"),
            [str(pk) for pk in manifest.rounds.broken],
        ),
    ]
    return [f"{sentence} {', '.join(names)}" for sentence, names in told if names]
