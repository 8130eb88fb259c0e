# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Whoever changed a text since the last foreign visa can never be its only approver."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Written:
    """One round as far as hands go: who changed its text, then who approved it."""

    changed: frozenset[int]
    approved: tuple[int, ...] = ()


def writers_of(history: Iterable[Written]) -> frozenset[int]:
    """Return who wrote in the text of the last round and was seen by nobody else since.

    An approval clears everybody but the one who gives it: what they wrote has been read by
    another. So what was written in a returned round still counts in the next one.
    """
    writers: frozenset[int] = frozenset()
    for round_ in history:
        writers |= round_.changed
        for person in round_.approved:
            writers &= {person}
    return writers
