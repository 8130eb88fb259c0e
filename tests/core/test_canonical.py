# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The same content always has the same fingerprint, another content another one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grc.core.canonical import canonical_json, content_hash

contents = st.dictionaries(
    st.text(), st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists)
)


def test_numbers_that_json_cannot_hold_are_refused():
    """NaN has no canonical form."""
    with pytest.raises(ValueError, match="JSON"):
        canonical_json({"x": float("nan")})


def test_the_order_of_keys_does_not_matter():
    """Two spellings of one content have one hash; it is known and will stay."""
    assert content_hash({"b": 1, "a": "é"}) == content_hash({"a": "é", "b": 1})
    assert canonical_json({"a": "é"}) == '{"a":"é","format":1}'.encode()


@given(contents, contents)
def test_hashes_agree_exactly_when_contents_do(one, other):
    """No two different contents share a canonical form."""
    one.pop("format", None)
    other.pop("format", None)
    assert (content_hash(one) == content_hash(other)) == (
        canonical_json(one) == canonical_json(other)
    )
