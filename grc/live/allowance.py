# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import time
from typing import Final

BURST: Final = 20
PER_SECOND: Final = 1.0


class Allowance:
    """How many messages one socket may send: a burst, then one a second."""

    def __init__(self, burst: int = BURST, per_second: float = PER_SECOND) -> None:
        self._burst = float(burst)
        self._left = self._burst
        self._per_second = per_second
        self._at = time.monotonic()

    def spend(self) -> bool:
        """Take one; False when none is left."""
        now = time.monotonic()
        self._left = min(self._burst, self._left + (now - self._at) * self._per_second)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
