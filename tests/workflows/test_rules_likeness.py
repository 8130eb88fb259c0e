# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The quick look before texts are compared lets no text escape that says the words."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workflows.rules.folding import says_any, words_of
from workflows.rules.likeness import MOST_WORDS, pattern_of

SIGNS = "eéÈe\u0301ⓔｅœŒæﬃﬁǆ ıİſßςΣ\u00ad'-.,r uU\u0300\u202e"


@example("Cœur", ["coeur"])
@example("RU\u0301E", ["rue"])
@example("soﬃt", ["soffit"])
@example("L’ÉTÉ", ["l'été"])
@given(st.text(SIGNS + "abcor", max_size=12), st.lists(st.text(SIGNS, max_size=4), max_size=3))
def test_whoever_says_it_is_found(text, phrases):
    """Whatever the accents, ligatures, widths and signs that nobody sees."""
    pattern = pattern_of([words_of(phrase) for phrase in phrases])
    if says_any(text, phrases):
        assert re.search(pattern, text)


@pytest.mark.parametrize("text", ["La route", "Arbres", "R u e", ""])
def test_most_others_are_not(text):
    """Nothing is folded for them."""
    assert not re.search(pattern_of([("rue",), ("grand", "arbrisseau")]), text)


def test_of_too_many_words_nothing_is_spared():
    """The pattern would cost more than what it spares."""
    assert pattern_of([(f"mot{n}",) for n in range(MOST_WORDS + 1)]) == ""
    assert pattern_of([]) == ""
