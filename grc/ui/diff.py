# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What was added and what was removed between two texts, word by word."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Literal

BRIDGE = 2  # unchanged words that do not cut a change in two
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
    opcodes = difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
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
