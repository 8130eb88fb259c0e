# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Whether a workflow in a file makes sense."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.core.management.base import BaseCommand

from grc.operation.workflow_files import Unreadable, read_json
from grc.service_requests.facts import own_facts, own_placeholders
from grc.service_requests.versions.rehearsing import rehearsal_of
from workflows.findings import DefinitionError, Finding
from workflows.parsing import parse_definition
from workflows.sentences import sentence
from workflows.soundness import check

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Sequence

UNREADABLE: Final = 2


class Command(BaseCommand):
    help = (
        "Read a workflow from a file and print what is to be said of it, a JSON object a line: "
        '{"level", "code", "where", "sentence"}. Exits 0 without errors, 1 with, 2 when the file '
        "cannot be read."
    )
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            findings = _findings(options["file"])
        except Unreadable as error:
            self._print([error.finding])
            sys.exit(UNREADABLE)
        self._print(findings)
        if any(finding.severity == "error" for finding in findings):
            sys.exit(1)

    def _print(self, findings: Sequence[Finding]) -> None:
        for finding in findings:
            said = {
                "level": finding.severity,
                "code": finding.code,
                "where": finding.place,
                "sentence": sentence(finding, own_facts()),
            }
            self.stdout.write(json.dumps(said, ensure_ascii=False))


def _findings(path: Path) -> Sequence[Finding]:
    try:
        definition = parse_definition(read_json(path))
    except DefinitionError as error:
        return error.findings
    return check(
        definition,
        vocabulary=own_facts(),
        placeholders=own_placeholders(),
        world=rehearsal_of(definition),
    )
