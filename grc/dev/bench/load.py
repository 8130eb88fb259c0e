# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""``python -m grc.dev.bench.load``: the clients, in a process of their own without Django.

Reads what to do as JSON from a file, prints what was measured as JSON.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import threading
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from grc.dev.bench.browser import SocketBrowser
from grc.dev.bench.journeys import FLOOR, SCENARIOS, People, Scenario, Scene

WARM_UP = 6
# A run that is slow ends with fewer journeys than it was asked for.
LONGEST_SECONDS = 60.0


@dataclass
class Order:
    """One run: a scenario, from which turn on, how many times, by how many clients, where."""

    scenario: str
    floor: bool
    ports: list[int]
    clients: int
    count: int
    first: int
    session_cookie: str
    scene: Scene


@dataclass
class Took:
    """What a run took: each journey in ms, the whole in seconds, bytes received by one journey,
    and the share of one processor that the clients themselves needed. ``warm`` counts the journeys
    made before, which were not timed.
    """

    times: list[float] = field(default_factory=list)
    seconds: float = 0.0
    bytes: int = 0
    client_share: float = 0.0
    warm: int = 0


def run(order: Order) -> Took:
    """Warm up, then let the clients make their journeys at once, each in a thread."""
    scenario = _find(order)
    people = [_people(order, number) for number in range(order.clients)]
    warm = max(2, WARM_UP // order.clients) if not scenario.uses else 1
    shares = [order.count // order.clients] * order.clients
    turn = order.first
    for client in people:
        for _ in range(warm):
            scenario.journey(client, order.scene, turn)
            turn += 1
    took, before = Took(warm=warm * order.clients), sum(client.received for client in people)
    failures: list[BaseException] = []
    threads = []
    for client, share in zip(people, shares, strict=True):
        target = _Client(scenario, client, order.scene, range(turn, turn + share), took, failures)
        threads.append(threading.Thread(target=target))
        turn += share
    cpu, began = _cpu(), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took.seconds = time.perf_counter() - began
    took.client_share = (_cpu() - cpu) / took.seconds
    if failures:
        raise failures[0]
    took.bytes = (sum(client.received for client in people) - before) // len(took.times)
    return took


def turns_of(scenario: Scenario, count: int, clients: int) -> int:
    """Return how many turns a run takes, warming up included."""
    return count + clients * (1 if scenario.uses else max(2, WARM_UP // clients))


@dataclass
class _Client:
    scenario: Scenario
    people: People
    scene: Scene
    turns: range
    took: Took
    failures: list[BaseException]

    def __call__(self) -> None:
        try:
            end = time.perf_counter() + LONGEST_SECONDS
            for turn in self.turns:
                began = time.perf_counter()
                if began > end:
                    break
                self.scenario.journey(self.people, self.scene, turn)
                self.took.times.append((time.perf_counter() - began) * 1000)
        except BaseException as error:  # noqa: BLE001 - told by the thread that waits
            self.failures.append(error)


def _find(order: Order) -> Scenario:
    known = FLOOR if order.floor else SCENARIOS
    return next(scenario for scenario in known if scenario.name == order.scenario)


def _people(order: Order, number: int) -> People:
    """Give each client a process of the server, in turn, and a person of each kind."""
    port = order.ports[number % len(order.ports)]

    def browser(kind: str) -> SocketBrowser:
        sessions = order.scene.get(kind, [])
        cookies = {order.session_cookie: sessions[number % len(sessions)]} if sessions else {}
        return SocketBrowser(port, cookies, f"192.0.2.{number + 1}")

    return People(browser("citizen"), browser("agents"), browser("supervisors"))


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m grc.dev.bench.load")
    parser.add_argument("order", type=Path)
    order: dict[str, Any] = json.loads(parser.parse_args().order.read_text(encoding="utf-8"))
    print(json.dumps(asdict(run(Order(**order)))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
