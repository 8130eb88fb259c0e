# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The floor stays what it was."""

import hashlib
from pathlib import Path

from grc.dev.bench import story

FLOOR = Path(story.__file__).with_name("floor.py")


def test_never_changes() -> None:
    """Figures of different days can be compared because the floor is the same file."""
    assert hashlib.sha256(FLOOR.read_bytes()).hexdigest() == (
        "1f51d58db36b35615ff79dcbda6ac8b9a81e59a7fcda60f6e123d2164867e654"
    )
