# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A browser as the sockets see it, and the server process that it talks to."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0


def database_url(alias: str) -> str:
    """Return the URL of the test database for one role."""
    from django.db import connections

    settings = connections[alias].settings_dict
    secret = f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else ""
    port = f"&port={settings['PORT']}" if settings["PORT"] else ""
    host = quote(settings["HOST"] or "", safe="")
    return f"postgresql://{settings['USER']}{secret}@/{settings['NAME']}?host={host}{port}"


class Server:
    """A real web process on a free port, on the test database, as the application role."""

    def __init__(
        self,
        application: str = "grc.asgi:application",
        *,
        settings: str = "grc.settings.test",
        port: int = 0,
        ws: str = "auto",
        environment: dict[str, str] | None = None,
        **constants: float,
    ) -> None:
        """``constants`` are those of `grc.serve` that this process has otherwise."""
        variables = {
            "DATABASE_URL": database_url("default"),
            "DATABASE_OWNER_URL": database_url("default"),
            "DJANGO_SETTINGS_MODULE": settings,
            "WEB_LISTEN": f"127.0.0.1:{port}",
        }
        start = (
            f"from grc import serve; vars(serve).update({constants!r});"
            f"serve.serve(serve.listening(), {application!r}, {ws!r})"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", start],
            cwd=ROOT,
            env=os.environ | variables | (environment or {}),
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.wait_for_line("(listening to grc_events)")
        self.listening_since = time.monotonic()
        self.port = int(self.wait_for_line(r"serving on http://127\.0\.0\.1:(\d+)"))

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append(line)

    def wait_for_line(self, pattern: str) -> str:
        """Return the first group of the first log line that matches, once it is there."""

        def found() -> str | None:
            assert self.process.poll() is None, "".join(self.lines)
            return next((m[1] for line in self.lines if (m := re.search(pattern, line))), None)

        return until(found)

    def stop(self, how: int = signal.SIGTERM) -> int:
        """Ask the process to end, and return its exit code."""
        self.process.send_signal(how)
        return self.process.wait(30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)
        self._reader.join(10)
        assert self.process.stderr is not None
        self.process.stderr.close()

    def get(
        self, path: str, body: bytes | None = None, *, host: str = "testserver", **headers: str
    ) -> Answer:
        """Fetch a page, or send it a body."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as line:
            line.request("POST" if body else "GET", path, body, {"Host": host} | headers)
            response = line.getresponse()
            return Answer(response.status, response.read())

    def ask(self, path: str, **headers: str) -> Any:
        """Fetch a page of JSON."""
        return json.loads(self.get(path, **headers).body)


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


class Page:
    """One page open in somebody's browser, with its socket."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.last_heard: dict[str, Any] | None = None

    def say(self, **words: Any) -> None:
        self.connection.send(json.dumps(words))

    def watch(self, *words: str, **more: Any) -> dict[str, Any]:
        """Ask to watch these and return what the server says to that."""
        self.say(watch=list(words), **more)
        return self.hear()

    def hear(self, timeout: float = PATIENCE) -> dict[str, Any]:
        self.last_heard = json.loads(self.connection.recv(timeout))
        return self.last_heard

    def hears_another(self) -> bool:
        """Return whether one more message came before the server closed the socket."""
        try:
            self.hear()
        except ConnectionClosed:
            return False
        return True

    @property
    def closing_code(self) -> int | None:
        return self.connection.protocol.close_code

    def is_closed_with(self) -> int | None:
        """Hear nothing more, and return the code that the server closes with."""
        assert not self.hears_another(), self.last_heard
        return self.closing_code

    def is_told_nothing_before(self, other: Page, words: dict[str, Any]) -> bool:
        """Return whether the other page is told, and this one is not, by the same commit."""
        other.hear_until(words)
        self.say(watch=[])
        return self.hear() == {"watching": []}

    def hear_until(self, words: dict[str, Any]) -> list[dict[str, Any]]:
        """Return all that is heard up to these words."""
        heard = [self.hear()]
        while heard[-1] != words:
            heard.append(self.hear())
        return heard


@contextmanager
def knock(
    server: Server,
    person: Any = None,
    *,
    host: str = "testserver",
    origin: str | None = "same",
    path: str = "/live/",
    cookie: str | None = None,
) -> Iterator[Page]:
    """Open a socket as this person's browser on a page of this host. Raises InvalidStatus."""
    address = f"{host}:{server.port}"
    if person is not None:
        cookie = f"session={session_of(person)}"
    with connect(
        f"ws://{address}{path}",
        sock=socket.create_connection(("127.0.0.1", server.port), PATIENCE),
        origin=f"http://{address}" if origin == "same" else origin,
        additional_headers={"Cookie": cookie} if cookie else {},
        open_timeout=PATIENCE,
        close_timeout=1,
        proxy=None,
    ) as connection:
        yield Page(connection)


def session_of(person: Any) -> str:
    """Sign in and return the key of the session."""
    from django.test import Client

    client = Client()
    client.force_login(person)
    return client.cookies["session"].value


def until(condition: Any, timeout: float = PATIENCE) -> Any:
    """Return the first true value of the condition; fail when it stays false for too long."""
    deadline = time.monotonic() + timeout
    while not (value := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        threading.Event().wait(0.02)
    return value
