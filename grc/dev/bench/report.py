# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""``python -m grc.dev.bench.report FILE …``: the figures and targets of docs/performance.md.

Each file is what ``make bench OUT=FILE`` wrote; sizes stand side by side, the smallest first.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from grc.dev.bench.journeys import SCENARIOS
from grc.dev.bench.results import Figures

PAGE = Path(__file__).resolve().parents[3] / "docs" / "performance.md"
BEGIN, END = "<!-- figures -->", "<!-- /figures -->"


@dataclass(frozen=True)
class Target:
    """A sentence, what it looks at in one result, and the most or the least that it allows."""

    words: str
    value: Callable[[Figures], float]
    most: float | None = None
    least: float | None = None
    unit: str = ""

    def said(self, found: Figures) -> str:
        try:
            value = self.value(found)
        except KeyError:
            return "not measured"
        return _verdict(value, self.most, self.least, self.unit)


def _at(name: str, key: str) -> Callable[[Figures], float]:
    return lambda found: float(found["scenarios"][name][key])


def _workflows(key: str) -> Callable[[Figures], float]:
    return lambda found: float(found["workflows"][key])


def _deeper(found: Figures) -> float:
    return _at("queue_deep", "p50_ms")(found) / _at("queue", "p50_ms")(found)


TARGETS = (
    Target("submit, multiple of the floor", _at("submit", "floor_ratio"), most=2.5, unit=" ×"),
    Target("submit, a second, 8 clients", _at("submit", "per_s"), least=100),
    Target("queue, p50", _at("queue", "p50_ms"), most=20, unit=" ms"),
    Target("queue, multiple of the floor", _at("queue", "floor_ratio"), most=4, unit=" ×"),
    Target("page after 10,000 rows, multiple of page 1", _deeper, most=1.3, unit=" ×"),
    Target("request page, p50", _at("request", "p50_ms"), most=20, unit=" ms"),
    Target("request page, multiple of the floor", _at("request", "floor_ratio"), most=6, unit=" ×"),
    Target("tracking page, p50", _at("tracking", "p50_ms"), most=20, unit=" ms"),
    Target(
        "tracking page, multiple of the floor", _at("tracking", "floor_ratio"), most=6, unit=" ×"
    ),
    Target("act, p50", _at("act", "p50_ms"), most=40, unit=" ms"),
    Target("memory of web and worker", lambda f: float(f["memory_mib"]), most=200, unit=" MiB"),
    Target("from start to first page", lambda f: float(f["start_s"]), most=2, unit=" s"),
    Target("buttons of a workflow of 60 steps", _workflows("available_us"), most=100, unit=" µs"),
    Target("parse and judge it", _workflows("parse_and_judge_ms"), most=100, unit=" ms"),
    Target("replay 10,000 requests", _workflows("replay_s"), most=60, unit=" s"),
    Target("what publishing would mean, living by step", _workflows("impact_s"), most=2, unit=" s"),
    Target(
        "and with a condition over the form",
        _workflows("condition_s"),
        most=10,
        unit=" s",
    ),
)
# The biggest town against the smallest.
GROWTH = {"queue_frequent": 1.3, "queue_rarest": 3.0, "queue_nothing": 3.0}


def keep(found: Figures, data_dir: Path) -> list[Figures]:
    """Keep a whole result by its size; return all that are kept, the smallest first."""
    folder = data_dir / "bench" / "results"
    folder.mkdir(parents=True, exist_ok=True)
    if found["repeat"] >= 1 and len(found["scenarios"]) == len(SCENARIOS):
        (folder / f"{found['n']}.json").write_text(json.dumps(found), encoding="utf-8")
    return _read(folder.glob("*.json"))


def write_page(results: list[Figures], page: Path = PAGE) -> None:
    """Renew the figures of the page; what stands around them is left as it is."""
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n{block(results)}\n{END}{after}", encoding="utf-8")


def block(results: list[Figures]) -> str:
    """Return the figures of all results, then each target with what was found."""
    parts = [_circumstances(found) for found in results]
    parts += ["", *_figures(results), "", *_below(results), "", *_targets(results)]
    return "\n".join(parts)


