# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The units of systemd: checked by systemd itself, and for what it cannot know."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from grc import serve
from tests.deploy.proxy import program
from tests.deploy.units import PYTHON, UNITS, unit

SERVICES = ["catalaune-web@.service", "catalaune-worker@.service"]
BACKUP = "catalaune-backup.service"
# Of ten: what a service could do to the machine if somebody took it over.
EXPOSURE = 15


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A machine with nothing but our units and the program that they name."""
    root = tmp_path_factory.mktemp("machine")
    units = root / "etc/systemd/system"
    shutil.copytree(UNITS, units)
    shutil.copytree("/usr/lib/systemd/system", root / "usr/lib/systemd/system", symlinks=True)
    python = root / PYTHON.lstrip("/")
    python.parent.mkdir(parents=True)
    python.touch(mode=0o755)
    return root


def analyze(machine: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [program("systemd-analyze"), *words, f"--root={machine}"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_systemd_finds_nothing_to_say(machine):
    """Neither an unknown word nor a missing unit."""
    names = ["catalaune.target", "catalaune-web.socket", BACKUP, "catalaune-backup.timer"]
    names += [name.replace("@", "@1") for name in SERVICES]
    done = analyze(machine, "verify", *names)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_a_wrong_word_would_be_found(machine):
    """The check before can fail."""
    spoilt = machine / "etc/systemd/system/spoilt.service"
    spoilt.write_text("[Service]\nExecStart=/bin/true\nProtectSytem=strict\n")
    assert "ProtectSytem" in analyze(machine, "verify", "spoilt.service").stderr
    spoilt.unlink()


@pytest.mark.parametrize("name", [*SERVICES, BACKUP])
def test_a_service_can_do_little_to_the_machine(machine, name):
    """systemd's own measure of what is left open, in tenths."""
    words = ("security", "--offline=yes", f"--threshold={EXPOSURE}", name.replace("@", "@1"))
    done = analyze(machine, *words)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_comes_back_and_holds_no_secret(name):
    """Whatever it died of, however often; its secrets lie in a file that root alone reads."""
    said = unit(name)
    assert said["Restart"] == ["always"]
    assert said["StartLimitIntervalSec"] == ["0"]
    assert said["EnvironmentFile"] == ["/etc/catalaune/environment"]
    assert said["User"] == ["catalaune"]
    assert not any("SECRET" in value or "URL" in value for value in said.get("Environment", []))


def test_the_backup_runs_each_night_and_once():
    """A night that was missed is made up for; a backup that failed is not hidden by another try."""
    timer, said = unit("catalaune-backup.timer"), unit(BACKUP)
    assert timer["Persistent"] == ["true"]
    assert timer["OnCalendar"] == ["*-*-* 03:00"]
    assert said["Type"] == ["oneshot"]
    assert "Restart" not in said
    assert said["ExecStart"] == [f"{PYTHON} manage.py backup --keep 14"]
    assert said["EnvironmentFile"] == ["/etc/catalaune/environment", "/etc/catalaune/owner"]
    assert said["User"] == ["catalaune"]
    assert said["UMask"] == ["0077"]


def test_systemd_waits_longer_than_the_process():
    """Pages end before they would be killed, and signs of life come well before they are missed."""
    said = unit("catalaune-web@.service")
    assert float(said["TimeoutStopSec"][0]) > serve.LAST_PAGES + serve.FIRST_WORD
    assert float(said["WatchdogSec"][0]) >= 3 * serve.SIGN_OF_LIFE


def test_all_web_processes_take_from_one_socket():
    """That is what lets one of them be absent."""
    said = unit("catalaune-web@.service")
    assert said["Sockets"] == said["Requires"] == ["catalaune-web.socket"]
    assert int(unit("catalaune-web.socket")["Backlog"][0]) == serve.BACKLOG
