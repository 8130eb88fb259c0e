# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What was added and what was removed between two texts, word by word."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Literal

_TOKEN = re.compile(r"\s+|[\w'\u2019-]+|[^\w\s]")


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A run of words that stayed, came or went."""

    kind: Literal["same", "added", "removed"]
    text: str


def segments(before: str, after: str) -> list[Segment]:
    """Return the segments that lead from one text to the other; a replacement removes first."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    found: list[Segment] = []
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            found.append(Segment(kind="same", text="".join(old[i1:i2])))
            continue
        if i1 < i2:
            found.append(Segment(kind="removed", text="".join(old[i1:i2])))
        if j1 < j2:
            found.append(Segment(kind="added", text="".join(new[j1:j2])))
    return found
