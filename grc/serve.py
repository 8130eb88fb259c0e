# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A web process: `python -m grc.serve`. Units, containers, the demo and tests start this one.

It listens on what systemd hands over, else on WEB_LISTEN. Several processes may share one listening
socket: then one can be stopped while the others take what arrives, and nobody notices
(docs/decisions/0009).
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
from typing import Final

import uvicorn
from django.core.exceptions import ImproperlyConfigured
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.supervisors import Multiprocess

from grc.settings import env

LISTEN: Final = env.text("WEB_LISTEN", "127.0.0.1:8000")
# Only where nothing else keeps several processes, as in a container.
PROCESSES: Final = env.integer("WEB_PROCESSES", 1)
# Waiting connections; the system may allow fewer (net.core.somaxconn).
BACKLOG: Final = 2048
# Seconds that pages have to end when the process is told to.
LAST_PAGES: Final = 10
# Seconds that a connection just accepted has to say what it wants when the process is told to end.
FIRST_WORD: Final = 0.5
# Seconds between two signs of life to systemd (WatchdogSec in its unit is longer).
SIGN_OF_LIFE: Final = 10
# Seconds between two signs of life asked of a browser; one that is gone without a word (a cable was
# cut, a lid closed) is given up after three times as long: whoever wrote there writes no more.
SIGN_OF_BROWSER: Final = 5
FIRST_INHERITED: Final = 3

logger = logging.getLogger("grc.serve")


class PatientProtocol(HttpToolsProtocol):
    """Hear out who has just come in.

    uvicorn closes each connection that has not said anything when it is told to end. A proxy that
    had connected a moment before would lose its page; a POST, for good.
    """

    def shutdown(self) -> None:
        if self.cycle is None:
            self.loop.call_later(FIRST_WORD, super().shutdown)
        else:
            super().shutdown()


class Herald:
    """Say once that pages are served, then again and again to systemd that the process lives."""

    def __init__(self, addresses: list[str]) -> None:
        self._addresses = addresses
        self._is_new = True

    async def __call__(self) -> None:
        _tell_systemd("READY=1" if self._is_new else "WATCHDOG=1")
        if self._is_new:
            logger.info("serving on %s", ", ".join(self._addresses))
        self._is_new = False


def serve(
    sockets: list[socket.socket], application: str = "grc.asgi:application", ws: str = "auto"
) -> None:
    """Serve pages and WebSockets until SIGTERM or Ctrl-C; then end what was begun, and return.

    ``ws`` is uvicorn's name for an implementation of WebSockets.
    """
    config = uvicorn.Config(
        application,
        http=PatientProtocol,
        ws=ws,
        # Nothing that a browser says on a socket is longer.
        ws_max_size=4096,
        ws_ping_interval=SIGN_OF_BROWSER,
        ws_ping_timeout=SIGN_OF_BROWSER * 2,
        lifespan="on",
        backlog=BACKLOG,
        workers=PROCESSES,
        timeout_graceful_shutdown=LAST_PAGES,
        # The pages write their own lines; uvicorn's hold addresses of people and of pages.
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        # Who asks is found by the pages, which know how many proxies to believe.
        proxy_headers=False,
        callback_notify=Herald([_name_of(found) for found in sockets]),
        timeout_notify=SIGN_OF_LIFE,
    )
    with contextlib.suppress(KeyboardInterrupt):
        if config.workers > 1:
            Multiprocess(config, sockets).run()
        else:
            uvicorn.Server(config).run(sockets)


def listening() -> list[socket.socket]:
    """Return the sockets that systemd opened for this process, else one at WEB_LISTEN.

    Raises ImproperlyConfigured for an address without a port.
    """
    if env.text("LISTEN_PID", "") == str(os.getpid()):
        last = FIRST_INHERITED + env.integer("LISTEN_FDS", 0)
        return [socket.socket(fileno=number) for number in range(FIRST_INHERITED, last)]
    host, _, port = LISTEN.rpartition(":")
    if not host or not port.isdecimal():
        raise ImproperlyConfigured(f"WEB_LISTEN is {LISTEN!r}: write an address and a port.")
    host = host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return [socket.create_server((host, int(port)), family=family, backlog=BACKLOG)]


def _name_of(found: socket.socket) -> str:
    """Return the address of a socket as a browser or a proxy writes it."""
    name = found.getsockname()
    if isinstance(name, str):
        return f"unix:{name}"
    host = f"[{name[0]}]" if ":" in name[0] else name[0]
    return f"http://{host}:{name[1]}"


def _tell_systemd(state: str) -> None:
    """Tell how the process is doing, where systemd asked to be told (sd_notify)."""
    if address := env.text("NOTIFY_SOCKET", ""):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.sendto(state.encode(), address.replace("@", "\0", 1))


if __name__ == "__main__":
    serve(listening())
