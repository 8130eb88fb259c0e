# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What processes take of the machine, read from `/proc`; nothing is known where there is none."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from dataclasses import dataclass

from grc.dev.processes import HAS_PROC, PROC

TICKS = os.sysconf("SC_CLK_TCK")
MEBIBYTE = 1024


@dataclass(frozen=True)
class Memory:
    """Resident and proportional memory, in MiB."""

    resident: float
    proportional: float

    def __add__(self, other: Memory) -> Memory:
        return Memory(self.resident + other.resident, self.proportional + other.proportional)


def memory_of(pids: Iterable[int]) -> Memory:
    """Return what these processes and all that they started hold."""
    total = Memory(0.0, 0.0)
    for pid in pids:
        for member in family(pid):
            total += _memory(member)
    return total


def family(pid: int) -> list[int]:
    """Return the process and its descendants, those that live."""
    try:
        tasks = list((PROC / str(pid) / "task").iterdir())
        children = [child for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []
    return [pid, *(found for child in children for found in family(int(child)))]


def processor_seconds(pids: Iterable[int]) -> float:
    """Return what these processes and all that they started took of the processors so far."""
    members = {member for pid in pids for member in family(pid)}
    return sum(_seconds(member) for member in members)


class Clock:
    """How much of the processors was taken since the clock was started, and by whom.

    ``ours`` are the processes of the measure; a process that ended counts with its parent.
    """

    def __init__(self, ours: Iterable[int]) -> None:
        self._ours = list(ours)
        self._began = time.monotonic()
        self._machine, self._own = _busy(), processor_seconds(self._ours)

    def others(self) -> float:
        """Return the share of all processors that other programs took, from 0 to 1."""
        seconds = (time.monotonic() - self._began) * (os.cpu_count() or 1)
        taken = (_busy() - self._machine) - (processor_seconds(self._ours) - self._own)
        return max(0.0, taken / seconds) if HAS_PROC and seconds else 0.0


def _memory(pid: int) -> Memory:
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()[1:]
    except OSError:
        return Memory(0.0, 0.0)
    sizes = {
        name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)
    }
    return Memory(sizes["Rss"] / MEBIBYTE, sizes["Pss"] / MEBIBYTE)


def _seconds(pid: int) -> float:
    """Seconds of processor of a process and of its children that ended."""
    try:
        rest = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, rest[11:15])) / TICKS


def _busy() -> float:
    """Seconds that all processors worked since the machine started."""
    if not HAS_PROC:
        return 0.0
    user, nice, system, _idle, _wait, irq, softirq, *_ = (
        int(part) for part in (PROC / "stat").read_text().splitlines()[0].split()[1:]
    )
    return (user + nice + system + irq + softirq) / TICKS
