# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""``python -m grc.dev.publik FOLDER [--write FILE]``: what workflows of Publik use, and ours."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from grc.dev.publik.report import rows, summary, survey, to_csv, unknown


def main(arguments: Sequence[str] | None = None) -> int:
    """Count a folder of exports. Returns 1 when there is no workflow, or a thing not in the table.

    A file that is refused is told on stderr in one line; the others are read all the same.
    """
    parser = argparse.ArgumentParser(prog="python -m grc.dev.publik")
    parser.add_argument("folder", type=Path, help="exports of Publik, at any depth, or bundles")
    parser.add_argument("--write", type=Path, metavar="FILE", help="keep the table as CSV")
    options = parser.parse_args(arguments)
    if not options.folder.is_dir():
        print(f"{options.folder} is not a folder.", file=sys.stderr)
        return 1
    found = survey(options.folder)
    for line in found.refused:
        print(f"Not read: {line}.", file=sys.stderr)
    if not found.workflows:
        print("There is no workflow of Publik in this folder.", file=sys.stderr)
        return 1
    table = rows(found.total)
    print("\n".join(summary(found)))
    if options.write:
        options.write.write_text(to_csv(table), "utf-8")
        print(f"Wrote {options.write}.")
    for row in unknown(table):
        print(f"Not in the table: {row.kind}: {row.name} ({row.count}).", file=sys.stderr)
    return 1 if unknown(table) else 0


if __name__ == "__main__":
    sys.exit(main())
