# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""From times to figures."""

import pytest

from grc.dev.bench.results import figures, floor_figures, percentile


def test_no_value() -> None:
    """Nothing measured has no percentile, rather than a flattering one."""
    with pytest.raises(ValueError, match="No value"):
        percentile([], 50)


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([7.0], 95, 7.0),
        ([3.0, 1.0, 2.0], 50, 2.0),
        ([1.0, 2.0, 3.0, 4.0], 50, 2.0),
        ([float(n) for n in range(1, 101)], 95, 95.0),
        ([float(n) for n in range(1, 21)], 95, 19.0),
        ([1.0, 1.0, 9.0], 100, 9.0),
    ],
)
def test_percentile(values: list[float], share: int, expected: float) -> None:
    """A percentile is a value that was measured: the smallest that so many do not exceed."""
    assert percentile(values, share) == expected


def _run(*times: float, seconds: float = 2.0) -> dict[str, object]:
    return {
        "times": list(times),
        "seconds": seconds,
        "bytes": 1234,
        "client_share": 0.125,
        "cpu_ms": 5.0,
    }


def test_figures() -> None:
    """Times are those of one client, journeys a second those of all, the ratio of medians."""
    found = figures(_run(10, 20, 90), _run(1, 2, 3, 4), queries=7, below=_run(4, 5, 6))
    assert (found["p50_ms"], found["p95_ms"]) == (20, 90)
    assert found["per_s"] == 2.0
    assert (found["queries"], found["bytes"]) == (7, 1234)
    assert found["floor_ratio"] == 4.0


def test_floor_figures() -> None:
    """The floor is measured beside each scenario; its figure is that of all its runs."""
    found = floor_figures([_run(1, 2), _run(3)], _run(1, 1, 1, 1))
    assert (found["p50_ms"], found["p95_ms"], found["per_s"]) == (2, 3, 2.0)
