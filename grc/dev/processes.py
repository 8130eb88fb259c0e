# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Questions about running processes, with `/proc` where there is one and `ps` elsewhere."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

PROC = Path("/proc")
HAS_PROC = (PROC / "self" / "cwd").exists()
POLL_SECONDS = 0.005


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Look every few milliseconds; False when the time is over and it still does not hold."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(POLL_SECONDS)
    return True


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM wait: what is done inside is done whole."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def is_alive(pid: int) -> bool:
    """Is there such a process, and is it more than a zombie?"""
    return _name(pid) != ""


def is_named(pid: int, name: str) -> bool:
    """Does the process run the program `name`?"""
    return _name(pid) == name


def works_in(pid: int, folder: Path) -> bool:
    """Is `folder` the working folder of the process? Without `/proc`: is it a postgres at all?"""
    if not HAS_PROC:
        return is_named(pid, "postgres")
    try:
        return (PROC / str(pid) / "cwd").samefile(folder)
    except OSError:
        return False


def named_in(name: str, folder: Path) -> Iterator[int]:
    """The processes that run `name` in `folder`; none where there is no `/proc` to look in."""
    for entry in PROC.glob("[0-9]*") if HAS_PROC else ():
        pid = int(entry.name)
        if is_named(pid, name) and works_in(pid, folder):
            yield pid


def _name(pid: int) -> str:
    """The program's name; empty for a process that is dead or only waits to be reaped."""
    if not HAS_PROC:
        return _name_by_ps(pid)
    try:
        about = (PROC / str(pid) / "stat").read_text()
    except OSError:
        return ""
    name, _, rest = about.partition("(")[2].rpartition(")")
    return "" if rest.split()[0] in {"Z", "X"} else name


def _name_by_ps(pid: int) -> str:
    command = ["ps", "-p", str(pid), "-o", "stat=,comm="]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout.split(
        None, 1
    )
    if len(said) < 2 or said[0].startswith("Z"):
        return ""
    return os.path.basename(said[1].strip())
