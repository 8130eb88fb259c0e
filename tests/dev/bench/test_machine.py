# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Reading what processes take."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from grc.dev.bench.machine import Clock, family, memory_of, processor_seconds
from grc.dev.processes import HAS_PROC

pytestmark = pytest.mark.skipif(not HAS_PROC, reason="no /proc to read")
BUSY = "import time\nend = time.process_time() + 0.3\nwhile time.process_time() < end: pass\n"


@pytest.fixture
def child() -> Iterator["subprocess.Popen[str]"]:
    """A process of ours that holds 40 MB and says when it does."""
    held = "data = b'x' * 40_000_000; print('held', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", held], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        process.stdout.readline()
        yield process
        process.kill()


def test_dead_process() -> None:
    """A process that is gone holds nothing and has no family."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert family(process.pid) == []
    assert memory_of([process.pid]).resident == 0


def test_memory(child: "subprocess.Popen[str]") -> None:
    """What children hold counts; shared pages count in part only."""
    held = memory_of([child.pid])
    assert 38 < held.proportional <= held.resident
    assert memory_of([os.getpid()]).resident >= held.resident + 38


def test_work_of_an_ended_child() -> None:
    """The work of a child that ended counts with its parent."""
    before = processor_seconds([os.getpid()])
    subprocess.run([sys.executable, "-c", BUSY], check=True)
    assert processor_seconds([os.getpid()]) - before >= 0.29


def test_others() -> None:
    """Work of ours is not work of others."""
    everything, mine = Clock([]), Clock([os.getpid()])
    subprocess.run([sys.executable, "-c", BUSY], check=True)
    # The kernel's clocks count in hundredths of a second.
    time.sleep(0.02)
    assert 0 <= mine.others() < everything.others() <= 1.1
