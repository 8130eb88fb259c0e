# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What was added and what was removed between two texts, word by word."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    _Opcode = tuple[Literal["replace", "delete", "insert", "equal"], int, int, int, int]

SPACE = " "
BRIDGE = 2  # unchanged words that do not cut a change in two
# Pairs of equal words, beyond which texts that repeat themselves would take minutes: they are
# compared by lines first, and by words where few stand in the place of few.
MOST_PAIRS = 100_000
_TOKEN = re.compile(r"\s+|[\w'\u2019-]+|[^\w\s]")


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A run of words that stayed, came or went."""

    kind: Literal["same", "added", "removed"]
    text: str


def segments(before: str, after: str) -> list[Segment]:
    """Return the segments that lead from one text to the other; a replacement removes first.

    Changes that only a word or two separate are told as one: a reader follows phrases, not words.
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    opcodes = _opcodes(old, new)
    found: list[Segment] = []
    removed = added = ""
    for index, (kind, i1, i2, j1, j2) in enumerate(opcodes):
        inside = 0 < index < len(opcodes) - 1
        if kind == "equal" and not (inside and _is_short(old[i1:i2])):
            found += _change(removed, added)
            removed = added = ""
            found.append(Segment(kind="same", text="".join(old[i1:i2])))
        else:
            removed += "".join(old[i1:i2])
            added += "".join(new[j1:j2])
    return found + _change(removed, added)


def _opcodes(old: list[str], new: list[str]) -> list[_Opcode]:
    if _pairs(old, new) <= MOST_PAIRS:
        # Spaces are everywhere: what they have in common says nothing, and takes all the time.
        return difflib.SequenceMatcher(_is_space, old, new, autojunk=False).get_opcodes()
    lines_old, lines_new = _lines(old), _lines(new)
    if _pairs(lines_old, lines_new) > MOST_PAIRS or len(lines_old) == len(lines_new) == 1:
        return _ends_apart(old, new)
    starts_old, starts_new = _starts(lines_old), _starts(lines_new)
    by_line = difflib.SequenceMatcher(None, lines_old, lines_new, autojunk=False)
    found: list[_Opcode] = []
    for kind, i1, i2, j1, j2 in by_line.get_opcodes():
        place = (starts_old[i1], starts_old[i2], starts_new[j1], starts_new[j2])
        found += [(kind, *place)] if kind != "replace" else _inside(old, new, *place)
    return found


def _inside(old: list[str], new: list[str], i1: int, i2: int, j1: int, j2: int) -> list[_Opcode]:
    """Compare lines that took the place of others."""
    old, new = old[i1:i2], new[j1:j2]
    is_small = _pairs(old, new) <= MOST_PAIRS // 10
    inner = _opcodes(old, new) if is_small else _ends_apart(old, new)
    return [(kind, i1 + a, i1 + b, j1 + c, j1 + d) for kind, a, b, c, d in inner]


def _ends_apart(old: list[str], new: list[str]) -> list[_Opcode]:
    """Tell what both begin and end with from all that stands between."""
    shorter = min(len(old), len(new))
    head = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    rest = shorter - head
    tail = next((i for i in range(rest) if old[-1 - i] != new[-1 - i]), rest)
    i2, j2 = len(old) - tail, len(new) - tail
    parts: list[_Opcode] = [
        ("equal", 0, head, 0, head),
        ("replace", head, i2, head, j2),
        ("equal", i2, len(old), j2, len(new)),
    ]
    return [part for part in parts if part[1] < part[2] or part[3] < part[4]]


def _pairs(old: Iterable[Hashable], new: Iterable[Hashable]) -> int:
    counts = Counter(new)
    return sum(count * counts[token] for token, count in Counter(old).items() if token != SPACE)


def _lines(tokens: list[str]) -> list[tuple[str, ...]]:
    lines: list[list[str]] = [[]]
    for token in tokens:
        lines[-1].append(token)
        if "\n" in token:
            lines.append([])
    return [tuple(line) for line in lines]


def _starts(lines: list[tuple[str, ...]]) -> list[int]:
    return [0, *accumulate(len(line) for line in lines)]


def _is_space(token: str) -> bool:
    return token.isspace() and "\n" not in token


def _is_short(tokens: list[str]) -> bool:
    words = sum(token[0].isalnum() for token in tokens)
    return words <= BRIDGE and not any("\n" in token for token in tokens)


def _change(removed: str, added: str) -> list[Segment]:
    change: list[Segment] = []
    if removed:
        change.append(Segment(kind="removed", text=removed))
    if added:
        change.append(Segment(kind="added", text=added))
    return change
