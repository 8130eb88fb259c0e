# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""People who use a town through its proxy, all the time, and notice everything that fails."""

from __future__ import annotations

import asyncio
import http.client
import itertools
import random
import re
import ssl
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

LIVE_JS = Path(__file__).resolve().parents[2] / "grc/live/static/live/live.js"
FORM = "/demarches/pothole/"
HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|form-token)" value="([^"]+)"')
PATIENCE = 30.0
_numbers = itertools.count(1)


@dataclass
class Account:
    """What the visitors saw. Lists are appended to by many threads, and read at the end."""

    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    #: What was typed into each form whose confirmation was read.
    confirmed: list[str] = field(default_factory=list)
    #: Seconds that each socket was away, each time.
    gaps: list[float] = field(default_factory=list)
    announcements: int = 0


def _trusting() -> ssl.SSLContext:
    """Return the view of a browser that takes any certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


TRUSTING = _trusting()


class Visitor:
    """Somebody with a browser, at an address of their own: towns count tries by address."""

    def __init__(self, port: int, host: str, account: Account, cookie: str = "") -> None:
        number = next(_numbers)
        self.address = f"127.1.{number // 250}.{number % 250 + 1}"
        self._line = http.client.HTTPSConnection(
            "127.0.0.1",
            port,
            timeout=PATIENCE,
            context=TRUSTING,
            source_address=(self.address, 0),
        )
        self._origin = f"https://{host}:{port}"
        self.headers = {"Host": f"{host}:{port}", "Cookie": cookie}
        self._account = account

    def close(self) -> None:
        self._line.close()

    def ask(self, path: str, expected: int, form: dict[str, str] | None = None) -> Answer:
        """Fetch a page, or send a form. Raises Failed, and keeps account of it."""
        body = urlencode(form) if form is not None else None
        headers = self.headers | {"Origin": self._origin} if form is not None else self.headers
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.monotonic()
        try:
            self._line.request("POST" if form is not None else "GET", path, body, headers)
            response = self._line.getresponse()
            answer = Answer(response.status, response.read().decode(), response.msg)
        except (OSError, http.client.HTTPException) as error:
            raise self._failed(path, form, repr(error)) from error
        self._account.seconds.append(time.monotonic() - began)
        if answer.status != expected:
            raise self._failed(path, form, f"{answer.status}, not {expected}")
        return answer

    def file(self) -> None:
        """Read the form, fill it in, send it, read the confirmation and the tracking page."""
        page = self.ask(FORM, 200)
        cookie = page.headers["Set-Cookie"].partition(";")[0]
        self.headers["Cookie"] = cookie
        marker = uuid.uuid4().hex
        form = dict(HIDDEN.findall(page.text)) | {
            "what": f"Un trou, {marker}.",
            "place": "12 rue des Fleurs",
            "requester-name": "Marie Dupont",
            "requester-email": f"{marker}@example.org",
            "requester-phone": "",
        }
        confirmation = self.ask(FORM, 303, form).headers["Location"]
        self.ask(confirmation, 200)
        self._account.confirmed.append(marker)
        self.ask(confirmation.removesuffix("recue/"), 200)

    def _failed(self, path: str, form: object, why: str) -> Failed:
        # A citizen's key stays out of reports too.
        said = (
            f"{'GET' if form is None else 'POST'} {path.split('/suivi/')[0] or 'tracking'}: {why}"
        )
        self._account.failures.append(said)
        return Failed(said)


@dataclass
class Answer:
    status: int
    text: str
    headers: http.client.HTTPMessage


class Failed(Exception):
    """A page was not what it should be."""


@contextmanager
def always(act: Callable[[], None], *, people: int, pause: float) -> Iterator[None]:
    """Let so many people act, each at most once in ``pause`` seconds, until the block ends.

    Whoever is in the middle of something ends it.
    """
    over = threading.Event()

    def live() -> None:
        while not over.is_set():
            next_at = time.monotonic() + pause
            with suppress(Failed):
                act()
            over.wait(max(0.0, next_at - time.monotonic()))

    threads = [threading.Thread(target=live) for _ in range(people)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join(PATIENCE * 4)


def filing(port: int, host: str, account: Account) -> Callable[[], None]:
    """Return what residents do: file a request."""

    def act() -> None:
        with closing(Visitor(port, host, account)) as visitor:
            visitor.file()

    return act


def reading(port: int, host: str, account: Account, cookie: str) -> Callable[[], None]:
    """Return what agents do: look at their queue."""

    def act() -> None:
        with closing(Visitor(port, host, account, cookie)) as visitor:
            visitor.ask("/bureau/", 200)

    return act


@contextmanager
def watching(port: int, host: str, account: Account, cookie: str, pages: int) -> Iterator[None]:
    """Keep so many pages open, which come back as `live.js` does, until the block ends."""
    said = re.search(r"FIRST_PAUSE = (\d+)", LIVE_JS.read_text(encoding="utf-8"))
    assert said
    watchers = _Watchers(port, host, account, cookie, int(said[1]) / 1000)
    thread = threading.Thread(target=asyncio.run, args=(watchers.run(pages),))
    thread.start()
    assert watchers.ready.wait(PATIENCE)
    try:
        yield
    finally:
        watchers.over()
        thread.join(PATIENCE)


class _Watchers:
    def __init__(
        self, port: int, host: str, account: Account, cookie: str, first_pause: float
    ) -> None:
        self._port, self._host, self._cookie = port, host, cookie
        self._account, self._first_pause = account, first_pause
        self._loop: asyncio.AbstractEventLoop
        self._task: asyncio.Future[object]
        self._there = 0
        self.ready = threading.Event()

    async def run(self, pages: int) -> None:
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.gather(*(self._page(pages) for _ in range(pages)))
        try:
            await self._task
        except asyncio.CancelledError:
            return

    def over(self) -> None:
        self._loop.call_soon_threadsafe(self._task.cancel)

    async def _page(self, pages: int) -> None:
        lost_at, pause = None, self._first_pause
        while True:
            try:
                async with self._open() as line:
                    await line.send('{"watch": ["queue"]}')
                    async for words in line:
                        if "watching" in str(words):
                            pause = self._first_pause
                            lost_at = self._returned(lost_at, pages)
                        self._account.announcements += "changed" in str(words)
            except (OSError, WebSocketException, TimeoutError):
                pass
            lost_at = lost_at or self._loop.time()
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))
            pause = min(pause * 2, 60.0)

    def _returned(self, lost_at: float | None, pages: int) -> None:
        if lost_at is not None:
            self._account.gaps.append(self._loop.time() - lost_at)
        else:
            self._there += 1
            if self._there == pages:
                self.ready.set()

    def _open(self) -> connect:
        return connect(
            f"wss://{self._host}:{self._port}/live/",
            host="127.0.0.1",
            port=self._port,
            ssl=TRUSTING,
            origin=f"https://{self._host}:{self._port}",
            additional_headers={"Cookie": self._cookie},
            open_timeout=10,
            close_timeout=1,
            proxy=None,
        )
