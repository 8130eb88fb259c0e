# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What missing documents do to the time that the law gives for an answer (CRPA L114-5, law R1.23).

Where silence means a rejection, the time stands still while what is indispensable is missing, at
the latest until the day that was set for it. Where silence means an acceptance, the time begins
once it is there. Days are days of the calendar of the town; days of one month are counted by its
length, months from date to date (law R1.22).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


@dataclass(frozen=True)
class Missing:
    """Something indispensable: asked for that day, to be sent by another, there since ``ended_on``.

    ``ended_on`` None: it is still missing.
    """

    asked_on: date
    due_on: date
    ended_on: date | None = None

    @property
    def until(self) -> date:
        """The first day on which it no longer stops the time, as far as is known."""
        return min(self.ended_on or self.due_on, self.due_on)


@dataclass(frozen=True)
class Pause:
    """Days on which the time stood still: from the first, up to the day when it went on."""

    since: date
    until: date

    @property
    def days(self) -> int:
        return (self.until - self.since).days


def pauses(legal_on: date, missing: Iterable[Missing]) -> tuple[Pause, ...]:
    """Return when the time to a legal date stood still, in order; what overlaps counts once.

    While something is missing, it is counted as if it came on its last day. What is asked for once
    the time is over stops nothing: silence has decided.
    """
    merged: list[Pause] = []
    for one in sorted(missing, key=lambda one: one.asked_on):
        since, until = one.asked_on, one.until
        if merged and since <= merged[-1].until:
            merged[-1] = Pause(merged[-1].since, max(until, merged[-1].until))
        elif since >= legal_on + timedelta(days=sum(pause.days for pause in merged)):
            break
        elif since < until:
            merged.append(Pause(since, until))
    return tuple(merged)


def date_of_rejection(legal_on: date, missing: Iterable[Missing]) -> date:
    """Return the legal date where silence rejects: what it was, and the days that it stood still.

    ``legal_on`` is the date without any pause. Raises OverflowError beyond the year 9999.
    """
    return legal_on + timedelta(days=sum(pause.days for pause in pauses(legal_on, missing)))


def date_of_acceptance(
    legal_on: date, missing: Iterable[Missing], law: Callable[[date], date | None]
) -> date | None:
    """Return the legal date where silence accepts; None while something indispensable is missing.

    ``legal_on`` is the date without anything asked for, ``law`` counts it from a day anew. What is
    asked for once the time is over changes nothing: silence has decided.
    """
    complete_on: date | None = None
    current: date | None = legal_on
    for one in sorted(missing, key=lambda one: one.asked_on):
        if current is not None and one.asked_on >= current:
            break
        if one.ended_on is None:
            return None
        complete_on = max(complete_on or one.ended_on, one.ended_on)
        current = law(complete_on)
    return current
