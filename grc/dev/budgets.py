# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What every tracked file owes: its size, its licence, and no address of a package index."""

import ast
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILE_LINES = 400
FUNCTION_LINES = 40
MEDIAN_LINES = 10
HEADER_LINES = 6
COPYRIGHT = "SPDX-FileCopyrightText: 2026 The Catalaune authors"
LICENCE = "SPDX-License-Identifier: EUPL-1.2"
SOURCE = {".py", ".html", ".css", ".js", ".sh", ".sql", ".svg", ".toml", ".yml", ".yaml", ".po"}
SOURCE_NAMES = {"Makefile", "Dockerfile", "Containerfile", ".gitignore"}
# Written so that it does not match itself.
INDEX = re.compile(
    r"(?<!no-emit-)\bindex-u[r]l\b|--find-l[i]nks|\bpy[p]i\.(org|python)|python[h]osted\.org"
    r"|https?://\S+/simple/?(?=[\s\"']|$)"
)


def problems(root: Path, paths: list[Path]) -> Iterator[str]:
    """One line for each budget that a file exceeds. `paths` are relative to `root`."""
    lengths: list[int] = []
    for path in paths:
        try:
            text = (root / path).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
        yield from _licence(path, text)
        yield from _index(path, text)
        if path.suffix == ".py" and "migrations" not in path.parts:
            yield from _size(path, text)
            if path.parts[0] != "tests":
                lengths += [length for _, length in _functions(text)]
    if lengths and (median := statistics.median(lengths)) >= MEDIAN_LINES:
        yield f"half of the functions have more than {median:.0f} lines, {MEDIAN_LINES} is too many"


def tracked(root: Path) -> list[Path]:
    """The files under version control, and those that are about to be."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=root, capture_output=True, check=True).stdout.decode()
    return [Path(name) for name in listed.split("\0") if name]


def _licence(path: Path, text: str) -> Iterator[str]:
    is_source = path.suffix in SOURCE or path.name in SOURCE_NAMES
    if text.strip() and is_source:
        head = "\n".join(text.splitlines()[:HEADER_LINES])
        if COPYRIGHT not in head or LICENCE not in head:
            yield f"{path}:1: no SPDX header"


def _index(path: Path, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), start=1):
        if INDEX.search(line):
            yield f"{path}:{number}: address of a package index"


def _size(path: Path, text: str) -> Iterator[str]:
    if (lines := len(text.splitlines())) > FILE_LINES:
        yield f"{path}:1: {lines} lines, {FILE_LINES} at most"
    for function, length in _functions(text):
        if length > FUNCTION_LINES:
            yield (
                f"{path}:{function.lineno}: {function.name} has {length} lines, "
                f"{FUNCTION_LINES} at most"
            )


def _functions(text: str) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, int]]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node, (node.end_lineno or node.lineno) - node.lineno + 1


def main() -> int:
    """`python -m grc.dev.budgets`."""
    found = list(problems(ROOT, tracked(ROOT)))
    sys.stderr.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
