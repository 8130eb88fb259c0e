# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""One open socket of one page: it says that something changed, never what it is now.

Messages to the browser: ``watching``, ``refused`` (the browser's own words back), ``changed``
("queue", a list of subjects, or "*" for everything on the page), ``beside`` (by draft, the ids of
those who have it open too), ``beat``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from channels.consumer import get_handler_name
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import InterfaceError, OperationalError

from grc.live.admission import NOT_ALLOWED, NOT_FOUND, Refused, Rights, Visitor, admit, rights_of
from grc.live.allowance import Allowance
from grc.live.announcements import EVERYTHING, ids_of
from grc.live.audience import (
    DRAFT,
    QUEUE,
    REQUEST,
    audience,
    draft_group,
    request_group,
    town_group,
)
from grc.live.wishes import NOTHING, Wish, read_wish

if TYPE_CHECKING:
    from collections.abc import Collection

UNREADABLE: Final = 1008
TRY_LATER: Final = 1013


class Closing(Exception):
    """The socket must be closed with this code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class LiveConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """Watches the queue, or requests, for one browser page. A closed socket leaves nothing."""

    visitor: Visitor
    user_id: int

    async def __call__(self, *connection: Any) -> None:
        self.wish = NOTHING
        self.groups_joined: frozenset[str] = frozenset()
        self.beside: dict[int, frozenset[int]] = {}
        self.allowance = Allowance()
        self.is_closing = False
        try:
            await super().__call__(*connection)
        finally:
            self.channel_layer.forget(self.channel_name)

    async def dispatch(self, message: dict[str, Any]) -> None:
        if self.is_closing and message["type"] != "websocket.disconnect":
            return
        try:
            # Not the inherited one: it visits the database's thread for every message.
            await getattr(self, get_handler_name(message))(message)
        except Closing as closing:
            await self._leave(closing.code)
        except (OperationalError, InterfaceError):
            await self._leave(TRY_LATER)

    # --- From the browser ---------------------------------------------------------------------
    async def connect(self) -> None:
        try:
            self.visitor = await database_sync_to_async(admit)(self.scope["headers"])
        except Refused as refused:
            raise Closing(refused.code) from refused
        await self.accept()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if text_data is None or not self.allowance.spend():
            raise Closing(UNREADABLE)
        try:
            wish = read_wish(text_data)
        except ValueError as error:
            raise Closing(UNREADABLE) from error
        rights = await self._rights(wish.requests | wish.drafts)
        await self._watch(wish, rights)
        await self._say(watching=self.wish.words)
        await self._say_beside(self.wish.drafts)
        if self.wish.age is not None and await self._has_missed(self.wish.age):
            self.channel_layer.tell_one(self.channel_name, EVERYTHING)

    # --- From the layer -----------------------------------------------------------------------
    async def live_changed(self, message: dict[str, Any]) -> None:
        subjects: frozenset[str] = message["subjects"]
        if subjects == EVERYTHING:
            await self._say(changed="*")
            await self._say_beside(self.wish.drafts)
            return
        requests = self.wish.requests & set(ids_of(REQUEST, subjects))
        drafts = self.wish.drafts & set(ids_of(DRAFT, subjects))
        if requests or drafts:
            await self._look_again()
        if seen := requests & self.wish.requests:
            await self._say(changed=[f"{REQUEST}:{pk}" for pk in sorted(seen)])
        if QUEUE in subjects and self.wish.queue:
            await self._say(changed=QUEUE)
        await self._say_beside(drafts & self.wish.drafts)

    async def live_beat(self, _message: dict[str, Any]) -> None:
        await self._look_again()
        await self._say(beat=True)

    # --- Its own ------------------------------------------------------------------------------
    async def _rights(self, request_ids: Collection[int]) -> Rights:
        ask = database_sync_to_async(rights_of)
        rights: Rights | None = await ask(self.visitor, request_ids)
        if rights is None:
            raise Closing(NOT_ALLOWED)
        return rights

    async def _look_again(self) -> None:
        wish = self.wish
        await self._watch(wish, await self._rights(wish.requests | wish.drafts))

    async def _watch(self, wish: Wish, rights: Rights) -> None:
        """Watch what is both wished and seen; say what is not, be it unknown or hidden alike."""
        town_id = self.visitor.town_id
        drafts = wish.drafts & rights.visible
        allowed = Wish(wish.queue, wish.requests & rights.visible, wish.age, drafts)
        groups = {request_group(town_id, pk) for pk in allowed.requests}
        groups |= {draft_group(town_id, pk) for pk in drafts}
        groups |= {town_group(town_id)} | (rights.queue_groups if wish.queue else frozenset())
        await self._join(frozenset(groups))
        self.wish, self.user_id = allowed, rights.user_id
        self.beside = {pk: who for pk, who in self.beside.items() if pk in drafts}
        opened = frozenset((town_id, pk) for pk in drafts)
        self.channel_layer.company.enter(self.channel_name, rights.user_id, opened)
        if refused := [word for word in wish.words if word not in allowed.words]:
            await self._say(refused=refused)
            if not allowed.words:
                raise Closing(NOT_FOUND)

    async def _say_beside(self, drafts: Collection[int]) -> None:
        """Say who else has these drafts open, nobody included; what was said is not repeated."""
        at = self.channel_layer.company.at
        people = {pk: at((self.visitor.town_id, pk)) - {self.user_id} for pk in drafts}
        news = {pk: who for pk, who in people.items() if self.beside.get(pk) != who}
        self.beside |= news
        if news:
            await self._say(beside={f"{DRAFT}:{pk}": sorted(who) for pk, who in news.items()})

    async def _join(self, groups: frozenset[str]) -> None:
        for group in groups - self.groups_joined:
            await self.channel_layer.group_add(group, self.channel_name)
        for group in self.groups_joined - groups:
            await self.channel_layer.group_discard(group, self.channel_name)
        self.groups_joined = groups

    async def _has_missed(self, age: float) -> bool:
        """Return whether the page was made before a change that it shows."""
        subjects = self.channel_layer.heard_since(self.visitor.town_id, age)
        if not subjects or subjects == EVERYTHING:
            return bool(subjects)
        concerned = await database_sync_to_async(audience)(self.visitor.town_id, subjects)
        return not self.groups_joined.isdisjoint(concerned)

    async def _leave(self, code: int) -> None:
        self.is_closing = True
        await self.close(code)

    async def _say(self, **words: Any) -> None:
        await self.send(text_data=json.dumps(words))
