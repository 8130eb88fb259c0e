# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Words are compared without accents and kept as they were meant."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from grc.core.text import clean, excerpt, sort_key


def test_control_characters_are_dropped_and_lines_kept():
    """NUL and its kin never reach the database; line breaks do, as one kind."""
    assert clean("a\x00b\r\nc\rd\x1b ") == "ab\nc\nd"


def test_composed_and_decomposed_accents_become_the_same():
    """Two ways to type é are one text."""
    assert clean("e\u0301") == "é"


@given(st.text())
def test_cleaning_twice_changes_nothing(text):
    """A cleaned text is clean."""
    assert clean(clean(text)) == clean(text)


def test_sort_keys_forget_case_accents_and_punctuation():
    """« Lefèvre, Jean-Pierre » is found by « lefevre jean pierre »."""
    assert sort_key(" Lefèvre,  Jean-Pierre ") == "lefevre jean pierre"
    assert sort_key("ÇELİK") == "celik"


@given(st.text())
@example("𝕬")
@example("İstanbul ǅ ẞ ͅ")
def test_sort_keys_are_stable(text):
    """The key of a key is itself."""
    assert sort_key(sort_key(text)) == sort_key(text)


@given(st.text(), st.integers(min_value=2, max_value=200))
def test_excerpts_are_short_and_on_one_line(text, length):
    """A row of a list never breaks."""
    short = excerpt(text, length)
    assert len(short) <= length + 1
    assert "\n" not in short
