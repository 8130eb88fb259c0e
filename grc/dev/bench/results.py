# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""From what was measured to the figures that are kept. Pure Python."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

Figures = dict[str, Any]


def percentile(values: Sequence[float], share: int) -> float:
    """Return the smallest value that ``share`` percent of the values do not exceed.

    Raises ValueError when there is no value.
    """
    if not values:
        raise ValueError("No value, no percentile.")
    return sorted(values)[max(0, math.ceil(len(values) * share / 100) - 1)]


def figures(alone: Figures, together: Figures, *, queries: int, below: Figures) -> Figures:
    """Return the figures of a scenario from its runs by one client and by many.

    ``below`` is the floor's page at the same moment, by one client. ``cpu_ms`` is what web
    processes took of a processor: unlike times it hardly depends on what else the machine does.
    """
    median, floor_ms = percentile(alone["times"], 50), percentile(below["times"], 50)
    return {
        "p50_ms": round(median, 2),
        "p95_ms": round(percentile(alone["times"], 95), 2),
        "per_s": round(len(together["times"]) / together["seconds"], 1),
        "queries": queries,
        "bytes": alone["bytes"],
        "floor_ratio": round(median / floor_ms, 2),
        "together_p95_ms": round(percentile(together["times"], 95), 2),
        "floor_ms": round(floor_ms, 2),
        "cpu_ms": round(alone["cpu_ms"], 2),
        "floor_cpu_ms": round(below["cpu_ms"], 2),
        "client_cpu": round(together["client_share"], 2),
    }


def floor_figures(alone: Sequence[Figures], together: Figures) -> Figures:
    """Return the figures of a page of the floor: all its runs by one client, one by many."""
    times = [time for run in alone for time in run["times"]]
    return {
        "p50_ms": round(percentile(times, 50), 2),
        "p95_ms": round(percentile(times, 95), 2),
        "per_s": round(len(together["times"]) / together["seconds"], 1),
        "bytes": alone[0]["bytes"],
        "cpu_ms": round(sum(run["cpu_ms"] for run in alone) / len(alone), 2),
    }
