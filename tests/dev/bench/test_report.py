# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The page of figures."""

from pathlib import Path
from typing import Any

import pytest

from grc.dev.bench.journeys import SCENARIOS
from grc.dev.bench.report import PAGE, block, keep, write_page


def _result(n: int, **changed: dict[str, float]) -> dict[str, Any]:
    good = {
        "p50_ms": 9.0,
        "p95_ms": 12.0,
        "cpu_ms": 8.0,
        "per_s": 150.0,
        "queries": 10,
        "bytes": 5000,
        "floor_ratio": 2.0,
    }
    floor = {"p50_ms": 4.0, "p95_ms": 5.0, "per_s": 300.0, "bytes": 400, "cpu_ms": 3.0}
    return {
        "n": n,
        "scenarios": {s.name: good | changed.get(s.name, {}) for s in SCENARIOS},
        "memory_mib": 150.0,
        "start_s": 1.2,
        "floor": dict.fromkeys(("submit", "list", "row"), floor),
        "raw": {"insert_ms": 1.0, "list_ms": 0.2, "row_ms": 0.1},
        "others_cpu": 0.02,
        "cpus": 2,
        "server": "bridge",
        "processes": 2,
        "clients": 8,
        "repeat": 1.0,
    }


def _line(text: str, begin: str) -> str:
    return next(line for line in text.splitlines() if line.startswith(f"| {begin}"))


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"submit": {"floor_ratio": 2.6}}, "submit, multiple"),
        ({"submit": {"per_s": 99.4}}, "submit, a second"),
        ({"queue": {"p50_ms": 20.5}}, "queue, p50"),
        ({"queue_deep": {"p50_ms": 13.0}}, "page after"),
        ({"act": {"p50_ms": 41.0}}, "act, p50"),
    ],
)
def test_missed(changed: dict[str, dict[str, float]], line: str) -> None:
    """A target that is not reached is said to be missed, whatever the others are."""
    assert "**missed**" in _line(block([_result(10_000, **changed)]), line)
    assert "met" in _line(block([_result(10_000)]), line)


def test_growth() -> None:
    """What must not grow with the town is judged between the smallest and the biggest."""
    both = [_result(10_000), _result(1_000_000, queue_frequent={"p50_ms": 12.0, "queries": 11})]
    text = block(both)
    assert "**missed**" in _line(text, "queue_frequent, multiple")
    assert "**missed**: queue_frequent" in _line(text, "same number of queries")
    assert "met" in _line(text, "queue_rarest, multiple")


def test_words_around_stay(tmp_path: Path) -> None:
    """Only the figures are written anew; a second time changes nothing."""
    page = tmp_path / "page.md"
    page.write_text("Before\n<!-- figures -->\nold\n<!-- /figures -->\nAfter\n")
    write_page([_result(10_000)], page)
    written = page.read_text()
    assert written.startswith("Before\n<!-- figures -->\n- 10,000 requests")
    assert written.endswith("<!-- /figures -->\nAfter\n")
    assert "old" not in written
    write_page([_result(10_000)], page)
    assert page.read_text() == written


def test_kept_by_size(tmp_path: Path) -> None:
    """The last whole result of each size is kept; a quick look is not."""
    keep(_result(1_000_000), tmp_path)
    keep(_result(10_000) | {"start_s": 9.0}, tmp_path)
    keep(_result(10_000), tmp_path)
    kept = keep(_result(500) | {"repeat": 0.1}, tmp_path)
    assert [(found["n"], found["start_s"]) for found in kept] == [(10_000, 1.2), (1_000_000, 1.2)]


def test_page_has_its_place() -> None:
    """The page of the documentation can be written."""
    text = PAGE.read_text(encoding="utf-8")
    assert text.count("<!-- figures -->") == text.count("<!-- /figures -->") == 1
