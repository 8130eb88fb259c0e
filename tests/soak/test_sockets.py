# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Three hundred pages open while the town works: told, seen, healed, and nothing grows.

At full scale 300 sockets, twenty changes a second, five minutes, two web processes. One page in ten
is looked at: it reads itself again whenever it is told to, and so do real browsers.
"""

from __future__ import annotations

import json
import math
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import pytest
from playwright.sync_api import Browser

from tests.chromium import open_chromium
from tests.figures import SCALE, Figure, scaled
from tests.live.browser import Server, database_url, until
from tests.live.words import cut_listening
from tests.soak.sockets.crowd import Crowd, Page, rest_after
from tests.soak.sockets.screens import Screen
from tests.soak.sockets.town import Seat, Team, settle

pytestmark = [pytest.mark.soak, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = 2
TEAMS = scaled(20, least=2)
RATE = scaled(20, least=6)
# A tenth of the size runs for a twentieth of the time.
SECONDS = round(300 * SCALE**1.3)
CUTS = scaled(20, least=2)
ONE_READS_OF = 10
LIMIT = 1.0
HEALED_WITHIN = 10.0
# Pages spread their reading over two seconds when they were all told to catch up.
CALM_AGAIN = 4.0
GROWTH_MIB = 8.0


@dataclass(frozen=True)
class Change:
    """A commit that the writer made, by the wall's clock."""

    number: int
    team: int
    request: int
    filed: bool
    began: float
    done: float


@dataclass(frozen=True)
class Cut:
    """A moment when nobody listened to the database."""

    at: float
    healed: float

    def disturbs(self, change: Change) -> bool:
        return self.at - 1 <= change.done <= self.healed + CALM_AGAIN


@pytest.fixture
def servers(town: Any) -> Iterator[list[Server]]:
    """Web processes as deployed, each with its own ear."""
    with ExitStack() as running:
        started = [running.enter_context(Server()) for _ in range(PROCESSES)]
        for server in started:
            running.callback(server.stop)
        yield started


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser for which every host is this machine."""
    with open_chromium("--host-resolver-rules=MAP * 127.0.0.1") as browser:
        yield browser


def test_everybody_is_told_and_sees_it_within_a_second(town, servers, chromium, figure, tmp_path):
    """From commit to socket and to screen, before and after the ear of each process was cut off."""
    teams, seats = settle(town, servers, TEAMS)
    warm_up(seats)
    pages = [Page(seat, reads=number % ONE_READS_OF == 0) for number, seat in enumerate(seats)]
    screens = [Screen(chromium, seat) for seat in (seats[1], seats[-1])]
    memory = Memory(servers)
    with Crowd(pages) as crowd, Writer(town, teams, SECONDS, tmp_path) as writer:
        cuts = watch_over(crowd, screens[0], writer, memory)
        changes = writer.changes()
        until(lambda: all_told(pages, changes) and all_seen(pages, screens, changes), 60)
        crowd.require()
    calm = [change for change in changes if not any(cut.disturbs(change) for cut in cuts)]
    told, shown = list(told_after(pages, calm)), list(shown_after(screens, calm))
    readings = [each for page in pages for each in page.readings]
    figure("sockets", len(pages))
    figure("changes per s", pace(changes))
    report(figure, "commit to word", told)
    report(figure, "commit to screen", shown)
    report(figure, "commit to reader", list(shown_after(pages, calm)))
    report(figure, "reading", readings)
    figure("cuts", len(cuts))
    figure("cut to last told s", round(max(cut.healed - cut.at for cut in cuts), 2))
    figure("growth MiB", memory.growth)
    assert len(changes) == RATE * SECONDS
    assert all(math.isfinite(wait) for wait in told_after(pages, changes))
    assert p95(told) <= LIMIT + slowness(readings)
    assert p95(shown) <= LIMIT + slowness(readings)
    assert max(memory.growth) <= GROWTH_MIB


def test_when_everybody_looks_at_one_list_the_town_still_answers(town, servers, figure, tmp_path):
    """All pages read the same list, which never stops changing: they slow down, pages do not."""
    teams, seats = settle(town, servers, 1)
    warm_up(seats)
    alone = statistics.median(time_to_open(seat) for seat in seats)
    pages = [Page(seat, reads=True) for seat in seats * TEAMS]
    opened: list[float] = []
    with Crowd(pages) as crowd, Writer(town, teams, SECONDS / 3, tmp_path) as writer:
        while writer.works:
            opened.append(time_to_open(seats[len(opened) % len(seats)]))
            crowd.require()
        changes = writer.changes()
        newest = [change for change in changes if change.filed][-5:]
        until(lambda: all_seen(pages, [], newest), 60)
        crowd.require()
    readings = [each for page in pages for each in page.readings]
    caught_up = max(page.seen[change.number] for page in pages for change in newest)
    figure("readers", len(pages))
    figure("changes per s", pace(changes))
    figure("page opened alone p50 ms", round(alone * 1000))
    report(figure, "page opened", opened)
    report(figure, "reading", readings)
    figure("readings per s", round(len(readings) / (changes[-1].done - changes[0].began), 1))
    figure("all caught up after s", round(caught_up - changes[-1].done, 1))
    assert p95(opened) <= LIMIT + 10 * alone


# --- What happens meanwhile ---------------------------------------------------------------------
class Writer:
    """Another process, which changes things for so many seconds and writes down each commit."""

    def __init__(self, town: Any, teams: list[Team], seconds: float, folder: Path) -> None:
        self._ledger = folder / "ledger"
        order = {"town": town.pk, "teams": [asdict(team) for team in teams]}
        self._order = json.dumps(order | {"rate": RATE, "seconds": seconds})

    def __enter__(self) -> Self:
        environment = {
            "DATABASE_URL": database_url("default"),
            "DJANGO_SETTINGS_MODULE": "grc.settings.test",
        }
        with self._ledger.open("w") as ledger:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.soak.sockets.writer", self._order],
                cwd=ROOT,
                env=os.environ | environment,
                stdout=ledger,
            )
        until(lambda: self._ledger.stat().st_size > 0 or not self.works, 60)
        return self

    def __exit__(self, *_exc: object) -> None:
        self._process.kill()
        self._process.wait()

    @property
    def works(self) -> bool:
        return self._process.poll() is None

    def changes(self) -> list[Change]:
        """Return what was committed, when all is."""
        assert self._process.wait(60) == 0
        return [Change(**json.loads(line)) for line in self._ledger.read_text().splitlines()]


class Memory:
    """How much each process holds, looked at every second."""

    def __init__(self, servers: list[Server]) -> None:
        self.servers = servers
        self._looks: list[list[float]] = []

    def look(self) -> None:
        self._looks.append([resident_mib(server.process.pid) for server in self.servers])

    @property
    def growth(self) -> list[float]:
        """By how many MiB each process grew from the second fifth of the run to the last."""
        fifth = max(1, len(self._looks) // 5)
        early = zip(*self._looks[fifth : 2 * fifth], strict=True)
        late = zip(*self._looks[-fifth:], strict=True)
        medians = zip(map(statistics.median, early), map(statistics.median, late), strict=True)
        return [round(after - before, 1) for before, after in medians]


def resident_mib(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))


def watch_over(crowd: Crowd, screen: Screen, writer: Writer, memory: Memory) -> list[Cut]:
    """Cut every ear several times in the second half; note what the processes hold."""
    began, cuts = time.monotonic(), list[Cut]()
    while writer.works:
        screen.wait(1)
        memory.look()
        crowd.require()
        share = (time.monotonic() - began) / SECONDS
        if len(cuts) < CUTS and share >= 0.5 + 0.45 * len(cuts) / CUTS:
            cuts.append(cut(crowd.pages))
    return cuts


def cut(pages: list[Page]) -> Cut:
    """End every listening connection, and wait until every page is told to catch up."""
    at = time.time()
    # Servers of other tests may listen as well.
    assert cut_listening() >= PROCESSES
    until(lambda: all(page.told_of_all[-1:] > [at] for page in pages), HEALED_WITHIN)
    return Cut(at, max(next(told for told in page.told_of_all if told > at) for page in pages))


def warm_up(seats: list[Seat]) -> None:
    """Let every thread of every process serve pages: what it holds from then on is all it needs."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(16) as visitors:
        list(visitors.map(time_to_open, seats[:PROCESSES] * 40))


