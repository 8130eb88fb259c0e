# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The house in which workflows are played: the facts and the calendar of real requests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from grc.catalog.enums import Silence
from grc.clock.missing import date_of_acceptance, date_of_rejection
from grc.clock.months import add_months
from grc.clock.working_hours import WorkingClock
from grc.clock.working_time import calendar_of
from grc.clock.working_week import WorkingWeek
from grc.municipalities.models.municipality import default_working_week
from grc.service_requests.effects.carrying_out import PRIORITIES
from grc.service_requests.facts import own_values
from grc.service_requests.law.dates import missing_among
from grc.service_requests.timers.moments import anchor_of, moment_after
from workflows.fields import FieldKind
from workflows.options import PREFIX as OPTIONS
from workflows.options import option_values
from workflows.playing.world import FILLED
from workflows.rules import form_values
from workflows.rules.forms import PREFIX as VALUES
from workflows.timers import Anchor, Delay, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import date, tzinfo

    from grc.catalog.models import Service
    from workflows.definition import Definition
    from workflows.effects import Urgency
    from workflows.fields import Field
    from workflows.options import Option
    from workflows.playing import Case


# So late that nothing is, and a day of the calendar in every time zone.
_NEVER = datetime(9990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Rehearsal:
    """A town's clock, the questions that its forms and the workflow ask, and what silence means.

    ``silence`` and ``legal_months`` are those of the services that follow the workflow; a case may
    say otherwise.
    """

    working_time: WorkingClock
    definition: Definition
    fields: tuple[Field, ...] = ()
    silence: str = Silence.REJECTION
    legal_months: int | None = None

    @property
    def zone(self) -> tzinfo:
        """The town's."""
        return self.working_time.zone

    def facts(self, case: Case, wanted: Collection[str], now: datetime) -> Mapping[str, object]:
        if not wanted:
            return {}
        known = own_values(case, self.working_time.zone, now)
        own, filled = self.definition.options, self.definition.form_fields
        known |= self._values(case) | form_values(filled, case.filled, FILLED)
        chosen = option_values(own, case.options)
        known |= form_values([option.field for option in own], chosen, OPTIONS)
        return {name: known[name] for name in wanted if name in known}

    def anchor(self, case: Case, anchor: Anchor) -> datetime | date | None:
        return anchor_of(case, anchor)

    def moment(self, case: Case, delay: Delay, options: Iterable[Option]) -> datetime | None:
        since = anchor_of(case, delay.since)
        amount = delay.amount_for(option_values(options, case.options))
        if since is None or amount is None:
            return None
        return moment_after(self, since, delay, amount)

    def later(self, now: datetime, amount: int, unit: Unit) -> datetime:
        delay = Delay(Anchor.ARRIVAL, amount, unit)
        return moment_after(self, now, delay, amount) or max(now, _NEVER)

    def due(self, now: datetime, days: int, *, working: bool) -> date:
        unit = Unit.WORKING_DAYS if working else Unit.DAYS
        return self.later(now, days, unit).astimezone(self.working_time.zone).date()

    def legal(self, case: Case) -> date | None:
        """Return the legal date as a real request would have it: suspended, or begun anew."""
        if case.first_legal_on is None:
            return case.legal_on
        missing = missing_among(case.items, self.working_time.zone)
        if (case.silence or self.silence) == Silence.ACCEPTANCE:
            law = self._law_of(case, case.first_legal_on)
            return date_of_acceptance(case.first_legal_on, missing, law)
        return date_of_rejection(case.first_legal_on, missing)

    def _law_of(self, case: Case, first: date) -> Callable[[date], date]:
        """Return what counts the time anew: in months where the law does, else as many days."""
        filed_on = case.submitted_at.astimezone(self.working_time.zone).date()
        months = case.legal_months or self.legal_months
        if months is not None and add_months(filed_on, months) == first:
            return lambda day: add_months(day, months)
        return lambda day: day + (first - filed_on)

    def priority(self, urgency: Urgency) -> int:
        return int(PRIORITIES[urgency])

    def _values(self, case: Case) -> dict[str, Any]:
        """Return the values of the form as facts; where no form is known, as they are given."""
        if self.fields:
            places = {field.code for field in self.fields if field.kind is FieldKind.ADDRESS}
            values = {
                # Scenarios say a place in words alone.
                code: {"text": value} if code in places and isinstance(value, str) else value
                for code, value in case.values.items()
            }
            return form_values(self.fields, values)
        return {VALUES + code: value for code, value in case.values.items()}


def rehearsal_of(
    definition: Definition,
    *,
    clock: WorkingClock | None = None,
    fields: Iterable[Field] = (),
    services: Iterable[Service] = (),
) -> Rehearsal:
    """Return the world of a workflow; without a town, that of any town of France.

    What silence means is what its services say, where they agree; otherwise a rejection, which is
    what the law makes of almost everything.
    """
    laws = {(one.silence, one.legal_months) for one in services}
    silence, months = laws.pop() if len(laws) == 1 else (Silence.REJECTION, None)
    return Rehearsal(clock or _anywhere(), definition, tuple(fields), str(silence), months)


def _anywhere() -> WorkingClock:
    week = WorkingWeek.parse(default_working_week())
    return WorkingClock(week, calendar_of("FR"), ZoneInfo("Europe/Paris"))
