# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Two imports that meet at the worst moment: each has looked, neither has written."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from grc.accounts.models import Team
from grc.catalog.models import FormVersion, Service
from grc.intake.catalogue import Catalogue
from grc.intake.storing import Store
from grc.service_requests.models import Origin, ServiceRequest
from tests.cast import make_team
from tests.intake.files import Said, a_row, as_csv, bring_in
from workflows.models import WorkflowVersion


def a_file(path: Path, rows: int) -> Path:
    cells = [{"soustype": f"Sorte {n % 3}", "intervenant": f"Service {n % 2}"} for n in range(rows)]
    path.write_text(
        as_csv(a_row(n, **changed) for n, changed in enumerate(cells)), encoding="utf-8"
    )
    return path


def meet(room: Any, gesture: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each of two threads wait for the other before its first such gesture."""
    barrier, met = threading.Barrier(2), threading.local()
    original = getattr(room, gesture)

    def meeting(*args: Any) -> Any:
        if not hasattr(met, "once"):
            met.once = True
            barrier.wait(timeout=60)
        return original(*args)

    monkeypatch.setattr(room, gesture, meeting)


def run(path: Path) -> Said:
    try:
        return bring_in(path)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("room", "gesture", "rows"),
    [
        (Store, "_insert", 40),
        (Store, "_insert", 1),
        (Catalogue, "_new_service", 40),
        (Catalogue, "_create_workflow", 40),
    ],
)
def test_both_have_looked(
    town: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    room: Any,
    gesture: str,
    rows: int,
) -> None:
    """Who writes second finds what the first wrote, and counts it as present."""
    # Creating the teams would make one wait for the other before they meet at the services.
    teams = [make_team(town, f"Service {n}") for n in range(2)]
    meet(room, gesture, monkeypatch)
    files = [a_file(tmp_path / name, rows) for name in ("one.csv", "two.csv")]
    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(run, files))
    assert sorted(one.figures for one in said) == [(rows, 0, rows, 0), (rows, rows, 0, 0)]
    with town.scope():
        assert Origin.objects.count() == ServiceRequest.objects.count() == rows
        assert Service.objects.count() == FormVersion.objects.count() == min(rows, 3)
        assert (Team.objects.count(), WorkflowVersion.objects.count()) == (len(teams), 1)
