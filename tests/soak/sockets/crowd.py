# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Hundreds of open pages as a server knows them: sockets that listen, and read as live.js does."""

from __future__ import annotations

import asyncio
import json
import random
import re
import threading
import time
from pathlib import Path
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect

from tests.soak.sockets.town import Seat

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = (ROOT / "grc/live/static/live/live.js").read_text(encoding="utf-8")
# Milliseconds, from the script itself.
PACE = {name: int(value) for name, value in re.findall(r"const ([A-Z_]+) = (\d+);", SCRIPT)}
LIST = "/bureau/vivant/"
SIGNAL = re.compile(rb"Signal (\d+)\.")
OPENING_SECONDS = 120


class Page:
    """One open page. ``seen`` says when each number was first on it; a reader alone reads."""

    def __init__(self, seat: Seat, *, reads: bool) -> None:
        self.seat, self.reads = seat, reads
        self.told_of_own: list[float] = []
        self.told_of_all: list[float] = []
        self.told_of_list: list[float] = []
        self.seen: dict[int, float] = {}
        self.readings: list[float] = []
        self._words: set[str] = set()
        self._arrived = asyncio.Event()

    async def live(self, is_open: asyncio.Semaphore, watching: Any) -> None:
        """Open the socket, watch, and note what is said until cancelled."""
        host, server = self.seat.host, self.seat.server
        async with is_open:
            connection = await connect(
                f"ws://{host}/live/",
                host="127.0.0.1",
                port=server.port,
                origin=f"http://{host}",
                additional_headers={"Cookie": f"session={self.seat.session}"},
                open_timeout=OPENING_SECONDS,
                ping_interval=None,
                proxy=None,
            )
            wish = ["queue", f"request:{self.seat.request}"]
            await connection.send(json.dumps({"watch": wish}))
            assert sorted(json.loads(await connection.recv())["watching"]) == wish
        watching()
        async with connection, asyncio.TaskGroup() as tasks:
            tasks.create_task(self._listen(connection))
            if self.reads:
                tasks.create_task(self._read())

    async def _listen(self, connection: ClientConnection) -> None:
        async for message in connection:
            now, changed = time.time(), json.loads(message).get("changed")
            if changed is None:
                continue
            notes = {"*": self.told_of_all, "queue": self.told_of_list}
            notes.get(str(changed), self.told_of_own).append(now)
            self._words.add(str(changed))
            self._arrived.set()
        raise ConnectionError("the server closed the socket")

    async def _read(self) -> None:
        """Read the list again whenever told to, at the pace of live.js."""
        lasted = 0.0
        while True:
            await self._arrived.wait()
            spread = PACE["CROWD"] if "*" in self._words else min(lasted, PACE["CROWD"])
            await asyncio.sleep((PACE["GATHER"] + random.random() * spread) / 1000)
            self._arrived.clear()
            self._words.clear()
            began = time.monotonic()
            page = await fetch(self.seat, LIST)
            now, lasted = time.time(), (time.monotonic() - began) * 1000
            self.readings.append(lasted / 1000)
            for number in SIGNAL.findall(page):
                self.seen.setdefault(int(number), now)
            await asyncio.sleep(rest_after(lasted) / 1000)


def rest_after(lasted: float) -> float:
    """Return how long a page rests that took so long to read, both in milliseconds."""
    return min(lasted * (PACE["SHARE"] + lasted / PACE["BRISK"]), PACE["LONGEST_REST"])


async def fetch(seat: Seat, path: str) -> bytes:
    """Fetch a page as this person. Raises ConnectionError for anything but the page."""
    reader, writer = await asyncio.open_connection("127.0.0.1", seat.server.port)
    lines = [f"GET {path} HTTP/1.1", f"Host: {seat.host}", f"Cookie: session={seat.session}"]
    writer.write("\r\n".join([*lines, "Connection: close", "", ""]).encode())
    answer = await reader.read()
    writer.close()
    if not answer.startswith(b"HTTP/1.1 200 "):
        raise ConnectionError(answer[:100])
    return answer


class Crowd:
    """All pages, in a thread of their own. A page that is lost ends them all, and the test."""

    def __init__(self, pages: list[Page]) -> None:
        self.pages = pages
        self._watching = 0
        self._all_watch = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._failure: BaseException | None = None
        self._loop = asyncio.new_event_loop()
        self._life: asyncio.Task[None] | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._all_watch.wait(OPENING_SECONDS), f"{self._watching} pages watch"
        self.require()
        return self

    def __exit__(self, *_exc: object) -> None:
        if self._life is not None:
            self._loop.call_soon_threadsafe(self._life.cancel)
        self._thread.join(60)

    def require(self) -> None:
        """Raise what went wrong for any of the pages."""
        if self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._live())
        except asyncio.CancelledError:
            pass
        except BaseException as failure:  # noqa: BLE001 - raised again in the test's thread
            self._failure = failure
        finally:
            self._all_watch.set()
            self._loop.close()

    async def _live(self) -> None:
        self._life = asyncio.current_task()
        # As many at a time as would come in one moment; a thousand would be another test.
        doors = asyncio.Semaphore(20)
        async with asyncio.TaskGroup() as tasks:
            for page in self.pages:
                tasks.create_task(page.live(doors, self._one_more))

    def _one_more(self) -> None:
        self._watching += 1
        if self._watching == len(self.pages):
            self._all_watch.set()
