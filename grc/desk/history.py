# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What happened to a request and its answers, as sentences. Events hold ids and codes only."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import CharField, F, Value
from django.db.models.functions import Concat
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from grc.accounts.models import Team, User
from grc.answers.enums import SendingChannel
from grc.catalog.holder_forms import in_words
from grc.core.text import excerpt
from grc.desk.items_told import OF_ITEMS, items_in
from grc.journal.models import Event
from grc.journal.models.event import ActorKind
from grc.service_requests.enums import Channel, Priority
from grc.service_requests.law.dates import decided_by_silence
from grc.service_requests.models import AskedItem, FilledForm
from grc.webhooks.models import Webhook
from workflows.definition import Trigger
from workflows.machine import UnknownStep
from workflows.models import WorkflowVersion
from workflows.text import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from grc.answers.models import Answer
    from grc.service_requests.models import ServiceRequest
    from workflows.definition import Transition

# How much of each answer the history repeats.
LONGEST_TOLD = 200

_PLAIN = {
    "imported": pgettext_lazy("history", "Imported from another system"),
    "taken": pgettext_lazy("history", "Taken in charge"),
    "released": pgettext_lazy("history", "Put back in the team’s queue"),
    "noted": pgettext_lazy("history", "Internal note"),
    "written": pgettext_lazy("history", "Message to the requester"),
    "notified": pgettext_lazy("history", "Colleagues notified"),
    "due_set": pgettext_lazy("history", "Due date changed"),
    "moved_to_version": pgettext_lazy("history", "Moved to another version of the workflow"),
    "linked": pgettext_lazy("history", "Request opened with another service"),
    "not_linked": pgettext_lazy("history", "No request could be opened with another service"),
    "not_begun": pgettext_lazy("history", "No answer was begun: nobody was there to write it"),
    "timer_failed": pgettext_lazy("history", "A timer failed; it is tried again in an hour"),
    "replied": pgettext_lazy("history", "Message from the requester"),
    "attached": pgettext_lazy("history", "File added"),
    "drafted": pgettext_lazy("history", "Answer begun"),
    "queued": pgettext_lazy("history", "Answer put in the outgoing mail"),
    "undelivered": pgettext_lazy("history", "The mail could not be delivered"),
    "withdrawn": pgettext_lazy("history", "Draft given up"),
    "signed_file_kept": pgettext_lazy("history", "Signed letter kept"),
    "signature_asked": pgettext_lazy("history", "Sent to be signed electronically"),
    "signature_withdrawn": pgettext_lazy("history", "Taken back before it was signed"),
    "file_enclosed": pgettext_lazy("history", "File attached to the answer"),
    "file_taken_out": pgettext_lazy("history", "File taken out of the answer"),
    "copy_undelivered": pgettext_lazy("history", "A copy could not be delivered"),
    "proof_made": pgettext_lazy("history", "Proof of the answer taken out"),
    "contested": pgettext_lazy("history", "Not solved: opened again, with another agent"),
    "opinion_given": pgettext_lazy("history", "Opinion given"),
    "opinion_lapsed": pgettext_lazy("history", "Opinion not given in time: it went on without"),
    "amended": pgettext_lazy("history", "Text corrected by a validator"),
    "handed_over": pgettext_lazy("history", "Validation handed over"),
    "visa_taken_back": pgettext_lazy("history", "Visa taken back before the answer left"),
    "circuit_changed": pgettext_lazy("history", "Circuit changed for this answer"),
    "reminded": pgettext_lazy("history", "Validators reminded"),
    "escalated": pgettext_lazy("history", "Validation passed to somebody above"),
    "nobody_above": pgettext_lazy("history", "Nobody above could be asked"),
    "annotated": pgettext_lazy("history", "Remark on the text"),
    "settled": pgettext_lazy("history", "Proposal settled by the author"),
    "checked": pgettext_lazy("history", "Looked at after it was sent"),
    "acknowledgement_lacking": pgettext_lazy(
        "history", "Only a receipt was sent: the acknowledgement lacks something"
    ),
    "acknowledgement_completed": pgettext_lazy("history", "Acknowledgement sent"),
}


_OF_SYSTEMS = {
    "called": pgettext_lazy("history", "%(system)s told"),
    "call_failed": pgettext_lazy("history", "%(system)s could not be told"),
    "not_called": pgettext_lazy("history", "%(system)s not told: unknown, or disabled"),
}
_OF_TEAMS = {
    "contribution_asked": pgettext_lazy("history", "Contribution asked of %(team)s"),
    "contributed": pgettext_lazy("history", "Contribution of %(team)s given"),
    "contribution_withdrawn": pgettext_lazy("history", "Contribution of %(team)s withdrawn"),
}
_TO_A_PERSON = {
    "assigned": pgettext_lazy("history", "Given to %(person)s"),
    "proposed": pgettext_lazy("history", "Proposed to %(person)s"),
}


@dataclass(frozen=True)
class Told:
    """One event, as the timeline component tells it."""

    sentence: str
    who: str
    at: datetime


