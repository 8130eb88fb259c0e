# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What playing may cost: a page waits for it, and whoever writes a story may write any."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

from workflows.timers import Unit

#: Of one play, in days whose working hours are counted: half a century; and of a workflow's
#: scenarios together.
MOST: Final = 20_000.0
MOST_TOGETHER: Final = 3 * MOST
#: Days that are counted where a town has no working hours, until that is found out.
_HORIZON: Final = 3_660
# What a day costs: only where working time is counted each of them is looked at.
_COSTS: Final = {Unit.WORKING_HOURS: 1.0, Unit.WORKING_DAYS: 0.1}
# Of looking at the facts, and of each test of them.
_LOOK, _TEST = 0.5, 0.2

Moment = datetime | date


class Effort:
    """What is left of it. The same story costs the same on every machine."""

    def __init__(self, most: float = MOST) -> None:
        self.most = self.left = most

    def shared(self) -> Effort:
        """Return what one of several plays may cost at most."""
        return Effort(min(MOST, self.left))

    @property
    def is_spent(self) -> bool:
        return self.left <= 0

    def count(self, since: Moment | None, until: Moment | None, unit: Unit) -> None:
        """Note that the time between two moments was counted in this unit."""
        days = _HORIZON
        if since is not None and until is not None:
            days = abs((_day(until) - _day(since)).days)
        self.left -= days * _COSTS.get(unit, 0.0)

    def take(self, shared: Effort) -> None:
        """Note what one of several plays has cost."""
        self.left -= shared.most - shared.left

    def look(self, tests: int) -> None:
        """Note that conditions were asked, which hold so many tests."""
        self.left -= _LOOK + _TEST * tests


def _day(moment: Moment) -> date:
    return moment.astimezone(UTC).date() if isinstance(moment, datetime) else moment
