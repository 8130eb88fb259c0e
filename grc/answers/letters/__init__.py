# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Letters and proofs on paper: content becomes HTML, HTML becomes a tagged PDF (law R3.14).

Content is plain data; nothing here asks the database but ``grc.answers.letters.town``.
"""

from grc.answers.letters.content import LetterContent, Sender, Signature
from grc.answers.letters.libraries import LettersUnavailable, missing_packages
from grc.answers.letters.printing import letter_pdf, letters_pdf, proof_pdf
from grc.answers.letters.sheet import Section, Sheet, Table

__all__ = [
    "LetterContent",
    "LettersUnavailable",
    "Section",
    "Sender",
    "Sheet",
    "Signature",
    "Table",
    "letter_pdf",
    "letters_pdf",
    "missing_packages",
    "proof_pdf",
]