@dataclass(frozen=True)
class Names:
    """The names of the people and teams that events mention by their keys."""

    people: dict[int, str]
    teams: dict[int, str]
    forms: dict[int, FilledForm] = field(default_factory=dict)
    items: dict[int, AskedItem] = field(default_factory=dict)
    systems: dict[int, str] = field(default_factory=dict)

    def person(self, key: object) -> str:
        return self.people.get(_key(key), _("somebody"))

    def system(self, event: Event) -> str:
        name = self.systems.get(_key(event.data.get("webhook")))
        return name or str(event.data.get("code") or _("another system"))

    def team(self, key: object) -> str:
        return self.teams.get(_key(key), _("another team"))


def events_of(service_request: ServiceRequest, answers: Iterable[Answer]) -> list[Event]:
    """Return what happened to the request and to its answers, in order."""
    return list(Event.objects.about(service_request, *answers).in_order())


def names_in(events: Iterable[Event]) -> Names:
    """Read the names that the events need, in one query, and the forms that they mention."""
    people, teams, forms, systems = set(), set(), set(), set()
    items = set[int]()
    for event in events:
        if event.actor_id:
            people.add(event.actor_id)
        if event.name in _TO_A_PERSON:
            people.add(_key(event.data.get("to")))
        if event.name == "entrusted":
            people |= {_key(key) for key in event.data.get("people", ())}
            teams |= {_key(key) for key in event.data.get("teams", ())}
        if event.name == "filled_in":
            forms.add(_key(event.data.get("form")))
        items |= items_in(event)
        if event.name in _OF_TEAMS:
            teams.add(_key(event.data.get("team")))
        if event.name in _OF_SYSTEMS:
            systems.add(_key(event.data.get("webhook")))
        if event.name == "passed_on":
            teams |= {_key(event.data.get("from_team")), _key(event.data.get("to_team"))}
    full_name = Concat("first_name", Value(" "), "last_name", output_field=CharField())
    found = User.objects.filter(pk__in=people).order_by()
    rows = found.values_list(Value("person"), "pk", full_name)
    if teams:
        named = Team.objects.filter(pk__in=teams).order_by()
        rows = rows.union(named.values_list(Value("team"), "pk", F("name")), all=True)
    if systems:
        called = Webhook.objects.filter(pk__in=systems).order_by()
        rows = rows.union(called.values_list(Value("system"), "pk", F("name")), all=True)
    read = list(rows)
    return Names(
        {key: name.strip() for kind, key, name in read if kind == "person"},
        {key: name for kind, key, name in read if kind == "team"},
        _forms(forms),
        AskedItem.objects.in_bulk(items) if items else {},
        {key: name for kind, key, name in read if kind == "system"},
    )


def _forms(keys: set[int]) -> dict[int, FilledForm]:
    if not keys:
        return {}
    found = FilledForm.objects.filter(pk__in=keys).select_related("workflow_version")
    return found.in_bulk()


def told(service_request: ServiceRequest, events: Iterable[Event], names: Names) -> list[Told]:
    """Tell the events, the newest first."""
    return [
        Told(_sentence(as_it_was, event, names), actor_of(event, names), event.at)
        for as_it_was, event in _backwards(service_request, events)
    ]


def _backwards(
    service_request: ServiceRequest, events: Iterable[Event]
) -> Iterator[tuple[ServiceRequest, Event]]:
    """Yield the events, the newest first, each with the request on the version that it followed."""
    for event in reversed(list(events)):
        yield service_request, event
        if event.name == "moved_to_version":
            service_request = copy(service_request)
            versions = WorkflowVersion.objects.defer("definition")
            service_request.workflow_version = versions.get(pk=event.data["from_version"])


def actor_of(event: Event, names: Names) -> str:
    """Return who did it; empty for what happened by itself."""
    if event.actor_kind == ActorKind.REQUESTER:
        return _("the requester")
    return names.person(event.actor_id) if event.actor_id else ""


def _sentence(service_request: ServiceRequest, event: Event, names: Names) -> str:
    if event.name in _PLAIN:
        return str(_PLAIN[event.name])
    if event.name == "submitted" and "round" in event.data:
        return _round_sentence(event)
    if event.name in _OF_TEAMS:
        return str(_OF_TEAMS[event.name]) % {"team": names.team(event.data.get("team"))}
    if event.name in OF_ITEMS:
        return OF_ITEMS[event.name](event, names.items)
    if event.name in _OF_SYSTEMS:
        return str(_OF_SYSTEMS[event.name]) % {"system": names.system(event)}
    special = _SPECIAL.get(event.name)
    return special(service_request, event, names) if special else event.name


def _filed(service_request: ServiceRequest, event: Event, names: Names) -> str:
    channel = str(dict(Channel.choices).get(event.data.get("channel", ""), "")).lower()
    return pgettext("history", "Request filed (%(channel)s)") % {"channel": channel}


