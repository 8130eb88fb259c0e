# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Pages and sockets on one port: enough for a laptop or a village (docs/decisions/0007).

Pages stay WSGI, in threads; Django's own ASGI handler is several times slower. Sockets are
asynchronous and cost a page thread nothing.
"""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Any, Final, cast

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grc.settings.base")
_pages = get_wsgi_application()

from channels.layers import get_channel_layer  # noqa: E402 - rooms can be read only after set-up

from grc.live.routing import sockets  # noqa: E402
from grc.settings import env  # noqa: E402

if TYPE_CHECKING:
    from grc.live.routing import Receive, Send

# Each thread keeps one connection to the database; sockets share two more.
THREADS: Final = env.integer("WEB_THREADS", 8)
# Seconds without a byte after which a thread stops waiting for a browser.
PATIENCE: Final = 30

_bridge: Any = WSGIMiddleware(cast("Any", _pages), workers=THREADS)


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Serve one HTTP request, one WebSocket, or the life of the process."""
    if scope["type"] == "http":
        await serve_page(scope, receive, send)
    elif scope["type"] == "websocket":
        await sockets(scope, receive, send)
    else:
        await _live_and_die(receive, send)


async def serve_page(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Hand one HTTP request to a thread; its body is read as the page asks for it.

    A browser that leaves or falls silent in the middle of its body makes the page's reading fail,
    as under any WSGI server: half a form must never look like a whole one. One that leaves or
    falls silent in the middle of the answer is not waited for.
    """
    gone = False

    async def receive_body() -> dict[str, Any]:
        message = await asyncio.wait_for(receive(), PATIENCE)
        if message["type"] == "http.disconnect":
            raise ConnectionResetError("the browser left before the end of its request")
        return message

    async def send_answer(message: dict[str, Any]) -> None:
        nonlocal gone
        if gone:
            return
        try:
            await asyncio.wait_for(send(message), PATIENCE)
        except (OSError, RuntimeError):
            gone = True

    # As nginx and gunicorn do: X_Forwarded_Proto must not pass for the proxy's X-Forwarded-Proto.
    headers = [(name, value) for name, value in scope["headers"] if b"_" not in name]
    await _bridge(scope | {"headers": headers}, receive_body, send_answer)


async def _live_and_die(receive: Receive, send: Send) -> None:
    """Listen from the start of the process to its end.

    Sockets are closed by the server before, with 1012: browsers come back to the next process.
    """
    layer = get_channel_layer()
    await receive()
    layer.start()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await layer.close()
    await send({"type": "lifespan.shutdown.complete"})
