# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The units of `deploy/systemd`, and as much of systemd as is needed to run one for real."""

from __future__ import annotations

import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

from grc.dev.processes import wait_until
from grc.dev.supervisor import follow_parent

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = DEPLOY / "systemd"
PYTHON = "/opt/catalaune/current/.venv/bin/python"
START_SECONDS = 60
# systemd's protocol: the first socket that is handed over is number 3, for the process it names.
HAND_OVER = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3);"
    " os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='1');"
    " os.execv(sys.argv[2], sys.argv[2:])"
)
_DIE_WITH_PARENT = follow_parent(signal.SIGKILL)


def unit(name: str) -> dict[str, list[str]]:
    """Return what a unit file says, by key; a key may stand several times."""
    said: dict[str, list[str]] = {}
    for line in (UNITS / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and line[0] not in "#;[":
            key, _, value = line.partition("=")
            said.setdefault(key, []).append(value)
    return said


def environment_example() -> dict[str, str]:
    """Return the variables that `environment.example` sets, as systemd reads it."""
    lines = (DEPLOY / "environment.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


class Service:
    """One instance of a unit: its command, its socket, its word that it is ready, its patience."""

    def __init__(
        self,
        name: str,
        instance: str,
        environment: dict[str, str],
        folder: Path,
        listening: socket.socket | None = None,
    ) -> None:
        said = unit(f"{name}@.service")
        self.name = f"{name}-{instance}"
        self.patience = float(said["TimeoutStopSec"][0])
        self.is_told = said["Type"] == ["notify"]
        command = said["ExecStart"][0].replace("%i", instance).replace(PYTHON, sys.executable)
        self._command = shlex.split(command)
        self._listening = listening if "Sockets" in said else None
        self._log = folder / f"{self.name}.log"
        self._ear = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        # The system gives it an abstract name: paths of sockets have to be short.
        self._ear.bind("")
        self._ear.setblocking(False)
        own = dict(pair.split("=", 1) for pair in said.get("Environment", []))
        self._environment = {"PATH": os.environ["PATH"]} | environment | own
        self._environment["NOTIFY_SOCKET"] = self._ear.getsockname().decode().replace("\0", "@", 1)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        """Start it; ``await_ready`` says when it is of use."""
        command, kept = self._command, ()
        if self._listening is not None:
            kept = (self._listening.fileno(),)
            command = [sys.executable, "-c", HAND_OVER, str(kept[0]), *command]
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=kept,
                preexec_fn=_DIE_WITH_PARENT,
            )
        return self

    def await_ready(self) -> None:
        """Wait as `systemctl start` does: for its word where the unit says that it gives one."""
        assert wait_until(lambda: self._is_ready() or self._has_ended(), START_SECONDS), self.said()
        assert not self._has_ended(), self.said()

    def _is_ready(self) -> bool:
        if not self.is_told:
            return True
        try:
            return self._ear.recv(100) == b"READY=1"
        except BlockingIOError:
            return False

    def _has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def stop(self) -> float:
        """Stop it as systemd does, and return the seconds it took; fail when it must be killed."""
        assert self.process is not None
        began = time.monotonic()
        self.process.terminate()
        try:
            code = self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        assert code in (0, -signal.SIGTERM), f"{self.name} ended with {code}\n{self.said()}"
        return time.monotonic() - began

    def kill(self) -> None:
        """Leave nothing of it."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)

    def close(self) -> None:
        self.kill()
        self._ear.close()

    def said(self) -> str:
        """What it wrote to the journal."""
        return self._log.read_text(errors="replace")
