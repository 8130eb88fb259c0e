# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""When to try again. Each transport has its own schedule (``notifications.transports``)."""

from __future__ import annotations

from datetime import timedelta
from random import SystemRandom
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Of a mail.
DELAYS: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
)
#: The first attempt, and one after each delay.
MAX_ATTEMPTS: Final = len(DELAYS) + 1
#: A delay is stretched by up to this share, so that a mended relay is not stormed.
JITTER: Final = 0.2

_random = SystemRandom()


def wait_after(attempts: int, delays: Sequence[timedelta] = DELAYS) -> timedelta:
    """Return the wait after that many attempts (1 or more); it stops growing at the last delay."""
    delay = delays[min(attempts, len(delays)) - 1]
    return delay * (1 + _random.uniform(0, JITTER))
