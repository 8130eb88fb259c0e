# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The whole bench on a small town: real processes, real sockets, real mail."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg

from grc.dev.bench.journeys import SCENARIOS
from grc.dev.bench.machine import family
from grc.dev.bench.town import ROOT, provide_town
from grc.dev.processes import wait_until

COUNT = 400
KEYS = {"p50_ms", "p95_ms", "per_s", "queries", "bytes", "floor_ratio"}
NAMES = {"submit", "queue", "queue_deep", "request", "act", "answer", "tracking"}
DATA_DIR = Path(os.environ.get("DATA_DIR") or ROOT / ".data").resolve()
BENCH = [sys.executable, "-m", "grc.dev.bench", "--rows", str(COUNT), "--repeat", "0.02"]


def _copies() -> list[str]:
    town = provide_town(COUNT, DATA_DIR)
    with psycopg.connect(town.owner) as connection:
        names = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
        rows = connection.execute(names, [f"{town.name}_copy"]).fetchall()
    return [name for (name,) in rows]


def test_interrupted() -> None:
    """Ctrl-C ends every process that was started and drops what was copied."""
    provide_town(COUNT, DATA_DIR)
    with subprocess.Popen(
        [*BENCH, "--only", "queue"], cwd=ROOT, stderr=subprocess.PIPE, text=True
    ) as bench:
        assert bench.stderr
        assert any("first page" in line for line in bench.stderr)
        started = family(bench.pid)[1:]
        assert started
        bench.send_signal(signal.SIGINT)
        said = bench.stderr.read()
    assert bench.returncode == 130
    assert "Stopped by SIGINT" in said
    assert wait_until(lambda: not any(family(pid) for pid in started), 10)
    assert _copies() == []


def test_whole(tmp_path: Path) -> None:
    """Every scenario gives every figure; queries of a list do not depend on what it holds."""
    out = tmp_path / "bench.json"
    done = subprocess.run(
        [*BENCH, "--clients", "2", "--out", str(out)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["n"] == COUNT
    assert found["scenarios"].keys() == {scenario.name for scenario in SCENARIOS}
    assert found["scenarios"].keys() > NAMES
    for name, figures in found["scenarios"].items():
        assert figures.keys() >= KEYS, name
        assert all(figures[key] > 0 for key in KEYS), name
        assert figures["p50_ms"] <= figures["p95_ms"], name
    queries = {name: figures["queries"] for name, figures in found["scenarios"].items()}
    assert queries["queue"] == queries["queue_deep"] == queries["queue_frequent"]
    assert found["memory_mib"] > 20
    assert found["start_s"] > 0
    assert found["mail_drained"] is True
    assert found["floor"].keys() == {"submit", "list", "row"}
    assert found["raw"].keys() == {"insert_ms", "list_ms", "row_ms"}
    assert 0 <= found["others_cpu"] <= 1
    assert _copies() == []
