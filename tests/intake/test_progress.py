# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""How far an import is, on a terminal and elsewhere."""

from __future__ import annotations

import io

from grc.intake.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_quiet_lines() -> None:
    """Where nobody watches, one line for each tenth at most."""
    stream = io.StringIO()
    progress = Progress(stream)
    for done in range(1, 1001):
        progress(done, 1000)
    progress.close()
    lines = stream.getvalue().splitlines()
    assert len(lines) == 10
    assert lines[-1].startswith("1000 of 1000 rows, ")


def test_bar() -> None:
    """On a terminal a bar is drawn over itself, and its line is left at the end."""
    stream = Terminal()
    progress = Progress(stream)
    progress(500, 1000)
    progress(1000, 1000)
    progress.close()
    drawn = stream.getvalue()
    assert drawn.count("\r") == 2
    assert "50%" in drawn
    assert "100%" in drawn
    assert drawn.endswith("\n")


def test_nothing_to_do() -> None:
    """A file without rows draws nothing and divides nothing."""
    stream = Terminal()
    progress = Progress(stream)
    progress.close()
    assert stream.getvalue() == ""
    progress(0, 0)
