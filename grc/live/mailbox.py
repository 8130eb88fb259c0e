# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What waits for one socket: never more than a handful of words, however slow its reader."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from channels.exceptions import ChannelFull

from grc.live.announcements import merge

if TYPE_CHECKING:
    from collections.abc import Iterable

# Seconds between two announcements to one socket; what comes meanwhile is merged.
REST = 0.5
# Seconds after which a socket is made to look again whether it may stay.
BEAT = 60.0


class Mailbox:
    """The bounded post of one channel: letters in order, announcements merged into one.

    The first announcement after a quiet moment goes out at once.
    """

    def __init__(self, *, capacity: int, rest: float, beat: float) -> None:
        self.capacity = capacity
        self.rest = rest
        self.beat = beat
        self._letters: deque[dict[str, Any]] = deque()
        self._subjects: frozenset[str] = frozenset()
        self._arrived = asyncio.Event()
        self._rests_until = 0.0
        self._beats_at = self._next_beat()

    def post(self, letter: dict[str, Any]) -> None:
        """Add a letter. Raises ChannelFull when too many wait."""
        if len(self._letters) >= self.capacity:
            raise ChannelFull
        self._letters.append(deepcopy(letter))
        self._arrived.set()

    def announce(self, subjects: Iterable[str]) -> None:
        """Say that these changed; never refused, because it takes no more room."""
        self._subjects = merge(self._subjects, subjects)
        self._arrived.set()

    async def take(self) -> dict[str, Any]:
        """Wait for the next message: a letter, ``live.changed``, or ``live.beat`` in between."""
        while True:
            message, wait = self._ready(asyncio.get_running_loop().time())
            if message is not None:
                return message
            self._arrived.clear()
            try:
                async with asyncio.timeout(wait):
                    await self._arrived.wait()
            except TimeoutError:
                continue

    def _ready(self, now: float) -> tuple[dict[str, Any] | None, float]:
        """Return what may go out now, or how long to wait at most before asking again."""
        if self._letters:
            return self._letters.popleft(), 0
        if now >= self._beats_at:
            self._beats_at = self._next_beat()
            return {"type": "live.beat"}, 0
        if not self._subjects:
            return None, self._beats_at - now
        if now < self._rests_until:
            return None, self._rests_until - now
        self._rests_until = now + self.rest
        subjects, self._subjects = self._subjects, frozenset()
        return {"type": "live.changed", "subjects": subjects}, 0

    def _next_beat(self) -> float:
        # Spread, so that sockets opened together after a restart do not ask together for ever.
        spread = random.uniform(0.8, 1.0)  # noqa: S311 - not a secret
        return asyncio.get_running_loop().time() + self.beat * spread
