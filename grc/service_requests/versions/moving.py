# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Living requests move to another version, in small batches.

A batch is one transaction: its rows are locked, those that somebody holds are passed over and found
again. A worker that is killed loses its batch, and nothing of it was written: each request is moved
once, which a constraint holds as well. Workers of one move take turns, batch by batch.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from grc.journal.models import Event
from grc.journal.models.event import event_fields, record_all
from grc.service_requests.models import MovedRequest, ServiceRequest, VersionMove
from workflows.definition import AnswerEvent, StepKind
from workflows.models import WorkflowVersion

if TYPE_CHECKING:
    from grc.accounts.models import User
    from grc.municipalities.models import Municipality

logger = logging.getLogger(__name__)

#: Requests whose rows one transaction holds: nobody at a desk waits long for one of them.
AT_ONCE: Final = 200
_WRITE: Final = """
    UPDATE service_requests_servicerequest request
    SET workflow_version_id = moved.version, step = moved.step, step_kind = moved.kind,
        trail = moved.trail, timer_at = moved.timer_at, timers_fired = moved.timers_fired
    FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::jsonb[], %s::timestamptz[],
        %s::jsonb[]) AS moved (id, version, step, kind, trail, timer_at, timers_fired)
    WHERE request.id = moved.id
"""

# Which of these requests have an answer that is approved and on its way out.
Sending = Callable[[Collection[int]], Collection[int]]
_sending: list[Sending] = []


def tell_sending(provider: Sending) -> Sending:
    """Let this function say which requests have an answer on its way out."""
    if provider not in _sending:
        _sending.append(provider)
    return provider


@dataclass(frozen=True)
class Place:
    """Where a request goes: a version, a step of it, and what it remembers there."""

    version: WorkflowVersion
    step: str
    trail: Sequence[str]
    timers_fired: dict[str, str]


def carry_on(municipality: Municipality, move: int | None = None) -> int:
    """Move what is to be moved in a town, to the end; return how many requests were looked at.

    May run several times at once.
    """
    with municipality.scope():
        unfinished = VersionMove.objects.unfinished().order_by("pk")
        found = list(unfinished.filter(pk=move) if move is not None else unfinished)
    return sum(_carry_on(municipality, one) for one in found)


def wake_forgotten(municipality: Municipality) -> None:
    """Give a job to each move that is not done and has none. A dead worker's job is revived."""
    with municipality.scope():
        for move in VersionMove.objects.unfinished():
            jobs = ProcrastinateJob.objects.filter(
                queue_name="moves", status__in=("todo", "doing"), args__move=move.pk
            )
            if not jobs.exists():
                move.wake()


def _carry_on(municipality: Municipality, move: VersionMove) -> int:
    batch = _move_back if move.is_undoing else _move
    looked_at, last = 0, AT_ONCE
    while last:
        with municipality.scope():
            _alone(move)
            last = batch(municipality, move)
        looked_at += last
    with municipality.scope():
        _finish(move)
    return looked_at


def _alone(move: VersionMove) -> VersionMove:
    """Return the move as it is now, held: what others did in it is seen before the next batch."""
    return VersionMove.objects.select_for_update(of=("self",)).get(pk=move.pk)


def _move(municipality: Municipality, move: VersionMove) -> int:
    """Move one batch on; return how many requests were looked at."""
    rows = _locked(move.waiting()[:AT_ONCE], municipality)
    versions = _versions([move.to_version_id])
    sending = _being_sent(rows)
    seen, moved = [], []
    for row in rows:
        to = move.mapping[str(row.workflow_version_id)][row.step]
        place = Place(versions[move.to_version_id], to, _remembered(row, move), row.timers_fired)
        record = _record(move, row, to)
        record.state = _put(row, place, row.pk in sending)
        seen.append(record)
        if record.state == MovedRequest.State.MOVED:
            moved.append((row, record))
    MovedRequest.objects.bulk_create(seen)
    _write(row for row, _record in moved)
    record_all(
        _event(row, move.begun_by, move, (record.from_version_id, record.from_step))
        for row, record in moved
    )
    return len(rows)


