# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""One change, and what is known while changes are looked for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from workflows.definition import Definition
from workflows.findings import Finding
from workflows.parsing import definition_to_data
from workflows.text import LocalisedText, Wording

Nature = Literal["added", "removed", "changed"]
SHORT = 60


@dataclass(frozen=True)
class Change(Finding):
    """One difference, as a sentence (``workflows.sentences.sentence`` says it to the reader).

    ``before`` and ``after`` are the JSON Pointers of what it speaks of, on either side; ``place``
    is the first of them, after if there is one. ``step`` is the code of the step under which it is
    read, empty for what concerns the whole. ``subject``: the step, transition, function or option
    itself, as a pointer into the definition after, or (removed) before.
    """

    nature: Nature = "changed"
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    step: str = ""
    subject: str = ""


@dataclass(frozen=True)
class Side:
    """One of the two definitions, as data and by code."""

    definition: Definition
    data: Mapping[str, Any]

    @classmethod
    def of(cls, definition: Definition) -> Side:
        return cls(definition, definition_to_data(definition))

    def step_labels(self, codes: Iterable[str]) -> Wording:
        """Return the names of steps, by their codes where they have none."""
        labels = {step.code: step.label for step in self.definition.steps}
        return named_all(labels.get(code) or LocalisedText(code) for code in codes)

    def function_labels(self, codes: Iterable[str]) -> Wording:
        """Return the names of functions, by their codes where they have none."""
        labels = {function.code: function.label for function in self.definition.functions}
        return named_all(labels.get(code) or LocalisedText(code) for code in codes)


@dataclass
class Found:
    """The changes so far, the codes that were renamed, and where they are used."""

    before: Side
    after: Side
    steps: Mapping[str, str] = field(default_factory=dict)
    functions: Mapping[str, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    followed: list[tuple[str, str]] = field(default_factory=list)


def named_all(labels: Iterable[LocalisedText]) -> Wording:
    return Wording(*labels)


def written(value: object) -> str:
    """Return JSON data in one spelling: equal for equal data only."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def shown(value: object) -> str:
    """Return data as they are read in a sentence, shortened."""
    text = value if isinstance(value, str) else written(value)
    return text if len(text) <= SHORT else f"{text[: SHORT - 1]}…"


def text_of(data: object, code: str = "") -> Wording:
    """Return a text of the data for a sentence, the code where there is none."""
    if isinstance(data, str | dict) and data:
        return Wording(LocalisedText(data))
    return Wording(LocalisedText(code))
