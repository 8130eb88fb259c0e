# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The ear of the process: one LISTEN connection, whatever the number of sockets."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import deque
from typing import TYPE_CHECKING, Any, Final

from channels.db import database_sync_to_async
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import AsyncConnection

from grc.live import company
from grc.live.announcements import CHANNEL, EVERYTHING, Announcement, merge, parse
from grc.live.audience import audience, town_group

if TYPE_CHECKING:
    from grc.live.layer import NotifyChannelLayer

logger = logging.getLogger(__name__)

APPLICATION_NAME: Final = "catalaune live"
FIRST_PAUSE: Final = 0.2
LONGEST_PAUSE: Final = 30.0
# Seconds between two rounds of telling: commits in between cost one set of queries together.
GATHER: Final = 0.05
# Announcements remembered, so that a page can ask what it missed between its making and its watch.
REMEMBERED: Final = 2000


class Feed:
    """Hears what the journal announces and tells the groups that it concerns.

    Until it listens (again) nobody can know what was missed: then everybody is told to catch up.
    """

    def __init__(self, layer: NotifyChannelLayer) -> None:
        self._layer = layer
        self._pending: dict[int, frozenset[str]] = {}
        self._arrived = asyncio.Event()
        self._heard: deque[tuple[float, Announcement]] = deque(maxlen=REMEMBERED)
        self.listening_since: float | None = None

    async def run(self) -> None:
        """Listen until cancelled; whatever goes wrong, begin again after a growing pause."""
        pause = FIRST_PAUSE
        while True:
            try:
                await self._listen()
            except Exception as error:  # noqa: BLE001 - a deaf process would show stale pages
                if self.listening_since is not None:
                    pause = FIRST_PAUSE
                logger.warning("not listening, again in %.1f s: %s", pause, _cause(error))
            self.listening_since = None
            await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311 - not a secret
            pause = min(pause * 2, LONGEST_PAUSE)

    def heard_since(self, town_id: int, age: float) -> frozenset[str]:
        """Return what changed in this town in the last ``age`` seconds.

        That is EVERYTHING when this process has not listened for that long, or has forgotten.
        """
        since = asyncio.get_running_loop().time() - age
        full = len(self._heard) == REMEMBERED
        if (
            self.listening_since is None
            or since < self.listening_since
            or (full and since < self._heard[0][0])
        ):
            return EVERYTHING
        subjects: frozenset[str] = frozenset()
        for at, announcement in reversed(self._heard):
            if at < since:
                break
            if announcement.town_id == town_id:
                subjects = merge(subjects, announcement.subjects)
        return subjects

    async def _listen(self) -> None:
        async with await AsyncConnection.connect(**_parameters(), autocommit=True) as connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            await connection.execute(f"LISTEN {company.CHANNEL}")
            self._begin()
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._hear(connection))
                tasks.create_task(self._tell())

    def _begin(self) -> None:
        self._pending.clear()
        self._heard.clear()
        self.listening_since = asyncio.get_running_loop().time()
        self._layer.tell_everyone()
        logger.info("listening to %s", CHANNEL)

    async def _hear(self, connection: AsyncConnection[Any]) -> None:
        async for notice in connection.notifies():
            if notice.channel == company.CHANNEL:
                self._layer.company.hear(notice.payload)
            else:
                self._note(parse(notice.payload))

    def _note(self, announcement: Announcement) -> None:
        self._heard.append((asyncio.get_running_loop().time(), announcement))
        before = self._pending.get(announcement.town_id, frozenset())
        self._pending[announcement.town_id] = merge(before, announcement.subjects)
        self._arrived.set()

    async def _tell(self) -> None:
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            pending, self._pending = self._pending, {}
            for town_id, subjects in pending.items():
                await self._tell_town(town_id, subjects)
            await asyncio.sleep(GATHER)

    async def _tell_town(self, town_id: int, subjects: frozenset[str]) -> None:
        everybody = town_group(town_id)
        if not self._layer.is_watched(everybody):
            return
        if subjects == EVERYTHING:
            self._layer.tell(everybody, EVERYTHING)
            return
        concerned = await database_sync_to_async(audience)(town_id, subjects)
        for group, word in concerned.items():
            self._layer.tell(group, {word})


def _parameters() -> dict[str, Any]:
    """Return how to connect as the application role; a cut cable is noticed within a minute."""
    django = connections[DEFAULT_DB_ALIAS].get_connection_params()
    mine = {key: value for key, value in django.items() if key not in ("cursor_factory", "context")}
    keepalive = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
    return keepalive | mine | {"application_name": APPLICATION_NAME}


def _cause(error: BaseException) -> BaseException:
    """Return what went wrong in a task, without the group around it."""
    return _cause(error.exceptions[0]) if isinstance(error, BaseExceptionGroup) else error
