# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The channel layer: groups in the memory of this process, fed by PostgreSQL's NOTIFY.

Every process hears every announcement itself, so nothing else has to travel between processes:
letters of the channels API (``send``, ``group_send``) reach sockets of this process only.
"""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING, Any, ClassVar

from channels.exceptions import ChannelFull
from channels.layers import BaseChannelLayer

from grc.live.announcements import EVERYTHING
from grc.live.company import Company
from grc.live.feed import Feed
from grc.live.mailbox import BEAT, REST, Mailbox

if TYPE_CHECKING:
    from collections.abc import Iterable


class NotifyChannelLayer(BaseChannelLayer):  # type: ignore[misc]
    """Mailboxes of sockets, groups of mailboxes, and the feed that fills them.

    ``rest`` is the pause between two announcements to one socket, ``beat`` that between two looks
    at its rights, in seconds.
    """

    extensions: ClassVar[list[str]] = ["groups", "flush"]

    def __init__(
        self, capacity: int = 100, rest: float = REST, beat: float = BEAT, **config: Any
    ) -> None:
        super().__init__(capacity=capacity, **config)
        self._rest = rest
        self._beat = beat
        self._mailboxes: dict[str, Mailbox] = {}
        self._groups: dict[str, set[str]] = {}
        self._feed: Feed | None = None
        self._task: asyncio.Task[None] | None = None
        self.company = Company(self.tell)

    # --- Its life -----------------------------------------------------------------------------
    def start(self) -> Feed:
        """Begin to listen, unless this process already does."""
        if self._feed is None or self._task is None or self._task.done():
            self._feed = Feed(self)
            self._task = asyncio.get_running_loop().create_task(self._live(self._feed))
        return self._feed

    async def _live(self, feed: Feed) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(feed.run())
            tasks.create_task(self.company.run())

    async def close(self) -> None:
        """Stop listening."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._feed = self._task = None

    # --- Announcements ------------------------------------------------------------------------
    def tell(self, group: str, subjects: Iterable[str]) -> None:
        """Say to everybody in the group that these changed."""
        for channel in self._groups.get(group, ()):
            self._mailbox(channel).announce(subjects)

    def tell_one(self, channel: str, subjects: Iterable[str]) -> None:
        """Say to one socket that these changed."""
        self._mailbox(channel).announce(subjects)

    def tell_everyone(self) -> None:
        """Say to every socket to catch up: nobody knows what it missed."""
        for mailbox in self._mailboxes.values():
            mailbox.announce(EVERYTHING)

    def is_watched(self, group: str) -> bool:
        return group in self._groups

    def heard_since(self, town_id: int, age: float) -> frozenset[str]:
        """Return what changed in this town in the last ``age`` seconds."""
        return self.start().heard_since(town_id, age)

    def forget(self, channel: str) -> None:
        """Leave nothing behind of a socket that is gone."""
        self.company.leave(channel)
        self._mailboxes.pop(channel, None)
        for group in [name for name, channels in self._groups.items() if channel in channels]:
            self._leave(group, channel)

    # --- The channels API ---------------------------------------------------------------------
    async def new_channel(self, prefix: str = "specific.") -> str:
        return f"{prefix}live!{secrets.token_hex(8)}"

    async def send(self, channel: str, message: dict[str, Any]) -> None:
        self.require_valid_channel_name(channel)
        self._mailbox(channel).post(message)

    async def receive(self, channel: str) -> dict[str, Any]:
        self.require_valid_channel_name(channel)
        return await self._mailbox(channel).take()

    async def group_add(self, group: str, channel: str) -> None:
        self.require_valid_group_name(group)
        self.require_valid_channel_name(channel)
        self._groups.setdefault(group, set()).add(channel)
        self.start()

    async def group_discard(self, group: str, channel: str) -> None:
        self._leave(group, channel)

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        self.require_valid_group_name(group)
        for channel in self._groups.get(group, ()):
            try:
                self._mailbox(channel).post(message)
            except ChannelFull:
                # The channels API: a full channel misses a letter of its group, silently.
                continue

    async def flush(self) -> None:
        self._mailboxes.clear()
        self._groups.clear()

    def _mailbox(self, channel: str) -> Mailbox:
        if channel not in self._mailboxes:
            self._mailboxes[channel] = Mailbox(
                capacity=self.get_capacity(channel), rest=self._rest, beat=self._beat
            )
        return self._mailboxes[channel]

    def _leave(self, group: str, channel: str) -> None:
        channels = self._groups.get(group, set())
        channels.discard(channel)
        if not channels:
            self._groups.pop(group, None)
