# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Texts as a person compares them: without case, accents, or the way they were typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# Accents once letters are taken apart, and what has no width: soft hyphens, joiners, directions.
_UNSEEN = frozenset({"Mn", "Cf"})
_LETTERS = {
    ord("œ"): "oe",
    ord("æ"): "ae",
    ord("ø"): "o",
    ord("ł"): "l",
    ord("đ"): "d",
    ord("ı"): "i",
}
_WORD = re.compile(r"[^\W_]+")
# Texts that are remembered: many tests ask the same long one.
_KEPT = 512


@lru_cache(maxsize=_KEPT)
def fold(text: str) -> str:
    """Return ``text`` without case, accents, ligatures, nor spaces around or repeated."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    # Asked once a letter of the alphabet, not once a letter of the text.
    unseen = {ord(sign): "" for sign in set(apart) if unicodedata.category(sign) in _UNSEEN}
    return " ".join(apart.translate(_LETTERS | unseen).split())


def words_of(text: str) -> tuple[str, ...]:
    """Return the folded words of ``text`` in their order; « l’été » is two: "l" and "ete"."""
    return tuple(_WORD.findall(fold(text)))


def says_any(text: str, phrases: Iterable[str]) -> bool:
    """Tell whether the words of one of the ``phrases`` follow each other in ``text``, whole.

    A phrase without any word is never said.
    """
    said = _spaced(text)
    return any(phrase.strip() and phrase in said for phrase in map(_spaced, phrases))


@lru_cache(maxsize=_KEPT)
def _spaced(text: str) -> str:
    return f" {' '.join(words_of(text))} "
