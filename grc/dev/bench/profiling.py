# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Where the time of one journey goes: cProfile and a flame graph, in one process."""

from __future__ import annotations

from grc.dev.bench.measuring import Measure


def profile(measure: Measure, scenario: str) -> None:
    """Print the heaviest functions and keep the whole as a file for pstats or snakeviz."""
    written = measure.data_dir / "bench" / f"{scenario}-{measure.plan.count}.pstats"
    written.parent.mkdir(parents=True, exist_ok=True)
    said = measure.in_process("--first=0", f"--profile={scenario}", f"--written={written}")
    print(said)
    measure.say(f"Kept in {written} and, drawn, in {written.with_suffix('.svg')}")
