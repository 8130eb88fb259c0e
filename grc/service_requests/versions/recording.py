# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A scenario made from what one request went through, without a word of anybody.

Of the form only what conditions look at is kept, and of that no free text: a scenario travels with
its workflow, to other towns too (law R2.02).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from grc.core.refusals import NotValid
from grc.service_requests.law.dates import silence_of
from grc.service_requests.versions.replaying import life_of
from workflows.definition import Trigger
from workflows.fields import Field, FieldKind
from workflows.playing import Answered, Gave, Pressed, Sent, Wrote
from workflows.playing.player import BEGINS
from workflows.playing.world import FILLED
from workflows.rules.forms import PREFIX as VALUES
from workflows.scenario import (
    MOST_MOVES,
    Answering,
    Contributed,
    Expect,
    Given,
    Press,
    Scenario,
    SendItems,
    Silence,
    Wait,
    Write,
)
from workflows.text import LocalisedText
from workflows.timers import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from grc.service_requests.models import ServiceRequest
    from workflows.playing.replay import Lived, Stimulus
    from workflows.scenario import Move

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
# What says something about the case and nothing about a person.
_TOLD = frozenset({FieldKind.NUMBER, FieldKind.BOOLEAN, FieldKind.CHOICE, FieldKind.CHOICES})
# What answers a question that must be answered, and whose answer says something about a person.
_IN_ITS_STEAD: dict[FieldKind, Callable[[Field], str]] = {
    FieldKind.SHORT_TEXT: lambda _field: "…",
    FieldKind.LONG_TEXT: lambda _field: "…",
    FieldKind.NUMBER: lambda field: str(next((n for n in (field.minimum, field.maximum) if n), 0)),
}


def record_scenario(service_request: ServiceRequest, *, code: str) -> Scenario:
    """Return the story of a request as a scenario of its workflow, ready to be played.

    Raises NotValid for a request that was not lived here from its beginning, or too long.
    """
    lived = life_of(service_request)
    if lived is None:
        raise NotValid(
            _("This request was not followed here from its beginning: choose another one.")
        )
    moves = [*_moves(service_request, lived), _end(service_request)]
    if len(moves) > MOST_MOVES:
        raise NotValid(_("This request has too long a story: choose a shorter one."))
    return Scenario(
        code=code,
        label=LocalisedText(service_request.service.name),
        given=Given(
            channel=str(service_request.channel),
            values=tuple(_asked_by_conditions(service_request).items()),
            due=_as_far(service_request, service_request.due_on),
            legal=_as_far(
                service_request, service_request.first_legal_on or service_request.legal_on
            ),
            contest_days=service_request.service.contest_days,
            silence=_regime(service_request),
        ),
        play=tuple(moves),
    )


def _regime(service_request: ServiceRequest) -> Silence | None:
    """Return what silence meant; None where no law gave a time, or it is the usual rejection."""
    if service_request.legal_on is None and service_request.first_legal_on is None:
        return None
    said = Silence(silence_of(service_request))
    is_usual = {said, service_request.service.silence} == {Silence.REJECTION}
    return None if is_usual else said


def _as_far(service_request: ServiceRequest, day: date | None) -> date | None:
    """Return a day as far from the beginning of a play as this one is from the submission."""
    if day is None:
        return None
    zone = service_request.municipality.zone
    return BEGINS.date() + (day - service_request.submitted_at.astimezone(zone).date())


def _moves(service_request: ServiceRequest, lived: Lived) -> Iterator[Move]:
    now = lived.case.submitted_at
    for stimulus in lived.stimuli:
        wait = _wait(stimulus.at - now)
        if wait is not None:
            yield wait
            now += _length(wait)
        if not (isinstance(stimulus, Sent) and not stimulus.heard):
            yield _move(service_request, stimulus)


def _move(service_request: ServiceRequest, stimulus: Stimulus) -> Move:
    match stimulus:
        case Pressed(_, transition, functions, outcome):
            values = _answers(service_request, transition)
            return Press(transition, functions[:1], tuple(values.items()), outcome)
        case Answered(_, event, outcome):
            return Answering(event, outcome)
        case Gave(_, function):
            return Contributed((function,))
        case Sent(left=left):
            return Write() if left else SendItems()
        case Wrote():
            return Write()


def _wait(passed: timedelta) -> Wait | None:
    """Return so many whole days, or hours of the first two; nothing for less than an hour."""
    if passed >= 2 * _DAY:
        return Wait(passed // _DAY, Unit.DAYS)
    return Wait(passed // _HOUR, Unit.HOURS) if passed >= _HOUR else None


def _length(wait: Wait) -> timedelta:
    return (wait.amount or 0) * (_DAY if wait.unit is Unit.DAYS else _HOUR)


def _end(service_request: ServiceRequest) -> Expect:
    return Expect(step=service_request.step, outcome=service_request.outcome or None)


def _asked_by_conditions(service_request: ServiceRequest) -> dict[str, Any]:
    wanted = service_request.machine.facts_wanted
    fields = (f for f in service_request.form_version.parsed if VALUES + f.code in wanted)
    return _plain(fields, service_request.values)


def _answers(service_request: ServiceRequest, code: str) -> dict[str, Any]:
    """Return what a button was given; some word or number in the stead of what nothing asks for."""
    ways = service_request.machine.definition.transitions
    found = (way for way in ways if way.code == code and way.trigger is Trigger.BUTTON)
    way = next(found, None)
    fields = way.form.fields if way is not None and way.form else ()
    given = _plain(fields, service_request.filled)
    wanted = service_request.machine.facts_wanted
    for field in fields:
        if field.kind is FieldKind.NUMBER and FILLED + field.code not in wanted:
            given.pop(field.code, None)
        if field.required and field.kind in _IN_ITS_STEAD and field.code not in given:
            given[field.code] = _IN_ITS_STEAD[field.kind](field)
    return given


def _plain(fields: Iterable[Field], values: dict[str, Any]) -> dict[str, Any]:
    kept = {field.code: values.get(field.code) for field in fields if field.kind in _TOLD}
    return {
        code: tuple(value) if isinstance(value, list) else value
        for code, value in kept.items()
        if value is not None
    }
