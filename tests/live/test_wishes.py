# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a browser may say, word by word."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grc.live.wishes import OLDEST_PAGE, Wish, read_wish

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=8,
)


@given(st.text(max_size=200) | JSON.map(json.dumps) | JSON.map(lambda v: json.dumps({"watch": v})))
def test_any_text_is_a_wish_or_refused(text):
    """Nothing that a browser sends can do worse than be refused."""
    try:
        wish = read_wish(text)
    except ValueError:
        return
    assert len(wish.words) <= 20


@pytest.mark.parametrize("age", [-1, True, "1", [], float("nan")])
def test_an_age_is_a_number_of_milliseconds(age):
    """No negative age, no word for one."""
    with pytest.raises(ValueError, match="age"):
        read_wish(json.dumps({"watch": [], "age": age}))


def test_a_wish_is_read():
    """Words may repeat and come in any order; the age is in seconds from here on."""
    wish = read_wish('{"watch": ["request:30", "queue", "request:4", "queue"], "age": 1500}')
    assert wish == Wish(queue=True, requests=frozenset({4, 30}), age=1.5)
    assert wish.words == ["queue", "request:4", "request:30"]


def test_an_infinite_age_is_the_oldest():
    """Past an hour a page is simply old."""
    assert read_wish('{"watch": [], "age": 1e999}').age == OLDEST_PAGE
