# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What changed between two texts."""

from __future__ import annotations

from time import process_time
from unittest.mock import patch

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from grc.ui.diff import segments


def told(before: str, after: str) -> list[tuple[str, str]]:
    return [(segment.kind, segment.text) for segment in segments(before, after)]


def test_equal_texts_have_no_change() -> None:
    """Nothing changed, nothing is marked."""
    assert told("Dear Ms Benali,", "Dear Ms Benali,") == [("same", "Dear Ms Benali,")]


def test_a_word_is_replaced() -> None:
    """A replacement says what went, then what came."""
    before = "The pavement in our street will be repaired in December"
    after = "The pavement in our street will be repaired in January"
    assert told(before, after)[1:] == [("removed", "December"), ("added", "January")]


def test_phrases_are_told_as_one() -> None:
    """Changes that a word or two separate are one change: readers follow phrases."""
    kinds = [kind for kind, _ in told("we will come on Monday morning", "they must come at night")]
    assert kinds == ["removed", "added"]


def test_a_line_break_ends_a_phrase() -> None:
    """A change does not run over the end of a paragraph that stayed."""
    kinds = [kind for kind, _ in told("one\ntwo", "ONE\nTWO")]
    assert kinds == ["removed", "added", "same", "removed", "added"]


@given(st.text(alphabet="ab ,\n", max_size=40), st.text(alphabet="ab ,\n", max_size=40))
def test_nothing_is_lost(before: str, after: str) -> None:
    """Both texts can be read back from the segments, whatever they are."""
    found = segments(before, after)
    assert "".join(s.text for s in found if s.kind != "added") == before
    assert "".join(s.text for s in found if s.kind != "removed") == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("oui " * 12_500, "oui " * 6_000 + "non " + "oui " * 6_499),
        ("oui, non, oui.\n" * 3_000, "non, oui, non.\n" * 3_000),
        ("\n".join(f"{n} oui " * 5 for n in range(4_000)), "non\n" * 10_000),
        (
            " ".join(f"oui a{n}" for n in range(300)),
            " ".join(f"oui b{n}" for n in range(300)),
        ),
        (
            "\n".join(" ".join(f"oui a{n}" for n in range(99)) for _ in range(60)),
            "\n".join(" ".join(f"oui b{n}" for n in range(99)) for _ in range(60)),
        ),
        (" ".join(str(n % 7) for n in range(25_000)), " ".join(str(n % 5) for n in range(25_000))),
    ],
)
def test_the_longest_answers_are_compared_soon(before: str, after: str) -> None:
    """Whatever two people typed, whoever compares it waits for a second, and nothing is lost."""
    before, after = before[:50_000], after[:50_000]
    began = process_time()
    found = segments(before, after)
    assert process_time() - began < 5
    assert "".join(s.text for s in found if s.kind != "added") == before
    assert "".join(s.text for s in found if s.kind != "removed") == after


@given(st.text(alphabet="ab ,\n", max_size=40), st.text(alphabet="ab ,\n", max_size=40))
def test_nothing_is_lost_by_lines(before: str, after: str) -> None:
    """Texts that are too long for words are compared by lines, and can be read back as well."""
    with patch("grc.ui.diff.MOST_PAIRS", 3):
        found = segments(before, after)
    assert "".join(s.text for s in found if s.kind != "added") == before
    assert "".join(s.text for s in found if s.kind != "removed") == after


def test_changes_are_said_in_words() -> None:
    """Additions and removals are marked by elements and by words, not by colour alone."""
    with translation.override("en"):
        shown = render_to_string(
            "ui/components/diff.html", {"before": "in <b> weeks", "after": "in two days"}
        )
    assert "<ins>" in shown
    assert "added: </span>" in shown
    assert "removed: </span>" in shown
    assert "<b>" not in shown
