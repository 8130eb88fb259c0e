# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""How often one socket may speak."""

from __future__ import annotations

from grc.live.allowance import BURST, Allowance


def test_a_burst_then_a_steady_pace():
    """After the burst, nothing; after a second, two more."""
    clock = [100.0]
    allowance = Allowance(now=lambda: clock[0])
    assert [allowance.spend() for _ in range(BURST + 1)] == [True] * BURST + [False]
    clock[0] += 1
    assert [allowance.spend() for _ in range(3)] == [True, True, False]


def test_patience_saves_up_no_more_than_a_burst():
    """A day of silence does not allow a flood."""
    clock = [100.0]
    allowance = Allowance(now=lambda: clock[0])
    clock[0] += 86_400
    assert sum(allowance.spend() for _ in range(100)) == BURST
