# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a transition does to a request, effect by effect. The row is locked, the transaction open.

Nothing here asks who may: whoever may take the transition may do what it does. Nothing refuses
what is so already: an effect also follows a citizen's word or an answer, where nobody could mend.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from grc.accounts.models import User
from grc.catalog.holders import Holder
from grc.catalog.models.function_mapping import DEFAULT_ROLES
from grc.clock.working_time import add_working_days, calendar_of
from grc.journal.models import Event
from grc.service_requests.effects.library import written
from grc.service_requests.effects.load import least_busy
from grc.service_requests.enums import Priority
from grc.service_requests.filling import values_of
from grc.service_requests.guards import can_work
from grc.service_requests.holders import but_for_who_left, holders_of, mapped
from grc.service_requests.notifications import Notice
from grc.service_requests.placeholders import fill_plain
from workflows.effects import (
    Ask,
    Assign,
    Contribute,
    Entrust,
    Library,
    Link,
    Notify,
    PassOn,
    Propose,
    SetDue,
    SetPriority,
    Tell,
    Urgency,
    Whom,
)
from workflows.text import resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from grc.catalog.models.held_function import HeldFunction
    from grc.journal.models.event import Actor
    from grc.service_requests.models import ServiceRequest
    from workflows.effects import Effect, Words
    from workflows.text import LocalisedText

    Executor = Callable[[ServiceRequest, Any, Actor], None]

PRIORITIES = {
    Urgency.LOW: Priority.LOW,
    Urgency.NORMAL: Priority.NORMAL,
    Urgency.HIGH: Priority.HIGH,
    Urgency.URGENT: Priority.URGENT,
}


def carries_out(effect: type) -> Callable[[Executor], Executor]:
    """Register the function that carries out effects of this class: each has exactly one.

    Rooms above, which this one does not know, bring theirs when the house starts.
    """

    def register(executor: Executor) -> Executor:
        if effect in _EXECUTORS:
            raise ImproperlyConfigured(f"Two functions carry out {effect.__name__}: remove one.")
        _EXECUTORS[effect] = executor
        return executor

    return register


def carry_out(service_request: ServiceRequest, effects: Iterable[Effect], *, by: Actor) -> None:
    """Do what a transition does, in its order. Whatever is raised undoes the whole transition."""
    for effect in effects:
        _EXECUTORS[type(effect)](service_request, effect, by)


def _assign(service_request: ServiceRequest, effect: Assign, by: Actor) -> None:
    person = _assignee(service_request, effect, by)
    if (effect.to is not Whom.NOBODY and person is None) or service_request.assignee == person:
        return
    service_request.hand_to(person)
    name = "assigned" if person else "released"
    Event.objects.record(name, service_request, by=by, to=person.pk if person else None)


def _assignee(service_request: ServiceRequest, effect: Assign, by: Actor) -> User | None:
    if effect.to is Whom.ACTOR:
        return _worker(service_request, by)
    if effect.to is Whom.LEAST_BUSY:
        return least_busy(service_request, effect.function)
    return None


def _worker(service_request: ServiceRequest, by: Actor) -> User | None:
    return by if isinstance(by, User) and can_work(by, service_request) else None


def _propose(service_request: ServiceRequest, effect: Propose, by: Actor) -> None:
    person = least_busy(service_request, effect.function)
    if person is not None and service_request.assignee is None:
        service_request.propose_to(person, by=by)


def _entrust(service_request: ServiceRequest, effect: Entrust, by: Actor) -> None:
    said = mapped(service_request, (effect.to,))
    holders = [
        Holder(role=one.role, team=_team_of(one, service_request), person=one.person_id)
        for one in but_for_who_left(said)
    ]
    if not said and effect.to in DEFAULT_ROLES:
        holders = [Holder(role=DEFAULT_ROLES[effect.to], team=service_request.team_id)]
    if holders:
        service_request.hold(effect.function, holders, by=by)


def _team_of(one: HeldFunction, service_request: ServiceRequest) -> int | None:
    """Return the team that it is today: who holds it stays the same when the request passes on."""
    return None if one.person_id else one.team_id or service_request.team_id


