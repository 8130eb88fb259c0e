# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What is wrong with a piece of configuration or with a value, as a sentence and a place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning"]


def gettext_noop(message: str) -> str:
    """Mark ``message`` for the translators' tools, and return it as it is."""
    return message


@dataclass(frozen=True)
class Finding:
    """One fault, and how to mend it.

    ``code`` is for programs, ``message`` an English printf-style msgid filled by ``params``,
    ``place`` a JSON Pointer (RFC 6901) into the data, empty for the whole document.
    """

    code: str
    message: str
    params: Mapping[str, str] = field(default_factory=dict, hash=False)
    place: str = ""
    severity: Severity = "error"

    @property
    def sentence(self) -> str:
        """The finding in English; ``workflows.sentences.sentence`` says it to the reader."""
        return self.message % self.params


class DefinitionError(Exception):
    """The data are not a definition; ``findings`` says everything that is wrong at once."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(" ".join(finding.sentence for finding in self.findings))
