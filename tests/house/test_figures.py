# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Figures that tests measure, and a long run that goes on where it was stopped."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROBE = """
def test_one(figure):
    figure("rows", 12)

def test_two():
    assert {passes}
"""


def run(folder: Path, *, passes: bool) -> str:
    """Run the probe as a long run does, with its state beside it."""
    (folder / "test_probe.py").write_text(PROBE.format(passes=passes))
    code = (
        "import os, sys, pytest\n"
        f"os.environ['SOAK_STATE'] = {str(folder / 'state.json')!r}\n"
        "sys.exit(pytest.main(['-p', 'tests.figures', '-p', 'no:cacheprovider',"
        " '-p', 'no:randomly',"
        f" '-p', 'no:django', '-c', os.devnull, '--rootdir', {str(folder)!r}, {str(folder)!r}]))"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=False
    )
    return done.stdout


def test_a_stopped_run_goes_on_where_it_was(tmp_path: Path) -> None:
    """What passed is left out the next time, what failed is not, and figures are still shown."""
    first = run(tmp_path, passes=False)
    assert "1 failed, 1 passed" in first
    second = run(tmp_path, passes=True)
    assert "1 passed, 1 deselected" in second
    assert "test_one: rows 12" in second
    kept = json.loads((tmp_path / "state.json").read_text())
    assert len(kept["passed"]) == 2


def test_sizes_follow_the_scale(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of the full size in a usual run, never less than what still proves something."""
    from tests import figures

    monkeypatch.setattr(figures, "SCALE", 0.1)
    assert (figures.scaled(300), figures.scaled(5, least=2)) == (30, 2)