def time_to_open(seat: Seat) -> float:
    """Open the list as this person, whole; return the seconds it took."""
    began = time.monotonic()
    answer = seat.server.get("/bureau/", Cookie=f"session={seat.session}")
    assert answer.status == 200
    return time.monotonic() - began


# --- What came of it ----------------------------------------------------------------------------
def told_after(pages: list[Page], changes: list[Change]) -> Iterator[float]:
    """Seconds from each commit to the word about it, for each page with that request open.

    After an ear was cut, "everything" is the word. Infinite for a page that was never told.
    """
    open_at: dict[int, list[Page]] = {}
    for page in pages:
        open_at.setdefault(page.seat.request, []).append(page)
    for change in changes:
        for page in open_at.get(change.request, []):
            words = sorted([*page.told_of_own, *page.told_of_all])
            heard = next((at for at in words if at >= change.began), math.inf)
            yield max(0.0, heard - change.done)


def shown_after(seers: list[Any], changes: list[Change]) -> Iterator[float]:
    """Seconds from each new request's commit to its words on each page of its team that looks."""
    for change in changes:
        for seer in seers:
            if change.filed and seer.seat.team == change.team and getattr(seer, "reads", True):
                yield max(0.0, seer.seen[change.number] - change.done)


def all_told(pages: list[Page], changes: list[Change]) -> bool:
    """Return whether every page heard something after the last change of its team."""
    last = {change.team: change.began for change in changes}
    return all(
        max([*page.told_of_list, *page.told_of_all], default=0.0) >= last[page.seat.team]
        for page in pages
    )


def all_seen(pages: list[Page], screens: list[Screen], changes: list[Change]) -> bool:
    """Return whether every new request is or was on every page of its team that looks."""
    readers: list[Any] = [page for page in pages if page.reads]
    for seer in [*readers, *screens]:
        filed = (change for change in changes if change.filed)
        mine = {change.number for change in filed if change.team == seer.seat.team}
        if not mine <= seer.seen.keys():
            return False
    return True


def slowness(readings: list[float]) -> float:
    """Return the seconds that a small run is given beside other tests: those of a slow reading."""
    slow = p95(readings)
    return 0.0 if SCALE >= 1 else slow + rest_after(slow * 1000) / 1000


def pace(changes: list[Change]) -> float:
    return round(len(changes) / (changes[-1].done - changes[0].began), 1)


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


def report(figure: Figure, name: str, seconds: list[float]) -> None:
    figure(f"{name} p50 ms", round(statistics.median(seconds) * 1000))
    figure(f"{name} p95 ms", round(p95(seconds) * 1000))
    figure(f"{name} max ms", round(max(seconds) * 1000))
