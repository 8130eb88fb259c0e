# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grc.operation.command import OperatorCommand
from grc.operation.doctor.examination import CHECKS, Report, examine


class Command(OperatorCommand):
    """Say what is wrong with this installation, and what to do.

    The exit code is 0 when nothing is wrong, else 1.
    """

    help = "Say what is wrong with this installation, and what to do."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "checks",
            nargs="*",
            metavar="CHECK",
            help=f"these only: {', '.join(CHECKS)}",
        )
        parser.add_argument("--json", action="store_true", help="for machines")

    def work(self, options: dict[str, Any]) -> None:
        if unknown := set(options["checks"]) - CHECKS.keys():
            raise CommandError(
                _("There is no such check: %(names)s.") % {"names": ", ".join(sorted(unknown))}
            )
        report = examine(options["checks"])
        self.stdout.write(_as_json(report) if options["json"] else _in_words(report))
        if report.findings:
            sys.exit(1)


def _as_json(report: Report) -> str:
    return json.dumps({"healthy": not report.findings, **asdict(report)}, ensure_ascii=False)


def _in_words(report: Report) -> str:
    lines = []
    for number, finding in enumerate(report.findings, start=1):
        lines += [f"{number}. {finding.what}  [{finding.code}]", f"   → {finding.remedy}", ""]
    if report.fine:
        lines.append(_("Fine: %(checks)s.") % {"checks": ", ".join(report.fine)})
    if report.not_looked_at:
        lines.append(_("Not looked at: %(checks)s.") % {"checks": ", ".join(report.not_looked_at)})
    count = len(report.findings)
    lines.append(
        ngettext("%(count)d fault.", "%(count)d faults.", count) % {"count": count}
        if count
        else _("Nothing is wrong.")
    )
    return "\n".join(lines)
