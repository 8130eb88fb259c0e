# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a played workflow asks of the house around it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Protocol

from workflows.effects import Urgency
from workflows.options import PREFIX as OPTIONS
from workflows.options import Option, option_values
from workflows.playing.case import Case
from workflows.rules.forms import PREFIX as VALUES
from workflows.timers import Anchor, Delay, Unit

FILLED = "filled."


class World(Protocol):
    """The calendar and the facts of a house."""

    @property
    def zone(self) -> tzinfo:
        """The time zone in which its days begin."""

    def facts(self, case: Case, wanted: Collection[str], now: datetime) -> Mapping[str, object]:
        """Return those of the wanted facts that are known of a case."""

    def anchor(self, case: Case, anchor: Anchor) -> datetime | date | None:
        """Return the moment or the date from which timers count."""

    def moment(self, case: Case, delay: Delay, options: Iterable[Option]) -> datetime | None:
        """Return when a timer comes; None where it does not."""

    def later(self, now: datetime, amount: int, unit: Unit) -> datetime:
        """Return the moment after so much time."""

    def due(self, now: datetime, days: int, *, working: bool) -> date:
        """Return the date so many days from now."""

    def legal(self, case: Case) -> date | None:
        """Return the legal date, by what the requester was asked for and when it came."""

    def priority(self, urgency: Urgency) -> int:
        """Return the number by which conditions know how urgent a request is."""


class PlainWorld:
    """A world without a house: UTC, every day from Monday to Friday worked for eight hours."""

    zone: tzinfo = UTC

    def facts(self, case: Case, wanted: Collection[str], now: datetime) -> Mapping[str, object]:
        plain = {
            "channel": case.channel,
            "priority": case.priority,
            "assigned": case.assignee_id is not None,
            "requester.wrote": case.requester_wrote_at is not None,
            "contributions.open": case.contributions_open,
            "items.open": case.items_open,
            "items.indispensable_open": case.items_indispensable_open,
            "days.open": (now - case.submitted_at).days,
            "days.here": (now - case.step_since).days,
        }
        named = {VALUES: case.values, FILLED: case.filled, OPTIONS: case.options}
        for prefix, values in named.items():
            plain |= {prefix + code: value for code, value in values.items()}
        return {name: plain[name] for name in wanted if name in plain}

    def anchor(self, case: Case, anchor: Anchor) -> datetime | date | None:
        return anchor_in(case, anchor)

    def moment(self, case: Case, delay: Delay, options: Iterable[Option]) -> datetime | None:
        since = self.anchor(case, delay.since)
        amount = delay.amount_for(option_values(options, case.options))
        if since is None or amount is None:
            return None
        if not isinstance(since, datetime):
            since = datetime.combine(since, datetime.min.time(), tzinfo=UTC)
        try:
            return self.later(since, -amount if delay.before else amount, delay.unit)
        except OverflowError:
            # Beyond the calendar: it does not come.
            return None

    def later(self, now: datetime, amount: int, unit: Unit) -> datetime:
        if unit is Unit.HOURS:
            return now + timedelta(hours=amount)
        if unit is Unit.DAYS:
            return now + timedelta(days=amount)
        days, hours = divmod(amount, 8) if unit is Unit.WORKING_HOURS else (amount, 0)
        step = timedelta(days=-1 if days < 0 else 1)
        for _ in range(abs(days)):
            now += step
            while now.weekday() > 4:
                now += step
        return now + timedelta(hours=hours)

    def due(self, now: datetime, days: int, *, working: bool) -> date:
        return self.later(now, days, Unit.WORKING_DAYS if working else Unit.DAYS).date()

    def legal(self, case: Case) -> date | None:
        return case.legal_on

    def priority(self, urgency: Urgency) -> int:
        return list(Urgency).index(urgency)


def anchor_in(case: Case, anchor: Anchor) -> datetime | date | None:
    """Return the moment of an anchor, as the case itself knows it."""
    return {
        Anchor.ARRIVAL: case.step_since,
        Anchor.SUBMISSION: case.submitted_at,
        Anchor.CITIZEN_WORD: case.requester_last_wrote_at or case.submitted_at,
        Anchor.DUE_DATE: case.due_on,
        Anchor.LEGAL_DATE: case.legal_on,
    }[anchor]
