# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The line: where a request stands, in points that every door draws with the same component."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grc.core.line import LinePoint
from grc.core.precision import Precision
from workflows.models import WorkflowVersion
from workflows.text import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from grc.journal.models import Event
    from grc.service_requests.models import ServiceRequest
    from workflows.definition import Step

Audience = Literal["agent", "citizen"]


@dataclass(frozen=True)
class _Visit:
    step: str
    at: datetime
    precision: Precision
    who: str
    # The version whose step it is, where the request follows another one since.
    version: int | None = None


def line_of(
    service_request: ServiceRequest,
    events: Iterable[Event],
    *,
    audience: Audience,
    names: Mapping[int, str],
) -> list[LinePoint]:
    """Return the points of a request's line.

    ``events`` are those of the request, in order; ``names`` gives each actor's name by user id.
    Citizens read the citizen wording, and no agent's name.
    """
    visits = _visits(service_request, events, audience, names)
    points = [
        _done(service_request, visit, audience) for visit in _without_detours(visits, audience)
    ]
    points.append(_now(service_request, visits[-1], audience))
    if not service_request.has_ended:
        points += _next(service_request, audience)
    return _distinct(points)


def _visits(
    service_request: ServiceRequest,
    events: Iterable[Event],
    audience: Audience,
    names: Mapping[int, str],
) -> list[_Visit]:
    events = list(events)
    start = _Visit(
        _began_at(service_request, events),
        service_request.submitted_at,
        Precision(service_request.submitted_precision),
        who="",
    )
    visits = [start]
    for event in events:
        who = _actor(event, audience, names)
        if event.name == "submitted":
            visits[0] = replace(start, who=who)
        elif event.name == "moved":
            visits.append(_Visit(event.data["to"], event.at, Precision.INSTANT, who))
        elif event.name == "moved_to_version":
            visits = _under(visits, event.data)
    if visits[-1].step != service_request.step:
        precision = Precision(service_request.step_since_precision)
        visits.append(_Visit(service_request.step, service_request.step_since, precision, who=""))
    return visits


def _began_at(service_request: ServiceRequest, events: list[Event]) -> str:
    """Return the step where it began: of the version that it followed then."""
    left = [event.data["from"] for event in events if event.name in ("moved", "moved_to_version")]
    was_moved = any(event.name == "moved_to_version" for event in events)
    return left[0] if was_moved else service_request.machine.start.code


def _under(visits: list[_Visit], data: dict[str, Any]) -> list[_Visit]:
    """Return the visits once the request follows another version: it stands where it stood.

    Steps that it left before keep the names of their version.
    """
    left = [replace(visit, version=visit.version or data["from_version"]) for visit in visits[:-1]]
    return [*left, replace(visits[-1], step=data["to"], version=None)]


def _actor(event: Event, audience: Audience, names: Mapping[int, str]) -> str:
    if event.actor_kind == "requester":
        return _("you") if audience == "citizen" else _("the requester")
    return names.get(event.actor_id or 0, "") if audience == "agent" else ""


def _without_detours(visits: list[_Visit], audience: Audience) -> list[_Visit]:
    """Keep the last visit of each step that was left; a step returned to is not done twice."""
    last = {visit.step: visit for visit in visits[:-1]}
    last.pop(visits[-1].step, None)
    return [visit for visit in visits[:-1] if last.get(visit.step) is visit]


def _label(
    service_request: ServiceRequest, code: str, audience: Audience, version: int | None = None
) -> str:
    machine = service_request.machine
    if version is not None and version != service_request.workflow_version_id:
        machine = WorkflowVersion.objects.defer("definition").get(pk=version).machine
    step: Step = machine.step(code)
    wording = step.citizen_label if audience == "citizen" else step.label
    return resolve(wording, get_language() or "fr")


def _done(service_request: ServiceRequest, visit: _Visit, audience: Audience) -> LinePoint:
    return LinePoint(
        state="done",
        label=_label(service_request, visit.step, audience, visit.version),
        who=visit.who,
        at=visit.at,
        precision=visit.precision,
    )


def _now(service_request: ServiceRequest, visit: _Visit, audience: Audience) -> LinePoint:
    label = _label(service_request, visit.step, audience)
    if service_request.has_ended:
        outcome = str(service_request.get_outcome_display())
        return LinePoint(
            state="done",
            label=f"{label} · {outcome}",
            who=visit.who,
            at=visit.at,
            precision=visit.precision,
        )
    who = str(service_request.team)
    if audience == "agent" and service_request.assignee_id:
        who = str(service_request.assignee)
    return LinePoint(
        state="now",
        label=label,
        who=who,
        at=visit.at,
        precision=visit.precision,
    )


def _next(service_request: ServiceRequest, audience: Audience) -> list[LinePoint]:
    steps = service_request.machine.next_steps(service_request.step)
    shown = steps[-1:] if audience == "citizen" else steps[:1] + steps[1:][-1:]
    # No day is promised to who still owes us what we cannot do without.
    waits = audience == "citizen" and service_request.items_indispensable_open
    return [
        LinePoint(
            state="next",
            label=_label(service_request, step.code, audience),
            by=service_request.due_on if step is steps[-1] and not waits else None,
        )
        for step in shown
    ]


def _distinct(points: list[LinePoint]) -> list[LinePoint]:
    """Drop a point that says the same as the one after it: several steps may share a wording."""
    return [
        point
        for point, after in zip(points, [*points[1:], None], strict=True)
        if after is None or after.label != point.label or point.state == "now"
    ]