def _near(service_request: ServiceRequest, event: Event, names: Names) -> str:
    words = pgettext("history", "Colleagues told that the legal date is %(day)s")
    return words % {"day": f"{_day(event):%d/%m/%Y}"}


def _decided(service_request: ServiceRequest, event: Event, names: Names) -> str:
    return decided_by_silence(event.data["silence"], _day(event))


def _day(event: Event) -> date:
    return date.fromisoformat(event.data["legal_on"])


def _to_a_person(service_request: ServiceRequest, event: Event, names: Names) -> str:
    return str(_TO_A_PERSON[event.name]) % {"person": names.person(event.data.get("to"))}


def _entrusted(service_request: ServiceRequest, event: Event, names: Names) -> str:
    functions = service_request.machine.definition.functions
    labels = {one.code: resolve(one.label, get_language() or "fr") for one in functions}
    code = str(event.data.get("function", ""))
    people = [names.person(key) for key in event.data.get("people", ())]
    in_charge = [in_words(role, None) for role in event.data.get("in_charge", ())]
    holders = [*(names.team(key) for key in event.data.get("teams", ())), *in_charge, *people]
    told = {"function": labels.get(code, code), "holders": ", ".join(holders)}
    if not holders:
        return pgettext("history", "Function as the service says again: %(function)s") % told
    return pgettext("history", "Function entrusted (%(function)s) to %(holders)s") % told


def _passed_on(service_request: ServiceRequest, event: Event, names: Names) -> str:
    return pgettext("history", "Passed on from %(from_team)s to %(to_team)s") % {
        "from_team": names.team(event.data.get("from_team")),
        "to_team": names.team(event.data.get("to_team")),
    }


def _not_written(service_request: ServiceRequest, event: Event, names: Names) -> str:
    words = pgettext("history", "Not written: the library has no text “%(code)s”")
    return words % {"code": event.data.get("library", "")}


def _filled_in(service_request: ServiceRequest, event: Event, names: Names) -> str:
    form = names.forms.get(_key(event.data.get("form")))
    language = get_language() or "fr"
    told = form.presented(language) if form is not None else []
    answers = " · ".join(f"{label} {excerpt(value, LONGEST_TOLD)}" for label, value in told)
    return answers or pgettext("history", "Form filled in")


def _moved(service_request: ServiceRequest, event: Event, names: Names) -> str:
    step = _step(service_request, str(event.data.get("to", "")))
    way = _transition(service_request, event)
    if way is not None and way.trigger is Trigger.TIMER:
        words = pgettext("history", "Moved to “%(step)s” when the time came: %(timer)s")
        return words % {"step": step, "timer": resolve(way.label, get_language() or "fr")}
    return pgettext("history", "Moved to “%(step)s”") % {"step": step}


def _performed(service_request: ServiceRequest, event: Event, names: Names) -> str:
    way = _transition(service_request, event)
    if way is None:
        return str(event.data.get("transition", ""))
    return resolve(way.label, get_language() or "fr")


def _transition(service_request: ServiceRequest, event: Event) -> Transition | None:
    code = event.data.get("transition", "")
    ways = service_request.machine.definition.transitions
    return next((way for way in ways if way.code == code), None)


def _prioritised(service_request: ServiceRequest, event: Event, names: Names) -> str:
    labels = {value: str(label) for value, label in Priority.choices}
    after = labels.get(_key(event.data.get("after")), "")
    return pgettext("history", "Priority: %(priority)s") % {"priority": after.lower()}


def _sent(service_request: ServiceRequest, event: Event, names: Names) -> str:
    channel = dict(SendingChannel.choices).get(event.data.get("channel", ""), "")
    return pgettext("history", "Answer sent %(channel)s") % {"channel": channel}


def _round_event(service_request: ServiceRequest, event: Event, names: Names) -> str:
    return _round_sentence(event)


def _round_sentence(event: Event) -> str:
    sentences = {
        "submitted": pgettext("history", "Version %(number)s submitted"),
        "returned": pgettext("history", "Version %(number)s returned"),
        "recalled": pgettext("history", "Version %(number)s taken back"),
        "approved": pgettext("history", "Version %(number)s approved"),
    }
    return sentences[event.name] % {"number": event.data.get("round", "")}


def _step(service_request: ServiceRequest, code: str) -> str:
    try:
        step = service_request.machine.step(code)
    except UnknownStep:
        return code
    return resolve(step.label, get_language() or "fr")


def _key(value: object) -> int:
    return value if isinstance(value, int) else 0


_SPECIAL = {
    "legal_date_near": _near,
    "implicit_decision": _decided,
    "submitted": _filed,
    "assigned": _to_a_person,
    "proposed": _to_a_person,
    "entrusted": _entrusted,
    "passed_on": _passed_on,
    "filled_in": _filled_in,
    "not_written": _not_written,
    "moved": _moved,
    "performed": _performed,
    "prioritised": _prioritised,
    "sent": _sent,
    "returned": _round_event,
    "recalled": _round_event,
    "approved": _round_event,
}
