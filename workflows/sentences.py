# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Findings and conditions in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import get_language, gettext, override

from workflows.findings import Finding
from workflows.rules import Condition, Vocabulary, say
from workflows.saying import Phrase, Said, Term
from workflows.text import Wording


def sentence(finding: Finding, vocabulary: Vocabulary | None = None) -> str:
    """Return the finding in the active language, the town's own labels included.

    ``vocabulary`` names the facts of a condition; without it they are named by their codes.
    """
    language = get_language() or settings.LANGUAGE_CODE
    known = vocabulary or Vocabulary()
    return _filled(finding.message, finding.params, language, known)


def _filled(message: str, params: Mapping[str, str], language: str, vocabulary: Vocabulary) -> str:
    said = {name: _said(param, language, vocabulary) for name, param in params.items()}
    return gettext(message) % said


def _said(param: str, language: str, vocabulary: Vocabulary) -> str:
    if isinstance(param, Wording):
        return param.said_in(language)
    if isinstance(param, Phrase):
        return say(param.condition, vocabulary, language, gettext)
    if isinstance(param, Term):
        return ", ".join(gettext(term) for term in param.terms)
    if isinstance(param, Said):
        return _filled(param.message, param.params, language, vocabulary)
    return param


def said(words: str) -> str:
    """Return words of a finding's parameters in the active language."""
    return _said(words, get_language() or settings.LANGUAGE_CODE, Vocabulary())


def condition_sentence(
    condition: Condition, vocabulary: Vocabulary, language: str | None = None
) -> str:
    """Return the condition in ``language``, by default the active one, town's labels included.

    It has neither a capital nor a final point: "the outcome is “refused”" goes into any sentence.
    """
    spoken = language or get_language() or settings.LANGUAGE_CODE
    with override(spoken):
        return say(condition, vocabulary, spoken, gettext)
