# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""How long the chains of powers get that pass through one link."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from grc.answers.circuits.standing import Link


def longest_through(links: Iterable[Link], new: Link) -> int:
    """Return how many links the longest chain has that passes through ``new``.

    Only links of the same power are looked at, as in ``closes_circle``; nobody comes twice.
    """
    onward: dict[int, set[int]] = {}
    back: dict[int, set[int]] = {}
    for link in links:
        if link.power is new.power:
            onward.setdefault(link.principal, set()).add(link.to)
            back.setdefault(link.to, set()).add(link.principal)
    return (
        _longest(back, new.principal, frozenset({new.to}))
        + 1
        + _longest(onward, new.to, frozenset({new.principal}))
    )


def _longest(steps: Mapping[int, set[int]], start: int, passed: frozenset[int]) -> int:
    further = steps.get(start, set()) - passed - {start}
    return max((1 + _longest(steps, one, passed | {start}) for one in further), default=0)
