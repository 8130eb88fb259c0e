# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A reference survives dictation: a wrong character or two exchanged ones never pass."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grc.service_requests.reference import (
    ALPHABET,
    check_character,
    display_reference,
    new_reference,
    parse_reference,
)

bodies = st.text(ALPHABET, min_size=7, max_size=7)


@given(bodies, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_refused(body, position, wrong):
    """Whatever character is misheard, the reference does not pass."""
    reference = body + check_character(body)
    changed = reference[:position] + wrong + reference[position + 1 :]
    assert (parse_reference(changed) is None) == (changed != reference)


@given(bodies, st.integers(0, 6))
def test_two_exchanged_neighbours_are_refused(body, position):
    """Dictating two characters the wrong way round is noticed."""
    reference = body + check_character(body)
    pair = reference[position : position + 2]
    changed = reference[:position] + pair[::-1] + reference[position + 2 :]
    assert (parse_reference(changed) is None) == (changed != reference)


@pytest.mark.parametrize("text", ["", "ABCD", "0OIL-1111", "ABCD-EFGH-J", "é" * 8, "\x00" * 8])
def test_what_cannot_be_a_reference_is_none(text):
    """Names and stray characters are not taken for references."""
    assert parse_reference(text) is None


def test_a_reference_is_read_however_it_is_typed():
    """Case, spaces, dashes and dots do not matter."""
    reference = new_reference()
    for text in (
        reference.lower(),
        display_reference(reference),
        f" {reference[:4]} {reference[4:]} ",
        f"{reference[:2]}.{reference[2:]}",
    ):
        assert parse_reference(text) == reference


def test_references_do_not_follow_each_other():
    """A thousand references are all different, and not in order (law R2.02)."""
    references = [new_reference() for _ in range(1000)]
    assert len(set(references)) == 1000
    assert references != sorted(references)
