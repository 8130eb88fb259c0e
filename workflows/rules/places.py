# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Where the parts of a condition stand in its data, as JSON Pointers."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.reading import below
from workflows.rules.conditions import All, Any, Condition, Not


def placed_parts(condition: Condition, place: str) -> Iterator[tuple[Condition, str]]:
    """Yield the parts right below, each with its place."""
    if isinstance(condition, Not):
        yield condition.part, below(place, "not")
    elif isinstance(condition, All | Any):
        inside = below(place, "all" if isinstance(condition, All) else "any")
        for index, part in enumerate(condition.parts):
            yield part, below(inside, index)


def placed(condition: Condition, place: str) -> Iterator[tuple[Condition, str]]:
    """Yield the condition and everything inside it, in the order of reading."""
    yield condition, place
    for part, where in placed_parts(condition, place):
        yield from placed(part, where)
