# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a town may start from: a folder each, with four files to read and to edit.

``workflow.json``
    The steps and ways of the request, with the scenarios that it goes through.
``service.json``
    What citizens read, what the form asks, the days that the law and the town give.
``texts.json``
    The words that agents begin their answers with, in each language.
``circuit.json``
    Who sees an answer before it leaves; without it the town's own rules decide.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from typing import Any

from workflows.definition import Definition
from workflows.fields import Field, parse_fields
from workflows.parsing import parse_definition
from workflows.text import LocalisedText

#: In the order in which a list proposes them.
CODES = (
    "street_report",
    "bulky_waste",
    "information",
    "letter_to_the_mayor",
    "complaint",
    "civil_status_copy",
    "public_space",
    "document_access",
    "personal_data",
    "accessibility",
    "gracious_appeal",
)


@dataclass(frozen=True)
class Starter:
    """One folder, as data. ``circuits`` is empty where the town's own rules decide."""

    code: str
    workflow: dict[str, Any]
    service: dict[str, Any]
    texts: list[dict[str, Any]]
    circuits: dict[str, Any]

    @property
    def name(self) -> LocalisedText:
        return LocalisedText(self.service["name"])

    @property
    def description(self) -> LocalisedText:
        return LocalisedText(self.service["description"])

    @property
    def functions(self) -> tuple[str, ...]:
        """The functions of its workflow, which somebody holds once it is installed."""
        return tuple(one["code"] for one in self.service["functions"])

    @cached_property
    def definition(self) -> Definition:
        return parse_definition(self.workflow)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        return parse_fields(self.service["fields"])


def load(code: str) -> Starter:
    """Return the starter of that code. Raises ``LookupError`` for an unknown one."""
    if code not in CODES:
        raise LookupError(code)
    return Starter(
        code=code,
        workflow=_read(code, "workflow"),
        service=_read(code, "service"),
        texts=_read(code, "texts")["texts"],
        circuits=_read(code, "circuit"),
    )


def load_all() -> tuple[Starter, ...]:
    """Return every starter, in the order of the list."""
    return tuple(load(code) for code in CODES)


def _read(code: str, name: str) -> dict[str, Any]:
    file = resources.files(__name__).joinpath(code, f"{name}.json")
    if not file.is_file():
        return {}
    data: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return data
