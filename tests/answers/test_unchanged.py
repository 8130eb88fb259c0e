# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The share of a standard text that still stands in an answer."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grc.answers.texts.unchanged import unchanged_share

WORD = st.sampled_from(["la", "rue", "sera", "fermée", "mardi", "x"])
TEXT = st.lists(WORD, max_size=30)


@pytest.mark.parametrize(
    ("inserted", "body", "share"),
    [
        ("la rue sera fermée", "", 0.0),
        ("la rue sera fermée", "fermée sera rue la", 0.25),
        ("la rue sera fermée", "Bonjour, la rue ne sera pas fermée mardi", 1.0),
        ("la rue sera fermée", "la place sera fermée", 0.75),
        ("", "n'importe quoi", 1.0),
    ],
)
def test_words_kept_in_order_over_words_of_the_text(inserted, body, share):
    """A changed word counts as lost, words around do not count."""
    assert unchanged_share(inserted, body) == share


@given(TEXT, TEXT, TEXT)
def test_what_is_written_around_does_not_count(before, text, after):
    """A text that stands whole is unchanged, and white space is no change."""
    assert unchanged_share(" ".join(text), "\n\n".join([*before, *text, *after])) == 1.0


@given(TEXT, TEXT)
def test_it_is_the_longest_common_subsequence(wanted, words):
    """The share is that of the textbook's table."""
    table = [[0] * (len(words) + 1) for _ in range(len(wanted) + 1)]
    for i, one in enumerate(wanted):
        for j, other in enumerate(words):
            kept = max(table[i][j + 1], table[i + 1][j])
            table[i + 1][j + 1] = table[i][j] + 1 if one == other else kept
    share = table[-1][-1] / len(wanted) if wanted else 1.0
    assert unchanged_share(" ".join(wanted), " ".join(words)) == share


def test_the_longest_texts_are_compared_in_a_moment():
    """One word ten thousand times over, on both sides, almost: seconds, not minutes."""
    began = perf_counter()
    assert unchanged_share("x " * 1_999 + "y", "x " * 50_000) < 1
    assert perf_counter() - began < 10
