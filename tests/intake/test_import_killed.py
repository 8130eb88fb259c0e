# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A process that dies in the middle, two processes at once: nothing lost, nothing twice.

SCALE=1 imports ten times as many rows as a usual run.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connections

from grc.catalog.models import FormVersion, Service
from grc.journal.models import Event
from grc.service_requests.models import Origin, ServiceRequest
from tests.intake.files import a_row, as_csv
from workflows.models import WorkflowVersion

ROOT = Path(__file__).resolve().parents[2]
ROWS = int(30_000 * float(os.environ.get("SCALE", "0.1")))
KILLS = 4


def _url(alias: str) -> str:
    database = connections[alias].settings_dict
    return "postgresql://{}:{}@:{}/{}?host={}".format(
        *(quote(str(database[part] or ""), safe="") for part in ("USER", "PASSWORD")),
        database["PORT"] or 5432,
        *(quote(str(database[part]), safe="") for part in ("NAME", "HOST")),
    )


def start(path: Path, report: Path) -> subprocess.Popen[str]:
    """Start the real command, in a process of its own, on the database of the test."""
    command = [sys.executable, "manage.py", "import_requests", str(path)]
    options = ["--mapping", "paris-dansmarue", "--municipality", "chalons", "--report", str(report)]
    return subprocess.Popen(
        command + options,
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": _url("default"), "DATABASE_OWNER_URL": _url("owner")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> dict[str, int]:
    output, errors = process.communicate(timeout=600)
    assert process.returncode == 0, errors
    return {name: int(n) for name, n in (p.split("=") for p in output.split("\n")[-2].split())}


def a_file(folder: Path) -> Path:
    """Write rows of many services and teams, one of them bad."""
    rows = [
        a_row(n, soustype=f"Sorte {n % 40}", intervenant=f"Service {n % 11}") for n in range(ROWS)
    ]
    rows[ROWS // 2] = a_row(ROWS // 2, datedecl="never")
    path = folder / "rows.csv"
    path.write_text(as_csv(rows), encoding="utf-8")
    return path


def check_whole(town: Any) -> None:
    """Each row is one request with one origin and one event; each service has one form."""
    with town.scope():
        assert Origin.objects.count() == ROWS - 1
        assert ServiceRequest.objects.count() == ROWS - 1
        assert ServiceRequest.objects.filter(origin__isnull=True).count() == 0
        imported = Event.objects.filter(name="imported")
        assert imported.values("subject_id").distinct().count() == imported.count() == ROWS - 1
        assert Service.objects.count() == FormVersion.objects.count() == 40
        assert WorkflowVersion.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_killed_and_taken_up(town: Any, tmp_path: Path) -> None:
    """However often the process is killed, running it again ends with the right sum."""
    path, dice = a_file(tmp_path), random.Random(11254)
    for _ in range(KILLS):
        process = start(path, tmp_path / "report.csv")
        assert process.stderr is not None
        for _tenth in range(dice.randint(0, 2)):
            assert process.stderr.readline()
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=dice.uniform(0, 0.05))
        process.kill()
        process.communicate()
    with town.scope():
        before = Origin.objects.count()
    assert 0 < before < ROWS - 1, "No kill hit the middle."
    said = finish(start(path, tmp_path / "report.csv"))
    assert said == {
        "read": ROWS,
        "imported": ROWS - 1 - before,
        "present": before,
        "refused": 1,
    }
    assert (tmp_path / "report.csv").read_text(encoding="utf-8").count("\n") == 2
    check_whole(town)


@pytest.mark.django_db(transaction=True)
def test_two_at_once(town: Any, tmp_path: Path) -> None:
    """Two processes that import the same file share it: both sums are right, no row is double."""
    path = a_file(tmp_path)
    processes = [start(path, tmp_path / f"report-{n}.csv") for n in range(2)]
    said = [finish(process) for process in processes]
    assert [figures["read"] for figures in said] == [ROWS, ROWS]
    assert [figures["refused"] for figures in said] == [1, 1]
    assert sum(figures["imported"] for figures in said) == ROWS - 1
    assert sum(figures["present"] for figures in said) == ROWS - 1
    check_whole(town)