def _circumstances(found: Figures) -> str:
    return (
        f"- {found['n']:,} requests, {found['cpus']} processors of which other programs took"
        f" {found['others_cpu']:.0%}; {found['processes']} web processes ({found['server']}) and a"
        f" worker, {found['memory_mib']:.0f} MiB together; first page {found['start_s']} s after"
        " the start."
    )


def _figures(results: list[Figures]) -> Iterable[str]:
    heads = [
        f"{found['n']:,}: p50 · p95 ms | CPU ms | a second | × floor | queries | bytes"
        for found in results
    ]
    yield "| Journey | " + " | ".join(heads) + " |"
    yield "|---|" + "---:|" * 6 * len(results)
    for scenario in SCENARIOS:
        cells = [_row(found["scenarios"][scenario.name]) for found in results]
        yield f"| {scenario.name} | " + " | ".join(cells) + " |"


def _row(found: Figures) -> str:
    return (
        f"{found['p50_ms']:.1f} · {found['p95_ms']:.1f} | {found['cpu_ms']:.1f} |"
        f" {found['per_s']:.0f} |"
        f" {found['floor_ratio']:.1f} | {found['queries']} | {found['bytes']:,}"
    )


def _below(results: list[Figures]) -> Iterable[str]:
    yield "| Floor | " + " | ".join(
        f"{f['n']:,}: p50 ms | CPU ms | a second | psycopg ms" for f in results
    )
    yield "|---|" + "---:|" * 4 * len(results)
    for name, statement in (("submit", "insert_ms"), ("list", "list_ms"), ("row", "row_ms")):
        cells = [_floor_row(found, name, statement) for found in results]
        yield f"| {name} | " + " | ".join(cells) + " |"


def _floor_row(found: Figures, name: str, statement: str) -> str:
    floor = found["floor"][name]
    return (
        f"{floor['p50_ms']:.1f} | {floor['cpu_ms']:.1f} | {floor['per_s']:.0f} |"
        f" {found['raw'][statement]:.2f}"
    )


def _targets(results: list[Figures]) -> Iterable[str]:
    yield "| Target | " + " | ".join(f"{found['n']:,}" for found in results) + " |"
    yield "|---|" + "---|" * len(results)
    for target in TARGETS:
        cells = " | ".join(target.said(found) for found in results)
        yield f"| {target.words} {_bound(target.most, target.least, target.unit)} | {cells} |"
    if len(results) < 2:
        return
    first, last = results[0], results[-1]
    empty = " | ".join("" for _ in results[:-1])
    for name, most in GROWTH.items():
        grown = _at(name, "p50_ms")(last) / _at(name, "p50_ms")(first)
        words = f"{name}, multiple of that at {first['n']:,} {_bound(most, None, ' ×')}"
        yield f"| {words} | {empty} | {_verdict(grown, most, None, ' ×')} |"
    yield f"| same number of queries | {empty} | {_same_queries(first, last)} |"


def _same_queries(first: Figures, last: Figures) -> str:
    others = [
        name
        for name, found in first["scenarios"].items()
        if last["scenarios"][name]["queries"] != found["queries"]
    ]
    return f"**missed**: {', '.join(others)}" if others else "met"


def _bound(most: float | None, least: float | None, unit: str) -> str:
    return f"≤ {most:g}{unit}" if most is not None else f"≥ {least:g}{unit}"


def _verdict(value: float, most: float | None, least: float | None, unit: str) -> str:
    is_met = (most is None or value <= most) and (least is None or value >= least)
    return f"{value:.1f}{unit}, {'met' if is_met else '**missed**'}"


def _read(paths: Iterable[Path]) -> list[Figures]:
    results = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    return sorted(results, key=lambda found: int(found["n"]))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m grc.dev.bench.report")
    parser.add_argument("files", type=Path, nargs="+")
    write_page(_read(parser.parse_args().files))
    return 0


if __name__ == "__main__":
    sys.exit(main())
