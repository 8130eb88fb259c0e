# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""How much of a standard text is still there, word for word, in what was made of it. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from typing import Final

#: What is compared at most, so that no text takes more than a moment: words of the inserted text,
#: words of the answer, places of one word that comes back again and again.
MOST_INSERTED: Final = 2_000
MOST_WRITTEN: Final = 10_000
MOST_PLACES: Final = 500


def unchanged_share(inserted: str, body: str) -> float:
    """Return which part of the words of ``inserted`` stand in ``body`` in their order, 0 to 1.

    It is the longest common subsequence of words over the words of the inserted text: what was
    written around it does not count, a word that changed does. A text without words is unchanged.
    """
    wanted, words = inserted.split()[:MOST_INSERTED], body.split()[:MOST_WRITTEN]
    if not wanted or f" {' '.join(wanted)} " in f" {' '.join(words)} ":
        return 1.0
    return _kept_in_order(wanted, words) / len(wanted)


def _kept_in_order(wanted: list[str], words: list[str]) -> int:
    """Return the length of the longest common subsequence (Hunt and Szymanski, 1977)."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(words):
        places[word].append(place)
    # ends[n]: the earliest place at which a common subsequence of n + 1 words can end.
    ends: list[int] = []
    for word in wanted:
        for place in reversed(places[word][:MOST_PLACES]):
            at = bisect_left(ends, place)
            ends[at : at + 1] = [place]
    return len(ends)
