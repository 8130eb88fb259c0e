# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The answer: drafted, submitted as rounds that are never erased, validated, sent once."""

from grc.answers.models.annotation import Annotation
from grc.answers.models.answer import Answer
from grc.answers.models.answer_file import AnswerFile
from grc.answers.models.circuit import Circuit, CircuitRule
from grc.answers.models.circuit_change import CircuitChange
from grc.answers.models.circuit_draft import CircuitDraft
from grc.answers.models.delegation import Delegation
from grc.answers.models.draft_state import DraftState
from grc.answers.models.round import Round
from grc.answers.models.signatory import Signatory
from grc.answers.models.signed_file import SignedFile
from grc.answers.models.spot_check import SpotCheck
from grc.answers.models.standard_text import StandardText
from grc.answers.models.text_parts import AnswerText, TextEdition, TextService, TextWord
from grc.answers.models.turn import Turn
from grc.answers.models.visa import Visa

__all__ = [
    "Annotation",
    "Answer",
    "AnswerFile",
    "AnswerText",
    "Circuit",
    "CircuitChange",
    "CircuitDraft",
    "CircuitRule",
    "Delegation",
    "DraftState",
    "Round",
    "Signatory",
    "SignedFile",
    "SpotCheck",
    "StandardText",
    "TextEdition",
    "TextService",
    "TextWord",
    "Turn",
    "Visa",
]
