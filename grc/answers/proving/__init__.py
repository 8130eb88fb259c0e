# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The proof file of an answer: all that was kept of it, checked without Catalaune (law R1.35).

``record``
    Everything as data: the same answer always gives the same bytes.
``sheet``
    The same for people, as a PDF.
``archive``
    Both in a ZIP, with every hashed content as its own file, and how to check it by hand.
"""

from grc.answers.proving.archive import proof_zip
from grc.answers.proving.record import Proof, proof_of
from grc.answers.proving.sheet import proof_sheet

__all__ = ["Proof", "proof_of", "proof_sheet", "proof_zip"]
