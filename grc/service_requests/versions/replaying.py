# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The requests of the last months, once more through a version that is not published yet.

Nothing is written and nothing is sent: requests and their events are read in batches, and lived
again in memory (``workflows.playing``).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from grc.journal.models import Event
from grc.journal.models.event import ActorKind
from grc.service_requests.facts import words_of
from grc.service_requests.law.dates import silence_of
from grc.service_requests.models import ServiceRequest
from grc.service_requests.versions.rehearsing import rehearsal_of
from workflows.definition import Trigger
from workflows.outcomes import AnswerEvent
from workflows.playing import (
    Answered,
    Came,
    Case,
    Demanded,
    Gave,
    Lived,
    Pressed,
    Replay,
    Sent,
    Wrote,
    relive,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from workflows.definition import Transition
    from workflows.machine import Machine
    from workflows.models import Workflow
    from workflows.playing.replay import Stimulus

#: Requests read at a time, with all their events.
AT_ONCE: Final = 500
#: Days in a month, on average: nobody counts them here.
MONTH: Final = timedelta(days=30.44)
_TOLD = (
    *("moved", "performed", "replied", "written", "contributed"),
    *("items_asked", "item_received", "item_waived"),
)


def replay(workflow: Workflow, machine: Machine, *, months: int = 6, most: int = 100_000) -> Replay:
    """Let the requests that were filed under this workflow since then go through ``machine``.

    The newest ``most`` of them. The town must be in scope.
    """
    result = Replay()
    words = words_of(workflow)
    world = words.world(machine.definition) if words.world else rehearsal_of(machine.definition)
    for lived in lives(workflow, since=timezone.now() - months * MONTH, most=most):
        result.add(lived, relive(machine, lived, world), machine)
    return result


def life_of(service_request: ServiceRequest) -> Lived | None:
    """Return what one request lived through; None where not all of it was lived here (imports)."""
    events = _events_of([service_request])
    return _life(service_request, events.get(service_request.pk, []))


def lives(workflow: Workflow, *, since: datetime, most: int) -> Iterator[Lived]:
    """Yield what the requests of a workflow lived through, the newest first."""
    rows = ServiceRequest.objects.filter(
        workflow_version__workflow=workflow, submitted_at__gte=since
    ).newest_first()
    joined = rows.select_related("service", "workflow_version", "municipality")
    joined = joined.defer("workflow_version__definition")
    read, last = 0, None
    while read < most:
        page = joined if last is None else joined.older_than(last.submitted_at, last.pk)
        found = list(page[: min(AT_ONCE, most - read)])
        if not found:
            return
        events = _events_of(found)
        lived = (_life(row, events.get(row.pk, [])) for row in found)
        yield from (life for life in lived if life is not None)
        read, last = read + len(found), found[-1]


def _events_of(rows: list[ServiceRequest]) -> dict[int, list[Event]]:
    """Return what moved each request or was said about it, in order, in one query."""
    found: dict[int, list[Event]] = {}
    events = Event.objects.filter(
        subject_type=ServiceRequest._meta.label_lower,
        subject_id__in=[row.pk for row in rows],
        name__in=_TOLD,
    )
    for event in events.order_by("pk").only("name", "subject_id", "at", "data", "actor_kind"):
        found.setdefault(event.subject_id, []).append(event)
    return found


def _life(row: ServiceRequest, events: list[Event]) -> Lived | None:
    """Return what a request lived through; None where not all of it was lived here (imports)."""
    ways = _ways(row.machine)
    steps = [(row.machine.start.code, row.submitted_at)]
    steps += [(str(e.data["to"]), e.at) for e in events if e.name == "moved" and "to" in e.data]
    if steps[-1][0] != row.step:
        return None
    told = sum(e.name == "written" and e.actor_kind == ActorKind.SYSTEM for e in events)
    return Lived(
        key=row.pk,
        case=_case(row),
        stimuli=tuple(_stimuli(events, ways)),
        steps=tuple(step for at, step in enumerate(steps) if not at or steps[at - 1][0] != step[0]),
        until=row.ended_at or timezone.now(),
        has_ended=row.has_ended,
        told=told,
        filled=row.filled,
    )


def _stimuli(events: Iterable[Event], ways: dict[str, Transition]) -> Iterator[Stimulus]:
    """Yield what people did; a button that asks for something with what was chosen there."""
    asked: list[Event] = []
    for event in events:
        if event.name == "items_asked":
            asked += [event] if "asked" in event.data else []
            continue
        found = _stimulus(event, ways)
        if isinstance(found, Pressed) and asked:
            found = replace(found, demanded=_demanded(asked))
        if found is not None:
            yield found
        if event.name in ("moved", "performed"):
            asked = []


def _demanded(asked: list[Event]) -> Demanded:
    items = tuple((str(code), bool(flag)) for one in asked for code, flag in one.data["asked"])
    return Demanded(items, max(date.fromisoformat(one.data["due_on"]) for one in asked))


def _stimulus(event: Event, ways: dict[str, Transition]) -> Stimulus | None:
    """Return what a person did, from what was recorded; None for what followed by itself."""
    if event.name == "replied":
        return _word(event)
    if event.name in ("item_received", "item_waived"):
        # What the requester sent themselves is told by their word.
        if event.actor_kind != ActorKind.USER:
            return None
        heard, left = bool(event.data.get("heard", True)), bool(event.data.get("left"))
        how = Came.WAIVED if event.name == "item_waived" else Came.NOTED
        return Sent(event.at, (str(event.data["code"]),), left=left, heard=heard, how=how)
    if event.name == "contributed":
        return Gave(event.at, str(event.data.get("function", "")))
    way = ways.get(str(event.data.get("transition", "")))
    if way is None or way.trigger in (Trigger.TIMER, Trigger.CITIZEN, Trigger.JOINED):
        return None
    outcome = str(event.data.get("outcome", ""))
    if way.trigger is Trigger.ANSWER:
        return Answered(event.at, way.on or AnswerEvent.SENT, outcome)
    return Pressed(event.at, way.code, way.functions, outcome)


def _word(event: Event) -> Stimulus:
    if "items" not in event.data:
        return Wrote(event.at)
    return Sent(event.at, tuple(event.data["items"]), left=bool(event.data.get("left")))


def _ways(machine: Machine) -> dict[str, Transition]:
    return {way.code: way for way in machine.definition.transitions}


def _case(row: ServiceRequest) -> Case:
    return Case(
        step=row.step,
        submitted_at=row.submitted_at,
        step_since=row.submitted_at,
        channel=str(row.channel),
        values=row.values,
        options=row.service.options,
        place=row.place,
        requester_name=row.requester_name,
        requester_email=row.requester_email,
        requester_phone=row.requester_phone,
        due_on=row.due_on,
        legal_on=row.first_legal_on or row.legal_on,
        contest_days=row.service.contest_days,
        silence=silence_of(row),
        legal_months=row.service.legal_months,
    )
