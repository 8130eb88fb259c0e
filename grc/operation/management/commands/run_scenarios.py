# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Whether workflows go as their scenarios tell, and what the scenarios go through."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.core.management.base import BaseCommand
from django.utils.translation import gettext

from grc.municipalities.models import Municipality
from grc.operation.workflow_files import Unreadable, read_json
from grc.service_requests.facts import own_facts
from grc.service_requests.versions.rehearsing import rehearsal_of
from workflows.findings import DefinitionError
from workflows.machine import Machine, UnknownStep
from workflows.models import WorkflowVersion
from workflows.parsing import parse_definition
from workflows.playing import coverage_of, play_all
from workflows.sentences import sentence
from workflows.vocabularies import words_of

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterator

    from workflows.definition import Definition
    from workflows.playing import Coverage, Failure, Played, World
    from workflows.playing.coverage import Share

UNREADABLE: Final = 2


class Command(BaseCommand):
    help = (
        "Play the scenarios of a workflow in a file, or of all the published workflows of every "
        "town, a JSON object a line, then what they cover. Exits 0 when all go as told, 1 when one "
        "does not, 2 when the file cannot be read."
    )
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = _in_file(options["file"]) if options["file"] else _in_towns()
            all_went = [self._play(*one) for one in found]
        except Unreadable as error:
            self._say({"error": sentence(error.finding)})
            sys.exit(UNREADABLE)
        except DefinitionError as error:
            for finding in error.findings:
                self._say({"error": sentence(finding), "where": finding.place})
            sys.exit(1)
        if not all(all_went):
            sys.exit(1)

    def _play(self, name: str, definition: Definition, world: World) -> bool:
        """Play the scenarios of one workflow; tell whether all went as told."""
        try:
            machine = Machine(definition)
            plays = play_all(machine, definition.scenarios, world)
        except UnknownStep as error:
            words = gettext("“%(step)s” is no step: check_workflow says where it is named.")
            self._say({"workflow": name, "error": words % {"step": error}})
            return False
        for played in plays:
            self._say({"workflow": name} | _told(played))
        self._say({"workflow": name, "coverage": _coverage(coverage_of(definition, plays))})
        return not any(played.failures for played in plays)

    def _say(self, said: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(said, ensure_ascii=False))


def _in_file(path: Path) -> Iterator[tuple[str, Definition, World]]:
    definition = parse_definition(read_json(path))
    yield path.name, definition, rehearsal_of(definition)


def _in_towns() -> Iterator[tuple[str, Definition, World]]:
    for town in Municipality.objects.order_by("pk"):
        with town.scope():
            versions = WorkflowVersion.objects.published().select_related("workflow")
            for version in versions.order_by("workflow__slug"):
                version.workflow.municipality = town
                definition, words = version.machine.definition, words_of(version.workflow)
                world = words.world(definition) if words and words.world else None
                name = f"{town.slug}/{version.workflow.slug}"
                yield name, definition, world or rehearsal_of(definition)


def _told(played: Played) -> dict[str, Any]:
    failures = [_failed(failure) for failure in played.failures]
    return {
        "scenario": played.scenario.code,
        "passed": not failures,
        "path": [taken.transition for taken in played.taken],
    } | ({"failures": failures} if failures else {})


def _failed(failure: Failure) -> dict[str, Any]:
    return {"where": f"/play/{failure.move}", "sentence": sentence(failure.finding, own_facts())}


def _coverage(coverage: Coverage) -> dict[str, Any]:
    shares = {
        "steps": coverage.steps,
        "transitions": coverage.transitions,
        "conditions": coverage.conditions,
    }
    return {name: _share(share) for name, share in shares.items()}


def _share(share: Share) -> dict[str, Any]:
    told = {"covered": share.covered, "total": share.total, "percent": share.percent}
    return told | ({"missing": list(share.missing)} if share.missing else {})
