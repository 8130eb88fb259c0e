# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grc.answers.verifying import Tally, verify
from grc.municipalities.models import Municipality
from grc.operation.command import OperatorCommand


class Command(OperatorCommand):
    """Check that what was kept of every answer still holds: events, texts, visas, mails.

    The exit code is 0 when all holds, else 1, with one line for each defect. It changes nothing,
    and shows neither names nor texts.
    """

    help = "Check that what was kept of every answer still holds."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--municipality", metavar="SLUG", help="of this town only")
        parser.add_argument(
            "--newest", type=int, metavar="COUNT", help="the newest answers of each town only"
        )

    def work(self, options: dict[str, Any]) -> None:
        towns = Municipality.objects.order_by("pk")
        if slug := options["municipality"]:
            towns = towns.filter(slug=slug)
            if not towns:
                raise CommandError(_("No town is called “%(slug)s”.") % {"slug": slug})
        defects = sum(self._town(town, options["newest"]) for town in towns)
        if defects:
            self.stdout.write(
                ngettext("%(count)d defect.", "%(count)d defects.", defects) % {"count": defects}
            )
            sys.exit(1)
        self.stdout.write(_("Everything holds."))

    def _town(self, municipality: Municipality, newest: int | None) -> int:
        tally = Tally()
        for case, defect in verify(municipality, tally, newest=newest):
            where = f"{municipality.slug} {case.reference} ({case.answer.pk})"
            self.stdout.write(f"{where}: {defect.what}  [{defect.code}]")
        self.stdout.write(
            _(
                "%(town)s: %(answers)d answers, %(events)d events (%(linked)d in chains), "
                "%(versions)d versions, %(visas)d visas, %(mails)d mails looked at."
            )
            % {"town": municipality.slug, **vars(tally)}
        )
        return tally.defects