def _move_back(municipality: Municipality, move: VersionMove) -> int:
    """Take one batch back; return how many requests were looked at."""
    records = list(
        move.requests.filter(state=MovedRequest.State.MOVED).select_for_update(
            of=("self",), skip_locked=True
        )[:AT_ONCE]
    )
    wanted = ServiceRequest.objects.filter(pk__in=[one.service_request_id for one in records])
    rows = {row.pk: row for row in _locked(wanted, municipality)}
    versions = _versions({one.from_version_id for one in records})
    sending = _being_sent(rows.values())
    restored = []
    # Whoever is at work on a request holds its row: it is looked at again.
    looked_at = [one for one in records if one.service_request_id in rows]
    for one in looked_at:
        row = rows[one.service_request_id]
        left = (row.workflow_version_id, row.step)
        one.state = MovedRequest.State.GONE_ON
        if (*left, row.step_since) == (move.to_version_id, one.to_step, one.step_since):
            # What came meanwhile has come as well: nobody is told twice.
            fired = one.timers_fired | row.timers_fired
            place = Place(versions[one.from_version_id], one.from_step, one.trail, fired)
            if _put(row, place, row.pk in sending) == MovedRequest.State.MOVED:
                one.state = MovedRequest.State.RESTORED
                restored.append((row, left))
    MovedRequest.objects.bulk_update(looked_at, ["state"])
    _write(row for row, _left in restored)
    record_all(_event(row, move.undone_by, move, left) for row, left in restored)
    return len(looked_at)


def _finish(move: VersionMove) -> None:
    """Note that nothing is left; where somebody holds a row still, the next run looks again."""
    fresh = _alone(move)
    if fresh.is_undoing:
        if not fresh.requests.filter(state=MovedRequest.State.MOVED).exists():
            fresh.undone_at = timezone.now()
            fresh.save(update_fields=["undone_at"])
            _tell("move_undone", fresh)
    elif fresh.done_at is None and not fresh.waiting().exists():
        fresh.done_at = timezone.now()
        fresh.save(update_fields=["done_at"])
        _tell("move_done", fresh)


def _tell(name: str, move: VersionMove) -> None:
    data: dict[str, Any] = {state: count for state, count in move.counts().items() if count}
    Event.objects.record(name, move, by=None, **data)


def _locked(requests: Iterable[ServiceRequest], municipality: Municipality) -> list[ServiceRequest]:
    """Return those of these requests that nobody holds, locked."""
    rows = requests.select_for_update(of=("self",), skip_locked=True)  # type: ignore[attr-defined]
    found = list(
        rows.select_related("service", "workflow_version").defer("workflow_version__definition")
    )
    for row in found:
        row.municipality = municipality
    return found


def _versions(keys: Collection[int]) -> dict[int, WorkflowVersion]:
    return WorkflowVersion.objects.defer("definition").in_bulk(keys)


def _being_sent(rows: Iterable[ServiceRequest]) -> set[int]:
    keys = [row.pk for row in rows]
    return {key for provider in _sending for key in provider(keys)}


def _record(move: VersionMove, row: ServiceRequest, to: str) -> MovedRequest:
    return MovedRequest(
        municipality_id=move.municipality_id,
        move=move,
        service_request=row,
        from_version_id=row.workflow_version_id,
        from_step=row.step,
        to_step=to,
        step_since=row.step_since,
        trail=row.trail,
        timers_fired=row.timers_fired,
    )


def _remembered(row: ServiceRequest, move: VersionMove) -> list[str]:
    """Return the steps that were left, under their new codes. The machine passes unknown ones over.

    They stay remembered: a way back leads to the last that the version knows.
    """
    steps = move.mapping[str(row.workflow_version_id)]
    return [steps.get(code, code) for code in row.trail]


def _put(row: ServiceRequest, place: Place, being_sent: bool) -> str:
    """Put a request in its place, not saved; return what became of it."""
    step = place.version.machine.step(place.step)
    validates = step.kind is StepKind.WAITING_VALIDATION
    listens = place.version.machine.listens(place.step, AnswerEvent.SENT)
    if validates != (row.validating_team_id is not None) or (being_sent and not listens):
        return MovedRequest.State.KEPT
    if row.contributions_open and not place.version.machine.joins(place.step):
        return MovedRequest.State.KEPT
    try:
        row.repin(place.version, place.step)
        row.trail, row.timers_fired = list(place.trail), dict(place.timers_fired)
        row.set_timer()
    except Exception:
        logger.exception("Request %s could not be moved to version %s.", row.pk, place.version.pk)
        return MovedRequest.State.FAILED
    return MovedRequest.State.MOVED


def _write(rows: Iterable[ServiceRequest]) -> None:
    """Save what a move changes in many rows, in one statement."""
    changed = list(rows)
    if not changed:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            [
                [row.pk for row in changed],
                [row.workflow_version_id for row in changed],
                [row.step for row in changed],
                [str(row.step_kind) for row in changed],
                [json.dumps(row.trail) for row in changed],
                [row.timer_at for row in changed],
                [json.dumps(row.timers_fired) for row in changed],
            ],
        )


def _event(
    row: ServiceRequest, by: User | None, move: VersionMove, left: tuple[int, str]
) -> dict[str, object]:
    data = {
        "move": move.pk,
        "from_version": left[0],
        "to_version": row.workflow_version_id,
        "from": left[1],
        "to": row.step,
    }
    return event_fields("moved_to_version", row, by=by, at=None, data=data)
