# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""When a timer of a workflow comes for one request, in the calendar of its town."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from grc.clock.working_time import add_working_days, calendar_of, working_days_before
from workflows.options import option_values
from workflows.timers import Anchor, Unit

if TYPE_CHECKING:
    from grc.municipalities.models import Municipality
    from grc.service_requests.models import ServiceRequest
    from workflows.timers import Delay

Moment = datetime | date


def anchor_of(service_request: ServiceRequest, anchor: Anchor) -> Moment | None:
    """Return the moment or the date from which a timer counts; None where there is none."""
    moments: dict[Anchor, Moment | None] = {
        Anchor.ARRIVAL: service_request.step_since,
        Anchor.SUBMISSION: service_request.submitted_at,
        Anchor.CITIZEN_WORD: service_request.requester_last_wrote_at
        or service_request.submitted_at,
        Anchor.DUE_DATE: service_request.due_on,
        Anchor.LEGAL_DATE: service_request.legal_on,
    }
    return moments[anchor]


def options_of(service_request: ServiceRequest) -> dict[str, object]:
    """Return what its service chose, or else what its workflow says for everybody."""
    options = service_request.machine.definition.options
    return option_values(options, service_request.service.options) if options else {}


def moment_of(service_request: ServiceRequest, delay: Delay) -> datetime | None:
    """Return when this timer comes, in UTC; None where nothing tells.

    Days are days of the calendar of the town at the same time of day, a date begins with its first
    minute: "one day after the due date" is when it has passed.
    """
    since = anchor_of(service_request, delay.since)
    amount = delay.amount_for(options_of(service_request))
    if since is None or amount is None:
        return None
    town = service_request.municipality
    try:
        if delay.unit is Unit.WORKING_HOURS and isinstance(since, datetime):
            return town.working_time.after(since, amount)
        if delay.unit is Unit.HOURS and isinstance(since, datetime):
            return since.astimezone(UTC) + timedelta(hours=amount)
        return _in_days(town, since, delay, amount)
    except (OverflowError, ValueError):
        # A limit beyond the calendar, a town whose week holds no hour: it does not come.
        return None


def _in_days(town: Municipality, since: Moment, delay: Delay, amount: int) -> datetime:
    day, at = since, time.min
    if isinstance(since, datetime):
        local = since.astimezone(town.zone)
        day, at = local.date(), local.time()
    if delay.unit is Unit.WORKING_DAYS:
        calendar = calendar_of(town.country, town.subdivision)
        count = working_days_before if delay.before else add_working_days
        day = count(day, amount, calendar)
    else:
        day += timedelta(days=-amount if delay.before else amount)
    return datetime.combine(day, at, tzinfo=town.zone).astimezone(UTC)
