# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What tests measure is shown at the end of a run; a long run that was stopped can be continued.

``make soak`` names a state file: tests that it lists as passed are left out, figures are kept.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

SCALE: Final = float(os.environ.get("SCALE", "0.1"))
#: What a random test draws at most where a run is to end within minutes: each run draws anew.
HANDFUL: Final = 100
STATE: Final = os.environ.get("SOAK_STATE", "")
PREFIX: Final = "figure:"
Figure = Callable[[str, object], None]


def scaled(full: int, *, least: int = 1) -> int:
    """Return a size at the scale of this run; ``full`` is the size of ``make soak``."""
    return max(least, round(full * SCALE))


def examples(full: int) -> int:
    """Return how many examples a random test draws: ``full`` in ``make soak``, far fewer else."""
    return scaled(full) if SCALE >= 0.2 else min(HANDFUL, scaled(full))


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Figure:
    """Record a figure of this test, with its unit in the name: ``figure("p95 ms", 12)``."""

    def record(name: str, value: object) -> None:
        record_property(f"{PREFIX}{name}", value)

    return record


class Progress:
    """The tests that passed and the figures they gave, in a file when the run has one."""

    def __init__(self, path: str) -> None:
        self.path = Path(path) if path else None
        self.passed: list[str] = []
        self.figures: dict[str, dict[str, Any]] = {}
        if self.path and self.path.exists():
            kept = json.loads(self.path.read_text(encoding="utf-8"))
            self.passed, self.figures = kept["passed"], kept["figures"]

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[Any]) -> None:
        done = set(self.passed)
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid in done])
        items[:] = [item for item in items if item.nodeid not in done]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call":
            return
        given = {
            name.removeprefix(PREFIX): value
            for name, value in report.user_properties
            if name.startswith(PREFIX)
        }
        if given:
            self.figures[report.nodeid] = given
        if report.passed:
            self.passed.append(report.nodeid)
        self._keep()

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if not self.figures:
            return
        terminalreporter.section(f"figures at scale {SCALE:g}")
        for test, figures in sorted(self.figures.items()):
            said = ", ".join(f"{name} {value}" for name, value in figures.items())
            terminalreporter.write_line(f"{test}: {said}")

    def _keep(self) -> None:
        if self.path is None:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        written = self.path.with_suffix(".new")
        written.write_text(json.dumps({"passed": self.passed, "figures": self.figures}, indent=1))
        written.replace(self.path)


def pytest_configure(config: pytest.Config) -> None:
    # A worker of xdist leaves out the same tests as its controller, which alone keeps the file.
    progress = Progress(STATE)
    if hasattr(config, "workerinput"):
        progress.path = None
    config.pluginmanager.register(progress, "progress")
