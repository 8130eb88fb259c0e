# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""One measure from end to end: start everything, make every journey, write the figures down."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from grc.dev.bench import journeys, raw
from grc.dev.bench.load import Order, turns_of
from grc.dev.bench.machine import Clock, memory_of, processor_seconds
from grc.dev.bench.results import Figures, figures, floor_figures
from grc.dev.bench.servers import FLOOR, TOWN, Application, Fleet, free_port, start
from grc.dev.bench.town import ROOT, BenchTown, provide_town, working_copy
from grc.dev.cluster import Postmaster
from grc.dev.messages import compile_all
from grc.dev.processes import wait_until
from grc.dev.supervisor import Program, Supervisor

COUNTED = 2
DRAIN_SECONDS = 180.0
PENDING = "SELECT count(*) FROM notifications_delivery WHERE state IN ('pending', 'sending')"
FLOOR_ROWS = 10_000

# A town whose requests are multiplied.
SMALL = 400


@dataclass(frozen=True)
class Plan:
    """What to measure: ``repeat`` multiplies how often each journey is made."""

    count: int
    clients: int = 8
    processes: int = 2
    server: str = "bridge"
    repeat: float = 1.0
    only: tuple[str, ...] = ()

    @property
    def scenarios(self) -> list[journeys.Scenario]:
        return [s for s in journeys.SCENARIOS if not self.only or s.name in self.only]

    def alone(self, scenario: journeys.Scenario) -> int:
        """How many times one client makes the journey."""
        return max(2, round(scenario.alone * self.repeat))

    def together(self, scenario: journeys.Scenario) -> int:
        """How many times all clients make it, all together."""
        each = max(1, round(scenario.together * self.repeat / self.clients))
        return each * self.clients


