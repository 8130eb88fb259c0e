# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Pages and sockets on one port: enough for a laptop or a village (docs/decisions/0007).

Pages stay WSGI, in threads; Django's own ASGI handler is several times slower. A thread never
waits for a form to arrive: it is gathered first, on disk when it is big. Sockets cost no thread.
"""

from __future__ import annotations

import asyncio
import os
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any, Final, cast
from wsgiref.util import FileWrapper

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grc.settings.base")
_django: Any = get_wsgi_application()

from channels.layers import get_channel_layer  # noqa: E402 - rooms can be read only after set-up

from grc.live.routing import sockets  # noqa: E402
from grc.settings import env  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from grc.live.routing import Receive, Send

# Each thread keeps one connection to the database; the sockets of the process share two more.
THREADS: Final = env.integer("WEB_THREADS", 4)
# Five files of 10 MB (law R5.30) and the words around them.
LARGEST_BODY: Final = env.integer("WEB_LARGEST_BODY", 64_000_000)
# Seconds without a byte, in either direction, after which a browser is not waited for.
PATIENCE: Final = 30
IN_MEMORY: Final = 500_000
BLOCK: Final = 65_536


class _Blocks(FileWrapper):
    """Files leave in blocks of 64 kB: each block crosses from its thread to the loop."""

    def __init__(self, file: Any, _size: int = 0) -> None:
        super().__init__(file, BLOCK)


def _pages(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
    return _django(environ | {"wsgi.file_wrapper": _Blocks}, start_response)


_bridge: Any = WSGIMiddleware(cast("Any", _pages), workers=THREADS)


class Unserved(Exception):
    """The request cannot be handed to a page; the browser gets this status and nothing else."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Serve one HTTP request, one WebSocket, or the life of the process."""
    if scope["type"] == "http":
        await _serve_page(scope, receive, send)
    elif scope["type"] == "websocket":
        await sockets(scope, receive, send)
    else:
        await _live_and_die(receive, send)


async def _serve_page(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Gather the request, then hand it to a thread. Half a form never reaches a page."""
    # As nginx and gunicorn do: X_Forwarded_Proto must not pass for the proxy's X-Forwarded-Proto.
    headers = [(name, value) for name, value in scope["headers"] if b"_" not in name]
    with SpooledTemporaryFile(max_size=IN_MEMORY) as body:
        try:
            await _gather(receive, body)
        except ConnectionResetError:
            return
        except Unserved as unserved:
            await send({"type": "http.response.start", "status": unserved.status})
            await send({"type": "http.response.body"})
            return
        body.seek(0)

        async def read() -> dict[str, Any]:
            block = body.read(BLOCK)
            return {"type": "http.request", "body": block, "more_body": bool(block)}

        await _bridge(scope | {"headers": headers}, read, _patient(send))


async def _gather(receive: Receive, body: SpooledTemporaryFile[bytes]) -> None:
    """Write the whole body of a request into the file.

    Raises ConnectionResetError when the browser leaves, Unserved when it is too slow or too big.
    """
    more = True
    while more:
        try:
            message = await asyncio.wait_for(receive(), PATIENCE)
        except TimeoutError as error:
            raise Unserved(408) from error
        if message["type"] == "http.disconnect":
            raise ConnectionResetError
        body.write(message.get("body", b""))
        if body.tell() > LARGEST_BODY:
            raise Unserved(413)
        more = message.get("more_body", False)


def _patient(send: Send) -> Callable[[dict[str, Any]], Awaitable[None]]:
    """Stop sending to a browser that no longer reads.

    An exception here would leave the page's thread waiting for ever to hand over its next block.
    """
    gone = False

    async def send_or_drop(message: dict[str, Any]) -> None:
        nonlocal gone
        if gone:
            return
        try:
            await asyncio.wait_for(send(message), PATIENCE)
        except (OSError, RuntimeError):
            gone = True

    return send_or_drop


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
