# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Where sockets stand: one path. Any other is refused before it opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from grc.live.admission import NOT_FOUND
from grc.live.consumers import LiveConsumer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Receive = Callable[[], Awaitable[dict[str, Any]]]
    Send = Callable[[dict[str, Any]], Awaitable[None]]

PATH = "/live/"

_live = LiveConsumer.as_asgi()


async def sockets(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Serve one WebSocket, as an ASGI application."""
    if scope["path"] == PATH:
        await _live(scope, receive, send)
    else:
        await receive()
        await send({"type": "websocket.close", "code": NOT_FOUND})
