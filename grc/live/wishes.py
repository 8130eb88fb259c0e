# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a browser may say: which things its page shows, and how old the page is."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Final

MOST_WATCHES: Final = 20
LONGEST_MESSAGE: Final = 2000
# Seconds; an older page reads everything again anyway.
OLDEST_PAGE: Final = 3600.0

_ROW = re.compile(r"(request|draft):([1-9][0-9]{0,17})", re.ASCII)


@dataclass(frozen=True)
class Wish:
    """The whole of what one socket watches from now on; ``age`` in seconds, None if not said.

    ``drafts`` are the requests whose answer it has open to write in it.
    """

    queue: bool
    requests: frozenset[int]
    age: float | None = None
    drafts: frozenset[int] = frozenset()

    @property
    def words(self) -> list[str]:
        """The wish in the browser's words, in a stable order."""
        rows = [f"request:{pk}" for pk in sorted(self.requests)]
        return ["queue"] * self.queue + rows + [f"draft:{pk}" for pk in sorted(self.drafts)]


NOTHING: Final = Wish(queue=False, requests=frozenset())


def read_wish(text: str) -> Wish:
    """Read ``{"watch": ["queue", "request:12"], "age": milliseconds}``.

    Raises ValueError for anything else, for too many watches and for a message too long.
    """
    if len(text) > LONGEST_MESSAGE:
        raise ValueError("too long")
    try:
        said = json.loads(text)
    except RecursionError as error:
        raise ValueError("too deep") from error
    if not isinstance(said, dict) or not said.keys() <= {"watch", "age"}:
        raise ValueError("not a wish")
    words = said.get("watch")
    if not isinstance(words, list) or len(words) > MOST_WATCHES:
        raise ValueError("not a list of at most twenty watches")
    rows = [_row(word) for word in words if word != "queue"]
    return Wish(
        queue="queue" in words,
        requests=frozenset(pk for kind, pk in rows if kind == "request"),
        age=_age(said.get("age")),
        drafts=frozenset(pk for kind, pk in rows if kind == "draft"),
    )


def _row(word: object) -> tuple[str, int]:
    match = _ROW.fullmatch(word) if isinstance(word, str) else None
    if match is None:
        raise ValueError("not something to watch")
    return match[1], int(match[2])


def _age(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
        raise ValueError("not an age")
    return min(value / 1000, OLDEST_PAGE)
