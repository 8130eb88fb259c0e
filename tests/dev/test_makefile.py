# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The words of make, without installing anything."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.dev.people import ROOT

pytestmark = pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")


def _make(folder: Path, *words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    unmade = {key: os.environ[key] for key in os.environ if not key.startswith("MAKE")}
    return subprocess.run(
        ["make", *words],
        cwd=folder,
        env=unmade | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone in a folder with spaces, tools at hand, nothing installed."""
    folder = tmp_path / "une ville"
    folder.mkdir()
    for name in ("Makefile", "requirements", "grc", "deploy"):
        (folder / name).symlink_to(ROOT / name)
    return folder


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder of commands that has no Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("make", "sh", "awk", "touch", "rm"):
        (folder / name).symlink_to(str(shutil.which(name)))
    return folder


def test_no_python(clone: Path, tools: Path) -> None:
    """Without a Python that fits, a sentence says which and how; nothing is made."""
    (tools / "python3").write_text("#!/bin/sh\nexit 1\n")
    (tools / "python3").chmod(0o755)
    done = _make(clone, "demo", PATH=str(tools))
    assert done.returncode == 2
    assert "needs Python 3.11 or later" in done.stderr
    assert not (clone / ".venv").exists()


def test_default_lists_the_words(clone: Path) -> None:
    """Make alone lists its words and does nothing."""
    done = _make(clone)
    assert done.returncode == 0
    words = [line.split()[1] for line in done.stdout.splitlines()]
    expected = (
        "help demo test soak bench check fix backup restore doctor gestures pictures reset lock"
    )
    assert words == expected.split()
    assert not (clone / ".venv").exists()


def test_installed_once(clone: Path) -> None:
    """What was installed from a lock file is installed again only when that changes."""
    (clone / ".venv").mkdir()
    for stamp in (".made", ".installed-run", ".installed-dev"):
        (clone / ".venv" / stamp).touch()
    planned = _make(clone, "--dry-run", "demo").stdout
    assert "-m grc.dev.demo" in planned
    assert "pip install" not in planned
    os.utime(clone / ".venv" / ".installed-run", (0, 0))
    planned = _make(clone, "--dry-run", "demo").stdout
    assert "--require-hashes --requirement requirements/run.txt" in planned


def test_scale(clone: Path) -> None:
    """Tests run at a tenth of the scale, soak at the whole."""
    probe = clone / "probe.mk"
    probe.write_text("include Makefile\nprobe: ; @echo $$SCALE $$PORT\n")
    assert _make(clone, "-f", "probe.mk", "probe").stdout == "0.1 8000\n"
    assert _make(clone, "-f", "probe.mk", "probe", "SCALE=1", PORT="9000").stdout == "1 9000\n"


def test_reset_without_environment(clone: Path) -> None:
    """Reset works where nothing was installed."""
    (clone / ".data" / "mailbox").mkdir(parents=True)
    assert _make(clone, "reset").returncode == 0
    assert not (clone / ".data").exists()
