# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Words, sorted and compared without accents, case or stray characters."""

from __future__ import annotations

import re
import unicodedata

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ufeff]")


def clean(text: str) -> str:
    """Return the text in composed form (NFC), without control characters nor outer spaces.

    Line breaks become \\n. Everything a person can have meant to write is kept.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _CONTROL.sub("", text)).strip()


def on_one_line(text: str) -> str:
    """Return the clean text with each run of spaces, tabs and line breaks as one space."""
    return re.sub(r"[ \t\n]+", " ", clean(text))


def sort_key(text: str) -> str:
    """Return the text in lower case, without accents or punctuation, single-spaced."""
    # Decomposed first: a mathematical 𝕬 has no lower case, the A in it has (Unicode D146).
    folded = unicodedata.normalize("NFKD", text).casefold()
    decomposed = unicodedata.normalize("NFKD", folded)
    bare = "".join((c if c.isalnum() else " ") for c in decomposed if not unicodedata.combining(c))
    return " ".join(bare.split())


def excerpt(text: str, length: int = 120) -> str:
    """Return the beginning of the text on one line, cut at a word and marked with an ellipsis."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return line[:length].rsplit(" ", 1)[0].rstrip(",;:. ") + "…"
