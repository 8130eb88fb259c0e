# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, cast

from grc.service_requests.timers.moments import anchor_of, moment_of
from workflows.timers import has_come, with_come

if TYPE_CHECKING:
    from datetime import datetime

    from grc.service_requests.models.service_request import ServiceRequest
    from workflows.definition import Transition

# What a timer does with the row, beside what its transition does.
TIMES: Final = ("timer_at", "timers_fired")
# A timer whose condition does not hold is asked again so much later.
ASKED_AGAIN: Final = timedelta(days=1)


class TimingMixin:
    """The timers of the workflow that run while a request is at its step.

    A timer comes once for the moment that it counts from: for another one (another arrival,
    another due date) it comes again, for one that goes away and comes back it does not.
    """

    def set_timer(self) -> None:
        """Work out when a timer comes next. Not saved: see ``TIMES``."""
        service_request = _request(self)
        moments = (at for _way, at in _moments(service_request))
        service_request.timer_at = min(moments, default=None)

    def fire_timer(self, *, at: datetime) -> bool:
        """Take the first timer that has come by ``at`` and whose condition holds; tell whether.

        The row must be locked, and locked late: nothing happens where the request moved meanwhile.
        """
        service_request = _request(self)
        due = {way.code: way for way, moment in _moments(service_request) if moment <= at}
        machine, facts = service_request.machine, service_request.facts()
        transition = machine.by_timer(service_request.step, due, facts) if due else None
        if transition is None:
            self._ask_again(at, due)
            return False
        _remember(service_request, transition)
        had_ended = service_request.has_ended
        outcome = transition.outcomes[0] if transition.outcomes else ""
        service_request.move(transition, by=None, outcome=outcome)
        if not had_ended:
            service_request.tell_end(transition)
        return True

    def _ask_again(self, at: datetime, due: dict[str, Transition]) -> None:
        """Wait for the next timer; a day at most where one has come and could not be taken."""
        service_request = _request(self)
        moments = [moment for _way, moment in _moments(service_request) if moment > at]
        if due:
            moments.append(at + ASKED_AGAIN)
        service_request.timer_at = min(moments, default=None)
        service_request.save(update_fields=["timer_at"])


def _request(mixin: TimingMixin) -> ServiceRequest:
    return cast("ServiceRequest", mixin)


def _moments(service_request: ServiceRequest) -> list[tuple[Transition, datetime]]:
    """Return the timers of the step that have not come yet, each with its moment."""
    found = []
    for way in service_request.machine.timers(service_request.step):
        moment = moment_of(service_request, way.after) if way.after is not None else None
        if moment is not None and not _has_come(service_request, way):
            found.append((way, moment))
    return found


def _has_come(service_request: ServiceRequest, way: Transition) -> bool:
    counted = _counted_from(service_request, way)
    return has_come(service_request.timers_fired, way.code, counted)


def _remember(service_request: ServiceRequest, way: Transition) -> None:
    if way.after is not None:
        come, counted = service_request.timers_fired, _counted_from(service_request, way)
        service_request.timers_fired = with_come(come, way.code, way.after, counted)


def _counted_from(service_request: ServiceRequest, way: Transition) -> str:
    anchor = anchor_of(service_request, way.after.since) if way.after is not None else None
    return anchor.isoformat() if anchor is not None else ""
