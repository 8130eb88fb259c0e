# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The public reference of a request: short, dictated on the phone, never guessed by counting.

Seven random characters and a check character, XXXX-XXXX. The alphabet has 31 characters, without
0, 1, I, L and O; 31 is prime, so the weighted sum finds every wrong character and every pair of
neighbours exchanged. References are random per request, never sequential (law R2.02).
"""

from __future__ import annotations

import re
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 8
_WEIGHTS = range(2, LENGTH + 1)


def new_reference() -> str:
    """Return a random reference with its check character, without the dash."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + check_character(body)


def check_character(body: str) -> str:
    """Return the character that completes the seven others."""
    total = sum(w * ALPHABET.index(c) for w, c in zip(_WEIGHTS, body, strict=True))
    return ALPHABET[-total % len(ALPHABET)]


def parse_reference(text: str) -> str | None:
    """Return the reference that somebody typed, or None when it cannot be one.

    Case, spaces and dashes do not matter; a misheard character does not pass.
    """
    bare = re.sub(r"[\s\-–—.]", "", text).upper()
    if len(bare) != LENGTH or any(c not in ALPHABET for c in bare):
        return None
    return bare if check_character(bare[:-1]) == bare[-1] else None


def display_reference(reference: str) -> str:
    """Return the reference as it is read and dictated: XXXX-XXXX."""
    return f"{reference[:4]}-{reference[4:]}"
