# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""“Why can’t I…?” and “why did it move?”: who may, what must hold, what came of it.

Everything is said from what the machine itself asks, so that no explanation differs from what
happens.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grc.service_requests.facts import facts_about, vocabulary
from grc.service_requests.guards import functions_of
from grc.service_requests.holders import holders_of
from grc.service_requests.timers.moments import moment_of
from workflows.definition import Trigger
from workflows.models import WorkflowVersion
from workflows.rules import Vocabulary, facts_of, holds
from workflows.rules.presenting import present_fact
from workflows.sentences import condition_sentence
from workflows.soundness.survey import own_facts
from workflows.text import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from grc.accounts.models import User
    from grc.journal.models import Event
    from grc.service_requests.models import ServiceRequest
    from workflows.definition import Definition, Transition

#: Names of people who hold a function; of more of them the number is said.
MOST_NAMED = 5


@dataclass(frozen=True)
class Value:
    """A fact that a condition asks for, and what it is just now."""

    label: str
    value: str


@dataclass(frozen=True)
class Guard:
    """A condition in words, whether it holds now, and the facts that it looks at."""

    sentence: str
    holds: bool
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Holder:
    """A function, who it is today for this request, and whether the reader is one of them."""

    label: str
    people: tuple[str, ...]
    others: int
    is_me: bool


@dataclass(frozen=True)
class Way:
    """A way out of the step where a request is: a button, or what comes by itself.

    ``refusal`` says why a button cannot be pressed by the reader now. ``at`` is when a timer comes.
    """

    label: str
    trigger: str
    leads_to: str
    refusal: str
    holders: tuple[Holder, ...]
    guard: Guard | None
    at: datetime | None


@dataclass(frozen=True)
class Move:
    """A transition that was taken: which, when, by whom, what set it off, what it did besides."""

    label: str
    trigger: str
    left: str
    to: str
    event: Event
    guard: str
    effects: tuple[str, ...]


class Explanation:
    """What can be said of one request to one person."""

    def __init__(self, service_request: ServiceRequest, user: User) -> None:
        self.service_request, self.user = service_request, user
        self.machine = service_request.machine
        definition = self.machine.definition
        fields = service_request.form_version.parsed
        self.language = get_language() or "fr"
        self.vocabulary = vocabulary(fields) | Vocabulary(own_facts(definition))
        self._held = functions_of(user, service_request)
        self._holders: dict[str, Holder] = {}

    def ways(self) -> list[Way]:
        """Return every way out of the step, in the order of the workflow."""
        refusals = {
            one.transition.code: self.service_request.said(one.refusal) if one.refusal else ""
            for one in self.service_request.available_to(self.user)
        }
        return [
            self._way(way, refusals.get(way.code, ""))
            for way in self.machine.definition.transitions
            if self.service_request.step in way.sources
        ]

    def moves(self, events: Iterable[Event]) -> list[Move]:
        """Return what was taken, the newest first; ``events`` are those of the request, in order.

        What happened on a version that the request no longer follows is told as it said then.
        """
        definition, found = self.machine.definition, list[Move]()
        for event in reversed(list(events)):
            if event.name == "moved_to_version":
                definition = _definition(event.data["from_version"])
            elif event.name in ("moved", "performed"):
                found.append(self._move(event, definition))
        return found

    def functions(self) -> list[Holder]:
        """Return each function of the workflow, and who it is today."""
        return [self._holder(function.code) for function in self.machine.definition.functions]

    def _way(self, way: Transition, refusal: str) -> Way:
        at = None
        if way.trigger is Trigger.TIMER and way.after is not None:
            at = moment_of(self.service_request, way.after)
        return Way(
            label=resolve(way.label, self.language),
            trigger=way.on or way.trigger,
            leads_to=self._target(way),
            refusal=refusal,
            holders=tuple(self._holder(code) for code in way.functions),
            guard=self._guard(way),
            at=at,
        )

    def _target(self, way: Transition) -> str:
        request = self.service_request
        to = self.machine.target(way, request.step, tuple(request.trail))
        return "" if to == request.step else self._step(to)

    def _step(self, code: str, definition: Definition | None = None) -> str:
        steps = (definition or self.machine.definition).steps
        known = {step.code: step for step in steps}
        return resolve(known[code].label, self.language) if code in known else code

    def _guard(self, way: Transition) -> Guard | None:
        if way.when is None:
            return None
        wanted = facts_of(way.when)
        known = facts_about(self.service_request, wanted)
        values = [
            Value(resolve(fact.label, self.language), self._said(fact.name, known))
            for fact in self.vocabulary
            if fact.name in wanted
        ]
        sentence = condition_sentence(way.when, self.vocabulary)
        return Guard(sentence, holds(way.when, known), tuple(values))

    def _said(self, name: str, known: dict[str, object]) -> str:
        fact = self.vocabulary.fact(name)
        said = present_fact(fact, known.get(name), self.language) if fact is not None else ""
        return said or _("not known")

    def _holder(self, code: str) -> Holder:
        if code not in self._holders:
            labels = {one.code: one.label for one in self.machine.definition.functions}
            people = [str(person) for person in holders_of(self.service_request, (code,))]
            self._holders[code] = Holder(
                label=resolve(labels[code], self.language) if code in labels else code,
                people=tuple(people[:MOST_NAMED]),
                others=len(people[MOST_NAMED:]),
                is_me=code in self._held,
            )
        return self._holders[code]

    def _move(self, event: Event, definition: Definition) -> Move:
        code = str(event.data.get("transition", ""))
        ways = (way for way in definition.transitions if way.code == code)
        way = next(ways, None)
        left, to = str(event.data.get("from", "")), str(event.data.get("to", ""))
        return Move(
            label=resolve(way.label, self.language) if way is not None else code,
            trigger=(way.on or way.trigger) if way is not None else "",
            left=self._step(left, definition) if left else "",
            to=self._step(to, definition) if to else "",
            event=event,
            guard=self._condition(way, definition),
            effects=tuple(_effects(event)),
        )

    def _condition(self, way: Transition | None, definition: Definition) -> str:
        if way is None or way.when is None:
            return ""
        return condition_sentence(way.when, self.vocabulary | Vocabulary(own_facts(definition)))


def _definition(version: int) -> Definition:
    return WorkflowVersion.objects.get(pk=version).machine.definition


def _effects(event: Event) -> Iterator[str]:
    words = {
        "assign": _("the request was given or put back"),
        "propose": _("it was proposed to somebody"),
        "entrust": _("a function was entrusted to others"),
        "pass_on": _("it was passed on to another team"),
        "set_priority": _("its priority was set"),
        "set_due": _("its due date was set"),
        "tell": _("the requester was written to"),
        "notify": _("colleagues were written to"),
        "call": _("another system was told"),
        "link": _("a request was opened with another service"),
        "ask": _("the requester was asked for what is missing"),
        "contribute": _("other teams were asked for a contribution"),
        "begin_answer": _("an answer was begun, where none was under way"),
    }
    for name in event.data.get("effects", ()):
        yield words.get(str(name), str(name))
