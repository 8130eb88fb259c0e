# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A story in an address: it comes back as it went, and what is none is refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grc.core.refusals import Refusal
from grc.studio.sandbox.story import pack, read_move, story_of, unpack
from tests.workflows.strategies import givens, moves


@given(givens, st.lists(moves, max_size=8).map(tuple))
@settings(deadline=None)
def test_a_story_comes_back_as_it_went(begins, play):
    """What an address holds is what was lived."""
    written = story_of(begins, play)
    assert unpack(pack(written)) == written


@given(st.text() | st.binary().map(lambda raw: raw.hex()))
@settings(deadline=None)
def test_nothing_that_is_read_as_a_story_breaks(typed):
    """It is a story, or refused."""
    for read in (unpack, read_move):
        try:
            read(typed)
        except Refusal as refusal:
            assert refusal.status == 422  # noqa: PT017 - either is right


def test_values_that_no_page_can_hold_are_refused():
    """Neither halves of a character nor nulls come in by a value."""
    for strange in ("\ud800", "a\x00"):
        with pytest.raises(Refusal):
            read_move(json.dumps({"press": "take", "as": [], "values": {"a": strange}}))
