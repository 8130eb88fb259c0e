# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A quick look for words: a pattern that no text which says them escapes.

Folding a text letter by letter costs a hundred times as much as looking for a pattern. What the
pattern finds is folded and compared; what it does not find says none of the words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from workflows.rules.folding import fold

# Beyond them the pattern would be longer than what it spares.
MOST_WORDS: Final = 20
# Ideographs and syllables, which fold to themselves.
_PLAIN: Final = (range(0x3400, 0xA000), range(0xAC00, 0xF900), range(0x17000, 0x1AFF0))
_LAST: Final = 0x20000
# What may stand between two letters of a word and fold away.
_BETWEEN: Final = "[^\\x01-\\x7f]*"


def pattern_of(phrases: Iterable[Sequence[str]]) -> str:
    """Return a regular expression of PostgreSQL for the longest word of one of the phrases.

    ``phrases`` are folded words; empty for too many of them: then every text is looked at.
    """
    words = sorted({max(phrase, key=len) for phrase in phrases if phrase})
    if not words or len(words) > MOST_WORDS:
        return ""
    return "|".join(_word(word) for word in words)


def _word(word: str) -> str:
    alone, together = _signs()
    found = ""
    for letter in reversed(word):
        whole = f"[{_escaped(alone.get(letter, '') + letter)}]{_BETWEEN}{found}"
        # A sign of several letters may hold the rest of the word, or more.
        several = together.get(letter, "")
        found = f"(?:{whole}|[{_escaped(several)}])" if several else f"(?:{whole})"
    return found


@lru_cache(maxsize=1)
def _signs() -> tuple[dict[str, str], dict[str, str]]:
    """Return the signs that fold to a letter alone, and those that fold to it and others."""
    alone: dict[str, str] = {}
    together: dict[str, str] = {}
    skipped = {code for plain in _PLAIN for code in plain}
    for code in range(0x80, _LAST):
        if code in skipped:
            continue
        folded = fold.__wrapped__(chr(code))
        if len(folded) == 1:
            alone[folded] = alone.get(folded, "") + chr(code)
        for letter in set(folded) if len(folded) > 1 else ():
            together[letter] = together.get(letter, "") + chr(code)
    for code in range(0x41, 0x5B):
        alone[chr(code).lower()] = alone.get(chr(code).lower(), "") + chr(code)
    return alone, together


def _escaped(signs: str) -> str:
    return "".join(f"\\U{ord(sign):08x}" for sign in sorted(set(signs)))
