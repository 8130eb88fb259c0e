# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Who has a draft open at this moment, in whatever process. In memory and on the wire, ids only.

Each process says of each draft who has it open there: at once when that changes, and again every
few seconds. What a process said is forgotten when it falls silent, so nobody stays whose process
died.
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from typing import TYPE_CHECKING, Final

from channels.db import database_sync_to_async
from django.db import DatabaseError, InterfaceError, connection

from grc.live.audience import DRAFT, draft_group

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Draft = tuple[int, int]

logger = logging.getLogger(__name__)

CHANNEL: Final = "grc_company"
# Seconds between two words of a process about the same draft, and how long a word holds.
AGAIN: Final = 2.0
HOLDS: Final = 5.0
# Seconds between two statements of one process.
GATHER: Final = 0.1
# More people than this in one draft are not told apart; a word stays far below 8,000 bytes.
MOST_PEOPLE: Final = 50

_ID = "[1-9][0-9]{0,17}"
_WORD = re.compile(rf"([0-9a-f]{{16}}) ({_ID}) ({_ID}) (-|{_ID}(?:,{_ID}){{0,49}})", re.ASCII)


class Company:
    """The people at each draft. ``tell`` makes the sockets of a group look at a word again."""

    def __init__(self, tell: Callable[[str, Iterable[str]], None]) -> None:
        self._tell = tell
        self._process = secrets.token_hex(8)
        self._here: dict[str, tuple[int, frozenset[Draft]]] = {}
        self._elsewhere: dict[tuple[str, Draft], tuple[frozenset[int], float]] = {}
        self._unsaid: set[Draft] = set()
        self._changed = asyncio.Event()

    def enter(self, channel: str, user: int, drafts: frozenset[Draft]) -> None:
        """Record which drafts a socket has open from now on; none any more is fine."""
        before = self._here.pop(channel, (user, frozenset()))
        if drafts:
            self._here[channel] = (user, drafts)
        if before != (user, drafts):
            self._note(before[1] | drafts)

    def leave(self, channel: str) -> None:
        """Forget a socket that is gone."""
        _user, drafts = self._here.pop(channel, (0, frozenset()))
        self._note(drafts)

    def at(self, draft: Draft) -> frozenset[int]:
        """Return who has this draft open."""
        said = (people for (_, other), (people, _) in self._elsewhere.items() if other == draft)
        return self._people_here(draft).union(*said)

    def hear(self, payload: str) -> None:
        """Take what a process said. Raises ValueError for what no process says."""
        match = _WORD.fullmatch(payload)
        if match is None:
            raise ValueError(f"not a word about a draft: {payload[:80]!r}")
        process, draft = match[1], (int(match[2]), int(match[3]))
        if process == self._process:
            return
        people = frozenset() if match[4] == "-" else frozenset(map(int, match[4].split(",")))
        before, _ = self._elsewhere.pop((process, draft), (frozenset[int](), 0.0))
        if people:
            until = asyncio.get_running_loop().time() + HOLDS
            self._elsewhere[process, draft] = (people, until)
        if people != before:
            self._show(draft)

    async def run(self) -> None:
        """Say who is here until cancelled, and forget who is not heard of any more."""
        loop = asyncio.get_running_loop()
        again_at = loop.time() + AGAIN
        while True:
            try:
                async with asyncio.timeout_at(again_at):
                    await self._changed.wait()
            except TimeoutError:
                again_at = loop.time() + AGAIN
                self._unsaid.update(*(drafts for _, drafts in self._here.values()))
            self._changed.clear()
            self._forget_silent(loop.time())
            await self._say()
            await asyncio.sleep(GATHER)

    async def _say(self) -> None:
        unsaid, self._unsaid = self._unsaid, set()
        if not unsaid:
            return
        try:
            await database_sync_to_async(_notify)([self._word(draft) for draft in unsaid])
        except (DatabaseError, InterfaceError) as error:
            # Said again a moment later; meanwhile the others forget, as they should.
            logger.warning("who writes could not be said: %s", type(error).__name__)
            self._unsaid |= unsaid

    def _word(self, draft: Draft) -> str:
        people = sorted(self._people_here(draft))[:MOST_PEOPLE]
        return f"{self._process} {draft[0]} {draft[1]} {','.join(map(str, people)) or '-'}"

    def _people_here(self, draft: Draft) -> frozenset[int]:
        return frozenset(user for user, drafts in self._here.values() if draft in drafts)

    def _note(self, drafts: Iterable[Draft]) -> None:
        for draft in drafts:
            self._unsaid.add(draft)
            self._changed.set()
            self._show(draft)

    def _show(self, draft: Draft) -> None:
        self._tell(draft_group(*draft), {f"{DRAFT}:{draft[1]}"})

    def _forget_silent(self, now: float) -> None:
        for key in [key for key, (_, until) in self._elsewhere.items() if until < now]:
            del self._elsewhere[key]
            self._show(key[1])


def _notify(words: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_notify(%s, word) FROM unnest(%s::text[]) AS word", [CHANNEL, words]
        )