def _pass_on(service_request: ServiceRequest, effect: PassOn, by: Actor) -> None:
    said = mapped(service_request, (effect.function,))
    teams = [one.team for one in said if one.team is not None and not one.team.is_retired]
    if not teams or service_request.team in teams:
        return
    left, service_request.team = service_request.team_id, teams[0]
    service_request.save(update_fields=["team"])
    service_request.hand_to(None)
    Event.objects.record(
        "passed_on", service_request, by=by, from_team=left, to_team=service_request.team_id
    )


def _set_priority(service_request: ServiceRequest, effect: SetPriority, by: Actor) -> None:
    before, after = service_request.priority, PRIORITIES[effect.priority]
    if before == after:
        return
    service_request.priority = after
    service_request.save(update_fields=["priority"])
    Event.objects.record("prioritised", service_request, by=by, before=before, after=after)


def _set_due(service_request: ServiceRequest, effect: SetDue, by: Actor) -> None:
    before, after = service_request.due_on, _due_on(service_request, effect)
    if before == after:
        return
    service_request.due_on = after
    service_request.save(update_fields=["due_on"])
    day = after.isoformat() if after else None
    Event.objects.record("due_set", service_request, by=by, due_on=day)


def _due_on(service_request: ServiceRequest, effect: SetDue) -> date | None:
    if effect.days is None:
        return None
    return day_in(service_request, effect.days, working=effect.working)


def day_in(service_request: ServiceRequest, days: int, *, working: bool) -> date:
    """Return the day so many days from today, in the calendar of the town."""
    town = service_request.municipality
    today = timezone.now().astimezone(town.zone).date()
    if working:
        return add_working_days(today, days, calendar_of(town.country, town.subdivision))
    return today + timedelta(days=days)


def _tell(service_request: ServiceRequest, effect: Tell, by: Actor) -> None:
    text = _said(effect.text, service_request, service_request.language, by)
    if text is not None:
        service_request.announce(text, by=by)


def _said(words: Words, service_request: ServiceRequest, language: str, by: Actor) -> str | None:
    """Return the words in that language; where the library has none, the history says so."""
    if not isinstance(words, Library):
        return _filled(words, service_request, language, by)
    text = written(words.code, service_request, language, by=by)
    if text is None:
        Event.objects.record("not_written", service_request, by=by, library=words.code)
    return text


def _filled(text: LocalisedText, service_request: ServiceRequest, language: str, by: Actor) -> str:
    """Return a text in that language, with the values of its placeholders."""
    return fill_plain(resolve(text, language), values_of(service_request, by=by), language).text


def _notify(service_request: ServiceRequest, effect: Notify, by: Actor) -> None:
    town = service_request.municipality
    text = _said(effect.text, service_request, town.default_language, by)
    if text is None:
        return
    event = Event.objects.record(
        "notified", service_request, by=by, functions=list(effect.functions)
    )
    for person in holders_of(service_request, effect.functions):
        if person != by:
            Notice(service_request, event, person, text).defer(
                municipality=town, subject=service_request
            )


def _contribute(service_request: ServiceRequest, effect: Contribute, by: Actor) -> None:
    language = service_request.municipality.default_language
    text = _filled(effect.text, service_request, language, by)
    for function in effect.functions:
        teams = [m.team for m in mapped(service_request, (function,)) if m.team is not None]
        if teams and not teams[0].is_retired:
            service_request.ask_team(teams[0], effect, function, text, by)


def _ask(service_request: ServiceRequest, effect: Ask, by: Actor) -> None:
    text = _filled(effect.text, service_request, service_request.language, by)
    due_on = day_in(service_request, effect.days, working=effect.working)
    service_request.ask_items(effect, text, due_on, by=by)


def _link(service_request: ServiceRequest, effect: Link, by: Actor) -> None:
    from grc.service_requests.effects.linking import open_linked

    open_linked(service_request, effect.service, by=by)


_EXECUTORS: dict[type, Executor] = {
    Assign: _assign,
    Propose: _propose,
    Entrust: _entrust,
    PassOn: _pass_on,
    SetPriority: _set_priority,
    SetDue: _set_due,
    Tell: _tell,
    Notify: _notify,
    Link: _link,
    Contribute: _contribute,
    Ask: _ask,
}