@dataclass
class Measure:
    """The processes of a measure under way."""

    plan: Plan
    town: BenchTown
    data_dir: Path
    folder: Path
    supervisor: Supervisor
    say: Callable[[str], None]
    scene: dict[str, Any] = field(default_factory=dict)
    turns: dict[str, int] = field(default_factory=dict)

    def run(self) -> Figures:
        """Return everything that was measured, as it is written to the file."""
        self.prepare()
        clock = Clock([os.getpid(), *_postmaster(self.data_dir)])
        self.supervisor.start(self._program("sink", "-m", "grc.dev.bench.sink", self._smtp_port))
        town, start_s = self._start(TOWN)
        self.say(f"first page after {start_s:.2f} s")
        floor, _ = self._start(FLOOR)
        self.supervisor.start(
            self._program("worker", "manage.py", "procrastinate", "worker", "--concurrency=1")
        )
        scenarios, floors = self._measure_all(town, floor)
        statements = raw.measure(self.town.application)
        workflows = json.loads(self._finish("workflows", "-m", "grc.dev.bench.workflows"))
        workflows |= self._crowd()
        for name in floor.names:
            self.supervisor.end(name)
        return {
            "n": self.plan.count,
            "scenarios": scenarios,
            **self._memory(town),
            "start_s": round(start_s, 2),
            "floor": floors,
            "raw": statements,
            "workflows": {name: round(value, 2) for name, value in workflows.items()},
            "others_cpu": round(clock.others(), 3),
            "cpus": os.cpu_count(),
            "server": self.plan.server,
            "processes": self.plan.processes,
            "clients": self.plan.clients,
            "repeat": self.plan.repeat,
        }

    def in_process(self, *words: str) -> str:
        """Make the journeys in one process, as the words say; return what it printed."""
        self.prepare()
        return self._counting(*words)

    def prepare(self) -> None:
        """Make ready what pages need, and write down who opens what."""
        compile_all(ROOT / "locale")
        self.say("static files, the floor's table, people")
        self._smtp_port = str(free_port())
        self._environment = self.town.environment | {
            "DATA_DIR": str(self.data_dir),
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": self._smtp_port,
            "PYTHONUNBUFFERED": "1",
            # As deploy/ says: else each thread keeps memory for itself.
            "MALLOC_ARENA_MAX": "2",
        }
        self._collect_static()
        self._finish("floor-table", "-m", "grc.dev.bench.floor")
        self.scene = json.loads(
            self._finish(
                "scene", "-m", "grc.dev.bench.scene",
                f"--acts={self._acts()}", f"--answers={self._answers()}",
            )
        )  # fmt: skip
        self.scene["floor_rows"] = FLOOR_ROWS
        (self.folder / "scene.json").write_text(json.dumps(self.scene), encoding="utf-8")

    def _start(self, application: Application) -> tuple[Fleet, float]:
        return start(
            self.supervisor,
            application,
            server=self.plan.server,
            processes=self.plan.processes,
            environment=self._environment,
        )

    def _collect_static(self) -> None:
        """Gather and compress static files as a deployment does, when one of them changed."""
        stamp = self.data_dir / "bench" / "static.stamp"
        files = sorted(path for path in ROOT.glob("grc/**/static/**/*") if path.is_file())
        found = repr([(str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files])
        if not stamp.exists() or stamp.read_text(encoding="utf-8") != found:
            self._finish("static", "manage.py", "collectstatic", "--no-input", "--verbosity=0")
            stamp.write_text(found, encoding="utf-8")

    def _acts(self) -> int:
        """How many requests are moved to and fro: two clients never have the same at once."""
        acting = next(s for s in journeys.SCENARIOS if s.journey is journeys.act)
        return turns_of(acting, self.plan.together(acting), self.plan.clients)

    def _answers(self) -> int:
        """How many requests the journeys that use one up need."""
        return COUNTED + sum(
            turns_of(s, self.plan.alone(s), 1)
            + turns_of(s, self.plan.together(s), self.plan.clients)
            for s in self.plan.scenarios
            if s.uses
        )

    def _measure_all(self, town: Fleet, floor: Fleet) -> tuple[Figures, Figures]:
        queries = json.loads(self._counting("--first=0"))
        floors: dict[str, list[Figures]] = {scenario.name: [] for scenario in journeys.FLOOR}
        scenarios = {}
        for scenario in self.plan.scenarios:
            # Beside each other, so that what others take of the machine weighs on both.
            below = self._load(_floor(scenario.floor), floor, clients=1, is_floor=True)
            floors[scenario.floor].append(below)
            alone = self._load(scenario, town, clients=1)
            together = self._load(scenario, town, clients=self.plan.clients)
            scenarios[scenario.name] = figures(
                alone,
                together,
                queries=queries[scenario.name],
                below=below,
            )
            self.say(f"{scenario.name}: {_in_words(scenarios[scenario.name])}")
        return scenarios, {
            name: floor_figures(
                runs, self._load(_floor(name), floor, clients=self.plan.clients, is_floor=True)
            )
            for name, runs in floors.items()
            if runs
        }

    def _load(
        self, scenario: journeys.Scenario, fleet: Fleet, *, clients: int, is_floor: bool = False
    ) -> Figures:
        count = self.plan.alone(scenario) if clients == 1 else self.plan.together(scenario)
        key = f"floor {scenario.name}" if is_floor else scenario.name
        first = self.turns.setdefault(key, COUNTED)
        self.turns[key] += turns_of(scenario, count, clients)
        order = Order(
            scenario=scenario.name,
            floor=is_floor,
            ports=list(fleet.ports),
            clients=clients,
            count=count,
            first=first,
            session_cookie=self.scene["session_cookie"],
            scene={"floor_rows": FLOOR_ROWS} if is_floor else self.scene,
        )
        path = self.folder / "order.json"
        path.write_text(json.dumps(asdict(order)), encoding="utf-8")
        pids = [self.supervisor.pid(name) for name in fleet.names]
        before = processor_seconds(pids)
        took: Figures = json.loads(self._finish("load", "-m", "grc.dev.bench.load", str(path)))
        taken = processor_seconds(pids) - before
        return took | {"cpu_ms": taken * 1000 / (len(took["times"]) + took["warm"])}

    def _memory(self, town: Fleet) -> Figures:
        """Return what pages and worker hold once the worker has sent all mail."""
        drained = wait_until(lambda: _pending(self.town) == 0, DRAIN_SECONDS)
        web = memory_of(self.supervisor.pid(name) for name in town.names)
        worker = memory_of([self.supervisor.pid("worker")])
        return {
            "memory_mib": round((web + worker).proportional, 1),
            "memory": {
                name: {
                    "resident_mib": round(memory.resident, 1),
                    "proportional_mib": round(memory.proportional, 1),
                }
                for name, memory in (("web", web), ("worker", worker))
            },
            "mail_drained": drained,
        }

    def _counting(self, *words: str) -> str:
        scene = str(self.folder / "scene.json")
        return self._finish("counting", "-m", "grc.dev.bench.counting", scene, *words)

    def _crowd(self) -> Figures:
        """Return what a preview costs where as many requests as the town has are all alive."""
        small = provide_town(SMALL, self.data_dir)
        with working_copy(small, SMALL, self.data_dir, purpose="crowd_") as copy:
            words = (sys.executable, "-m", "grc.dev.bench.crowd", str(self.plan.count))
            program = Program("crowd", words, self._environment | copy.environment)
            found: Figures = json.loads(self.supervisor.run(program))
            return found

    def _program(self, name: str, *words: str) -> Program:
        return Program(name, (sys.executable, *words), self._environment)

    def _finish(self, name: str, *words: str) -> str:
        return self.supervisor.run(self._program(name, *words))


def _floor(name: str) -> journeys.Scenario:
    return next(scenario for scenario in journeys.FLOOR if scenario.name == name)


def _pending(town: BenchTown) -> int:
    with psycopg.connect(town.application) as connection:
        connection.execute(
            "SELECT set_config('grc.municipality', id::text, true) FROM municipalities_municipality"
        )
        row = connection.execute(PENDING).fetchone()
    return int(row[0]) if row else 0


def _postmaster(data_dir: Path) -> list[int]:
    """The embedded server, whose work is ours; a server elsewhere cannot be told from others."""
    found = Postmaster.read(data_dir / "postgres" / "cluster" / "postmaster.pid")
    return [found.pid] if found else []


def _in_words(found: Figures) -> str:
    return (
        f"p50 {found['p50_ms']} ms, p95 {found['p95_ms']} ms, processor {found['cpu_ms']} ms, "
        f"{found['per_s']} a second, "
        f"{found['queries']} queries, {found['bytes']} bytes, {found['floor_ratio']} × the floor"
    )
