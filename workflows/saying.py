# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Conditions and findings inside findings: they are said when their reader is known."""

from __future__ import annotations

from workflows.findings import Finding
from workflows.rules import Condition, Vocabulary, say


class Phrase(str):
    """A condition written out in English with its codes, that can still be said in any language.

    ``workflows.sentences.sentence`` says it with the labels of a vocabulary.
    """

    condition: Condition

    __slots__ = ("condition",)

    def __new__(cls, condition: Condition) -> Phrase:
        phrase = super().__new__(cls, say(condition, Vocabulary(), "en"))
        phrase.condition = condition
        return phrase


class Refusal(str):
    """Why a scenario failed, said in English; ``finding`` says it to its reader."""

    finding: Finding

    __slots__ = ("finding",)

    def __new__(cls, finding: Finding) -> Refusal:
        refusal = super().__new__(cls, finding.sentence)
        refusal.finding = finding
        return refusal
