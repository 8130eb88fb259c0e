# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""``python -m grc.dev.bench``, or ``make bench``: build the town if need be, measure, write down.

Reads N (10000) and OUT from the environment as make gives them, DATA_DIR (.data), and DATABASE_URL
for a PostgreSQL of one's own.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
from pathlib import Path

from grc.dev.bench.journeys import SCENARIOS
from grc.dev.bench.measuring import Measure, Plan
from grc.dev.bench.profiling import profile
from grc.dev.bench.report import keep, write_page
from grc.dev.bench.servers import SERVERS
from grc.dev.bench.town import ROOT, provide_town, working_copy
from grc.dev.demo import Interruption
from grc.dev.errors import DevelopmentError
from grc.dev.postgres import release
from grc.dev.supervisor import Supervisor, follow_parent

NAMES = [scenario.name for scenario in SCENARIOS]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m grc.dev.bench")
    parser.add_argument("--rows", type=int, default=int(os.environ.get("N") or 10_000))
    parser.add_argument("--out", type=Path, default=os.environ.get("OUT") or None)
    parser.add_argument("--write", action="store_true", help="renew docs/performance.md")
    parser.add_argument("--repeat", type=float, default=1.0, help="times as many journeys")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--processes", type=int, default=2, help="web processes")
    parser.add_argument("--server", choices=list(SERVERS), default="bridge")
    parser.add_argument("--only", nargs="*", choices=NAMES, default=[])
    parser.add_argument("--profile", choices=NAMES, help="profile one scenario instead")
    return parser.parse_args()


def main() -> int:
    """Measure as the arguments say; a sentence on stderr and 1 when it cannot be done."""
    options = arguments()
    if "MAKELEVEL" in os.environ and (follow := follow_parent(signal.SIGTERM)):
        follow()
    data_dir = Path(os.environ.get("DATA_DIR") or ROOT / ".data").resolve()
    interruption = Interruption()
    try:
        _bench(options, data_dir, interruption)
    except DevelopmentError as error:
        _say(str(error))
        return 1
    except KeyboardInterrupt:
        _say(f"Stopped by {interruption.name}.")
        return 130
    finally:
        release(data_dir)
    return 0


def _bench(options: argparse.Namespace, data_dir: Path, interruption: Interruption) -> None:
    plan = Plan(
        count=options.rows,
        clients=options.clients,
        processes=options.processes,
        server=options.server,
        repeat=options.repeat,
        only=tuple(options.only or ([options.profile] if options.profile else [])),
    )
    town = provide_town(plan.count, data_dir)
    with (
        working_copy(town, plan.count, data_dir) as copy,
        tempfile.TemporaryDirectory() as folder,
        Supervisor(ROOT, data_dir / "logs" / "bench", _say, interruption.heed) as supervisor,
    ):
        measure = Measure(plan, copy, data_dir, Path(folder), supervisor, _say)
        if options.profile:
            profile(measure, options.profile)
            return
        try:
            found = measure.run()
        finally:
            interruption.ignore_more()
    text = json.dumps(found, indent=1, ensure_ascii=False)
    if options.out:
        options.out.write_text(text + "\n", encoding="utf-8")
    print(text)
    _say(f"Other programs took {found['others_cpu']:.0%} of the machine meanwhile.")
    kept = keep(found, data_dir)
    if options.write:
        write_page(kept)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
