# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Conditions and fixed words inside findings: they are said when their reader is known."""

from __future__ import annotations

from collections.abc import Mapping

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


class Term(str):
    """Marked words of the house (msgids), that are said in the reader's language."""

    terms: tuple[str, ...]

    __slots__ = ("terms",)

    def __new__(cls, *terms: str) -> Term:
        term = super().__new__(cls, ", ".join(terms))
        term.terms = terms
        return term


class Said(str):
    """A sentence inside a sentence: a msgid with its own parameters."""

    message: str
    params: Mapping[str, str]

    __slots__ = ("message", "params")

    def __new__(cls, message: str, params: Mapping[str, str]) -> Said:
        said = super().__new__(cls, message % params)
        said.message, said.params = message, params
        return said
