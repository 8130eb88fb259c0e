# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""``python -m grc.dev.bench.counting``: the same journeys in one process, to count or to profile.

Counted are the statements that Django sends, those of savepoints and of the town's scope included;
BEGIN and COMMIT are not.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grc.dev.bench.settings")
django.setup()

from django.conf import settings  # noqa: E402 - settings can be read only after set-up
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from grc.dev.bench import flame  # noqa: E402
from grc.dev.bench.browser import HOST, Reply  # noqa: E402
from grc.dev.bench.journeys import SCENARIOS, People, Scenario, Scene  # noqa: E402

PROFILED = 30
LINES_SHOWN = 45


class InProcessBrowser:
    """The browser of the tests, as a journey wants it."""

    def __init__(self, session: str) -> None:
        self.received = 0
        self._client = Client(enforce_csrf_checks=True)
        self._address = "192.0.2.1"
        if session:
            self._client.cookies[settings.SESSION_COOKIE_NAME] = session

    def become(self, address: str) -> None:
        self._client.cookies.clear()
        self._address = address

    def get(self, path: str) -> Reply:
        return self._replied(self._client.get(path, headers=self._headers("text/html"), **_TLS))

    def post(
        self, path: str, fields: Mapping[str, str], *, multipart: bool = False, json: bool = False
    ) -> Reply:
        headers = self._headers("application/json" if json else "text/html")
        headers |= {"origin": f"https://{HOST}"}
        return self._replied(self._client.post(path, fields, headers=headers, **_TLS))

    def _headers(self, accept: str) -> dict[str, str]:
        return {
            "accept": accept,
            "accept-encoding": "gzip",
            "accept-language": "fr",
            "x-forwarded-for": self._address,
            "x-forwarded-proto": "https",
        }

    def _replied(self, response: Any) -> Reply:
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Reply(response.status_code, headers, response.content, len(response.content))


_TLS: dict[str, Any] = {"secure": True, "SERVER_NAME": HOST}


class _Counter:
    """Counts statements while it is wrapped around them."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        self.statements.append(sql)
        return execute(sql, *rest)


def count(scenario: Scenario, people: People, scene: Scene, turn: int) -> list[str]:
    """Make the journey once to warm up, then return the statements of the next time."""
    scenario.journey(people, scene, turn)
    counter = _Counter()
    with connection.execute_wrapper(counter):
        scenario.journey(people, scene, turn + 1)
    return counter.statements


def profile(scenario: Scenario, people: People, scene: Scene, turn: int, written: Path) -> None:
    """Make the journey some times under cProfile, then some more for a flame graph; keep both."""
    scenario.journey(people, scene, turn)
    profiler = cProfile.Profile()
    for number in range(1, PROFILED + 1):
        profiler.enable()
        scenario.journey(people, scene, turn + number)
        profiler.disable()
    profiler.dump_stats(written)

    def go_on() -> None:
        for number in range(PROFILED + 1, 3 * PROFILED + 1):
            scenario.journey(people, scene, turn + number)

    stacks = flame.sample(go_on)
    flame.draw(stacks, f"Where the time of {scenario.name} goes", written.with_suffix(".svg"))
    stats = pstats.Stats(profiler)
    stats.sort_stats("cumulative").print_stats(LINES_SHOWN)
    stats.sort_stats("tottime").print_stats(LINES_SHOWN)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m grc.dev.bench.counting")
    parser.add_argument("scene", type=Path)
    parser.add_argument("--first", type=int, required=True)
    parser.add_argument("--profile", default="")
    parser.add_argument("--written", type=Path)
    parser.add_argument("--show", action="store_true", help="the statements on stderr")
    options = parser.parse_args()
    scene = json.loads(options.scene.read_text(encoding="utf-8"))
    people = People(
        InProcessBrowser(""),
        InProcessBrowser(scene["agents"][0]),
        InProcessBrowser(scene["supervisors"][0]),
    )
    chosen = [s for s in SCENARIOS if options.profile in ("", s.name)]
    if options.profile:
        profile(chosen[0], people, scene, options.first, options.written)
        return 0
    # The town is believed for two seconds at a time: what is counted would depend on the moment.
    settings.TOWN_BELIEVED = 0
    counted = {s.name: count(s, people, scene, options.first) for s in chosen}
    if options.show:
        for name, statements in counted.items():
            print(name, *statements, sep="\n  ", file=sys.stderr)
    print(json.dumps({name: len(statements) for name, statements in counted.items()}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
