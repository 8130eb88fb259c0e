# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a transition does to a request, effect by effect. The row is locked, the transaction open.

Nothing here asks who may: whoever may take the transition may do what it does. Nothing refuses
what is so already: an effect also follows a citizen's word or an answer, where nobody could mend.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from grc.accounts.enums import Role
from grc.accounts.models import Membership, User
from grc.catalog.models.function_mapping import DEFAULT_ROLES, FunctionMapping
from grc.clock.working_time import add_working_days, calendar_of
from grc.journal.models import Event
from grc.service_requests.enums import Priority
from grc.service_requests.filling import values_of
from grc.service_requests.guards import can_work
from grc.service_requests.notifications import Notice
from grc.service_requests.placeholders import fill_plain
from workflows.effects import (
    Ask,
    Assign,
    Contribute,
    Link,
    Notify,
    PassOn,
    SetDue,
    SetPriority,
    Tell,
    Urgency,
    Whom,
)
from workflows.text import resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import date

    from grc.journal.models.event import Actor
    from grc.service_requests.models import ServiceRequest
    from workflows.effects import Effect
    from workflows.text import LocalisedText

PRIORITIES = {
    Urgency.LOW: Priority.LOW,
    Urgency.NORMAL: Priority.NORMAL,
    Urgency.HIGH: Priority.HIGH,
    Urgency.URGENT: Priority.URGENT,
}


def carry_out(service_request: ServiceRequest, effects: Iterable[Effect], *, by: Actor) -> None:
    """Do what a transition does, in its order. Whatever is raised undoes the whole transition."""
    for effect in effects:
        _EXECUTORS[type(effect)](service_request, effect, by)


def holders_of(service_request: ServiceRequest, functions: Collection[str]) -> list[User]:
    """Return the people who hold one of these functions for this request, each once."""
    mapped = _mappings(service_request, functions)
    named = [mapping.person for mapping in mapped if mapping.person is not None]
    # Whoever left is named still, and told nothing.
    here = set(Membership.objects.filter(user__in=named).values_list("user", flat=True))
    found = {person.pk: person for person in named if person.is_active and person.pk in here}
    for team, role in _places(service_request, mapped, functions):
        members = Membership.objects.filter(team=team, user__is_active=True)
        for membership in members.select_related("user").order_by("pk"):
            if membership.allows(role):
                found.setdefault(membership.user_id, membership.user)
    return list(found.values()) or _administrators()


def _administrators() -> list[User]:
    """Return whoever holds every function: in a village, often the only ones there are."""
    members = Membership.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True)
    return [member.user for member in members.select_related("user").order_by("user")]


def _assign(service_request: ServiceRequest, effect: Assign, by: Actor) -> None:
    person = _worker(service_request, by) if effect.to is Whom.ACTOR else None
    if (effect.to is Whom.ACTOR and person is None) or service_request.assignee == person:
        return
    service_request.assignee = person
    service_request.assigned_at = timezone.now() if person else None
    service_request.save(update_fields=["assignee", "assigned_at"])
    name = "assigned" if person else "released"
    Event.objects.record(name, service_request, by=by, to=person.pk if person else None)


def _worker(service_request: ServiceRequest, by: Actor) -> User | None:
    return by if isinstance(by, User) and can_work(by, service_request) else None


def _pass_on(service_request: ServiceRequest, effect: PassOn, by: Actor) -> None:
    teams = [m.team for m in _mappings(service_request, (effect.function,)) if m.team is not None]
    if not teams or service_request.team in teams:
        return
    left, service_request.team = service_request.team_id, teams[0]
    service_request.assignee, service_request.assigned_at = None, None
    service_request.save(update_fields=["team", "assignee", "assigned_at"])
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
    service_request.announce(
        _said(effect.text, service_request, service_request.language, by), by=by
    )


def _said(text: LocalisedText, service_request: ServiceRequest, language: str, by: Actor) -> str:
    """Return a text in that language, with the values of its placeholders."""
    return fill_plain(resolve(text, language), values_of(service_request, by=by), language).text


def _notify(service_request: ServiceRequest, effect: Notify, by: Actor) -> None:
    town = service_request.municipality
    text = _said(effect.text, service_request, town.default_language, by)
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
    text = _said(effect.text, service_request, language, by)
    for function in effect.functions:
        teams = [m.team for m in _mappings(service_request, (function,)) if m.team is not None]
        if teams and not teams[0].is_retired:
            service_request.ask_team(teams[0], effect, function, text, by)


def _ask(service_request: ServiceRequest, effect: Ask, by: Actor) -> None:
    text = _said(effect.text, service_request, service_request.language, by)
    due_on = day_in(service_request, effect.days, working=effect.working)
    service_request.ask_items(effect, text, due_on, by=by)


def _places(
    service_request: ServiceRequest,
    mapped: Iterable[FunctionMapping],
    functions: Collection[str],
) -> list[tuple[int, Role]]:
    """Return the team and the role in it of whoever holds one of these functions by a role."""
    own = service_request.team_id
    said = {mapping.function for mapping in mapped}
    default = [DEFAULT_ROLES[code] for code in functions if code in DEFAULT_ROLES.keys() - said]
    places = [(m.team_id or own, Role(m.role)) for m in mapped if m.person_id is None]
    return [*places, *((own, role) for role in default)]


def _mappings(service_request: ServiceRequest, functions: Collection[str]) -> list[FunctionMapping]:
    mappings = service_request.service.function_mappings.filter(function__in=functions)
    return list(mappings.select_related("team", "person").order_by("pk"))


def _link(service_request: ServiceRequest, effect: Link, by: Actor) -> None:
    from grc.service_requests.linking import open_linked

    open_linked(service_request, effect.service, by=by)


_EXECUTORS: dict[type, Callable[[ServiceRequest, Any, Actor], None]] = {
    Assign: _assign,
    PassOn: _pass_on,
    SetPriority: _set_priority,
    SetDue: _set_due,
    Tell: _tell,
    Notify: _notify,
    Link: _link,
    Contribute: _contribute,
    Ask: _ask,
}
