# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the journal announces: which rows of which town have new events. Ids, nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

CHANNEL: Final = "grc_events"
EVERYTHING: Final = frozenset({"*"})
# Beyond this many, reading a page again is cheaper than saying what changed in it.
MANY: Final = 50

_PAYLOAD = re.compile(r"[1-9][0-9]{0,17}( \*|( [a-z_]+\.[a-z_]+:[1-9][0-9]{0,17})+)", re.ASCII)


@dataclass(frozen=True)
class Announcement:
    """The subjects (``label:id``) of one town that a commit touched, or EVERYTHING."""

    town_id: int
    subjects: frozenset[str]


def parse(payload: str) -> Announcement:
    """Read ``town subject …`` or ``town *``, as journal/migrations/0002 writes it.

    Raises ValueError for anything else.
    """
    if not _PAYLOAD.fullmatch(payload):
        raise ValueError(f"not an announcement: {payload[:80]!r}")
    town, *subjects = payload.split(" ")
    return Announcement(int(town), frozenset(subjects))


def merge(one: frozenset[str], other: Iterable[str]) -> frozenset[str]:
    """Return both together; EVERYTHING swallows the rest, and so does being too many."""
    both = one.union(other)
    return EVERYTHING if both >= EVERYTHING or len(both) > MANY else both


def ids_of(label: str, subjects: Iterable[str]) -> list[int]:
    """Return the ids of the subjects of one model."""
    prefix = f"{label}:"
    return [int(subject.removeprefix(prefix)) for subject in subjects if subject.startswith(prefix)]
