# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""When a timer of a workflow comes for one request, in the calendar of its town."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Protocol

from grc.clock.working_time import add_working_days, working_days_before
from workflows.options import option_values
from workflows.timers import Anchor, Unit

if TYPE_CHECKING:
    from grc.clock.working_hours import WorkingClock
    from grc.service_requests.models import ServiceRequest
    from workflows.timers import Delay

Moment = datetime | date


class Town(Protocol):
    """A calendar: that of a town, or the one in which scenarios are played."""

    @property
    def working_time(self) -> WorkingClock: ...


class Dated(Protocol):
    """What timers count from: a request, or a case that only a scenario knows."""

    @property
    def step_since(self) -> datetime: ...
    @property
    def submitted_at(self) -> datetime: ...
    @property
    def requester_last_wrote_at(self) -> datetime | None: ...
    @property
    def due_on(self) -> date | None: ...
    @property
    def legal_on(self) -> date | None: ...


def anchor_of(dated: Dated, anchor: Anchor) -> Moment | None:
    """Return the moment or the date from which a timer counts; None where there is none."""
    moments: dict[Anchor, Moment | None] = {
        Anchor.ARRIVAL: dated.step_since,
        Anchor.SUBMISSION: dated.submitted_at,
        Anchor.CITIZEN_WORD: dated.requester_last_wrote_at or dated.submitted_at,
        Anchor.DUE_DATE: dated.due_on,
        Anchor.LEGAL_DATE: dated.legal_on,
    }
    return moments[anchor]


def options_of(service_request: ServiceRequest) -> dict[str, object]:
    """Return what its service chose, or else what its workflow says for everybody."""
    options = service_request.machine.definition.options
    return option_values(options, service_request.service.options) if options else {}


def moment_of(service_request: ServiceRequest, delay: Delay) -> datetime | None:
    """Return when this timer comes for a request, in UTC; None where nothing tells."""
    since = anchor_of(service_request, delay.since)
    amount = delay.amount_for(options_of(service_request))
    if since is None or amount is None:
        return None
    return moment_after(service_request.municipality, since, delay, amount)


def moment_after(town: Town, since: Moment, delay: Delay, amount: int) -> datetime | None:
    """Return the moment of a timer that counts from ``since``, in UTC.

    Days are days of the calendar of the town at the same time of day, a date begins with its first
    minute: "one day after the due date" is when it has passed. None for a limit beyond the
    calendar, and in a town whose week holds no hour: it does not come.
    """
    try:
        if delay.unit is Unit.WORKING_HOURS and isinstance(since, datetime):
            return town.working_time.after(since, amount)
        if delay.unit is Unit.HOURS and isinstance(since, datetime):
            return since.astimezone(UTC) + timedelta(hours=amount)
        return _in_days(town, since, delay, amount)
    except (OverflowError, ValueError):
        return None


def _in_days(town: Town, since: Moment, delay: Delay, amount: int) -> datetime:
    day, at, zone = since, time.min, town.working_time.zone
    if isinstance(since, datetime):
        local = since.astimezone(zone)
        day, at = local.date(), local.time()
    if delay.unit is Unit.WORKING_DAYS:
        count = working_days_before if delay.before else add_working_days
        day = count(day, amount, town.working_time.calendar)
    else:
        day += timedelta(days=-amount if delay.before else amount)
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
