# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from notifications.backoff import DELAYS, JITTER, MAX_ATTEMPTS, wait_after


@given(st.integers(min_value=1, max_value=32_767))
def test_waits_grow_and_stop_growing(attempts: int) -> None:
    """A wait is its delay, stretched a little; after the last delay it stays there."""
    delay = DELAYS[min(attempts, 8) - 1]
    assert delay <= wait_after(attempts) <= delay * (1 + JITTER)


def test_the_schedule_is_the_documented_one() -> None:
    """1 min, 5 min, 15 min, 1 h, 3 h, 6 h, 12 h, 24 h: about two days."""
    assert [delay.total_seconds() / 60 for delay in DELAYS] == [1, 5, 15, 60, 180, 360, 720, 1440]
    assert MAX_ATTEMPTS == 9
    assert sum(DELAYS, timedelta()) < timedelta(days=2)
