# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Where a letter is signed when nobody signs it with a pen here: a parapheur, by one interface.

``backend``
    What a parapheur must be able to do, and the one that the settings name.
``manual``
    The usual one: a person prints, signs, scans, and keeps the PDF.
``handing``
    Handing an approved letter over, and taking it back once it is signed.
``sweeping``
    Both for everything that waits, every minute.
"""

from grc.answers.signing.backend import Act, SignatureBackend, SignatureUnavailable, Signed, backend
from grc.answers.signing.handing import collect, hand_over, ticket_of
from grc.answers.signing.sweeping import sweep

__all__ = [
    "Act",
    "SignatureBackend",
    "SignatureUnavailable",
    "Signed",
    "backend",
    "collect",
    "hand_over",
    "sweep",
    "ticket_of",
]
