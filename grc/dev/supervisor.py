# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Programs that run together: started, watched, started again, and all gone when we are."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from grc.dev.errors import DevelopmentError
from grc.dev.processes import wait_until

PR_SET_PDEATHSIG = 1
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0
STOP_SECONDS = 8.0
HEED_SECONDS = 0.1
TAIL_LINES = 15


class ProgramFailed(DevelopmentError):
    """A program ended although it was needed. The message ends with its last words."""


@dataclass(frozen=True)
class Program:
    """What to run, and under which name its log is kept."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Running:
    """A program under watch."""

    program: Program
    process: "subprocess.Popen[bytes]"
    since: float
    pause: float
    again_at: float | None = None


class Supervisor:
    """Starts programs and stops them all when it is left. Use it with `with`, in one thread.

    `say` hears about a program that ended and will be started again. `heed` is called often and
    raises when it is time to stop. `pauses` are the first and the longest before such a start.
    """

    def __init__(
        self,
        folder: Path,
        logs: Path,
        say: Callable[[str], object],
        heed: Callable[[], object],
        *,
        pauses: tuple[float, float] = (FIRST_PAUSE, LONGEST_PAUSE),
    ):
        self._folder = folder
        self._logs = logs
        self._say = say
        self._heed = heed
        self._first_pause, self._longest_pause = pauses
        self._running: dict[str, Running] = {}
        logs.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self, program: Program) -> None:
        """Start it, and start it again whenever it ends, each time after a longer pause."""
        self._watch(program, self._spawn(program))
        self._heed()

    def run(self, program: Program) -> str:
        """Run it to its end and return what it printed. Raises ProgramFailed when it fails."""
        process = self._spawn(program, stdout=subprocess.PIPE)
        self._watch(program, process)
        printed = self._wait_for(process)
        del self._running[program.name]
        if process.returncode != 0:
            raise self._failure(program, process.returncode)
        return printed.decode(errors="replace")

    def require(self, name: str) -> None:
        """Raises ProgramFailed when the program is not running."""
        self._heed()
        running = self._running[name]
        if running.again_at is not None or running.process.poll() is not None:
            raise self._failure(running.program, running.process.returncode)

    def pid(self, name: str) -> int:
        """The number of a program's process."""
        return self._running[name].process.pid

    def end(self, name: str) -> None:
        """Stop one program, and do not start it again."""
        self._stop([self._running.pop(name).process])

    def is_running(self, name: str) -> bool:
        """Whether its process lives: its number is nobody else's then."""
        return self._running[name].process.poll() is None

    def tend(self) -> None:
        """Start again what ended. Call it often."""
        self._heed()
        now = time.monotonic()
        for running in self._running.values():
            if running.again_at is None and running.process.poll() is not None:
                self._announce(running, now)
            elif running.again_at is not None and now >= running.again_at:
                running.process = self._spawn(running.program)
                running.since, running.again_at = now, None

    def stop(self) -> None:
        """Ask every program to end, wait a little, then insist; their children included."""
        self._stop([running.process for running in self._running.values()])
        self._running.clear()

    def _stop(self, alive: "list[subprocess.Popen[bytes]]") -> None:
        for word in (signal.SIGTERM, signal.SIGKILL):
            for process in alive:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(process.pid, word)
            wait_until(lambda: all(process.poll() is not None for process in alive), STOP_SECONDS)

    def _watch(self, program: Program, process: "subprocess.Popen[bytes]") -> None:
        now = time.monotonic()
        self._running[program.name] = Running(program, process, now, self._first_pause)

    def _wait_for(self, process: "subprocess.Popen[bytes]") -> bytes:
        while True:
            self._heed()
            with contextlib.suppress(subprocess.TimeoutExpired):
                return process.communicate(timeout=HEED_SECONDS)[0]

    def _announce(self, running: Running, now: float) -> None:
        if now - running.since > STEADY_SECONDS:
            running.pause = self._first_pause
        name, code = running.program.name, running.process.returncode
        log = self._log(running.program)
        self._say(f"{name} ended ({code}), again in {running.pause:.0f} s. See {log}")
        running.again_at = now + running.pause
        running.pause = min(running.pause * 2, self._longest_pause)

    def _spawn(
        self, program: Program, stdout: int | IO[bytes] | None = None
    ) -> "subprocess.Popen[bytes]":
        with self._log(program).open("ab") as log:
            return subprocess.Popen(
                program.command,
                cwd=self._folder,
                env=os.environ | program.environment,
                stdin=subprocess.DEVNULL,
                stdout=stdout or log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_DIE_WITH_PARENT,
            )

    def _log(self, program: Program) -> Path:
        return self._logs / f"{program.name}.log"

    def _failure(self, program: Program, code: int) -> ProgramFailed:
        log = self._log(program)
        words = "\n".join(log.read_text(errors="replace").splitlines()[-TAIL_LINES:])
        return ProgramFailed(f"{program.name} ended ({code}). The end of {log}:\n{words}")


def follow_parent(word: signal.Signals) -> Callable[[], None] | None:
    """What a process calls to receive `word` when its parent dies; None where that cannot be."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl

    def follow() -> None:
        prctl(PR_SET_PDEATHSIG, int(word), 0, 0, 0)

    return follow


_DIE_WITH_PARENT = follow_parent(signal.SIGKILL)
