# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Announcements are read strictly and merged into less."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grc.live.announcements import EVERYTHING, MANY, Announcement, ids_of, merge, parse

SUBJECTS = st.frozensets(st.integers(1, 200).map("answers.answer:{}".format), max_size=MANY)


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "3",
        "3 ",
        "* *",
        "0 *",
        "3 * *",
        "3 a:1",
        "3 a.b:x",
        "3  a.b:1",
        "3 a.b:0",
        "３ *",
        "3 a.b:1\n",
    ],
)
def test_anything_else_is_refused(payload):
    """What the trigger does not write is an error, never a guess."""
    with pytest.raises(ValueError, match="not an announcement"):
        parse(payload)


def test_what_the_trigger_writes_is_read():
    """Town, then subjects, or a star for too many of them."""
    assert parse("3 *") == Announcement(3, EVERYTHING)
    assert parse(
        "12 answers.answer:7 service_requests.servicerequest:123456789012"
    ) == Announcement(
        12, frozenset({"answers.answer:7", "service_requests.servicerequest:123456789012"})
    )


@given(SUBJECTS, SUBJECTS)
def test_merging_loses_nothing_and_stays_small(one, other):
    """Both are said, or everything is; never more than the limit."""
    both = merge(one, other)
    assert both in (one | other, EVERYTHING)
    assert len(both) <= MANY
    assert (both == EVERYTHING) == (len(one | other) > MANY)


@given(SUBJECTS)
def test_everything_swallows_the_rest(subjects):
    """Whoever reads all again need not know what changed."""
    assert merge(subjects, EVERYTHING) == merge(EVERYTHING, subjects) == EVERYTHING


def test_ids_are_those_of_one_model():
    """A model whose label begins alike is another model."""
    subjects = ["answers.answer:1", "answers.answerdraft:2", "answers.answer:3", "queue", "*"]
    assert ids_of("answers.answer", subjects) == [1, 3]
