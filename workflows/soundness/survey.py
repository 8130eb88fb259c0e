# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A definition laid out for questions: places, names, and the graph of its known steps."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from workflows.definition import Definition, Step, Transition
from workflows.graph import Graph
from workflows.machine import wording
from workflows.options import PREFIX as OPTIONS
from workflows.playing.world import FILLED, World
from workflows.rules import Fact, Vocabulary, form_facts
from workflows.text import LocalisedText, Wording


def own_facts(definition: Definition) -> Iterator[Fact]:
    """Yield the facts that the workflow itself brings: its forms, its options, each code once."""
    asked = {field.code: field for field in reversed(definition.form_fields) if field.code}
    yield from form_facts(reversed(asked.values()), FILLED)
    chosen = {option.code: option.field for option in definition.options if option.code}
    yield from form_facts(chosen.values(), OPTIONS)


def own_placeholders(definition: Definition) -> set[str]:
    """Return the names that texts may hold thanks to the workflow itself."""
    return {FILLED + field.code for field in definition.form_fields} | {
        OPTIONS + option.code for option in definition.options
    }


# By the code of a function, the services in which nobody but administrators holds it today.
Unheld = Callable[[str], Sequence[LocalisedText]]


class Survey:
    """Tolerates everything that parsing accepts: of two steps of one code the first counts."""

    def __init__(
        self,
        definition: Definition,
        languages: Collection[str],
        vocabulary: Vocabulary | None = None,
        placeholders: Collection[str] | None = None,
        world: World | None = None,
        unheld: Unheld | None = None,
        services: Collection[str] | None = None,
        circuits: Collection[str] | None = None,
        texts: Mapping[str, Collection[str]] | None = None,
        webhooks: Collection[str] | None = None,
    ) -> None:
        self.services, self.webhooks = services, webhooks
        self.circuits, self.texts = circuits, texts
        self.world = world
        self.unheld = unheld
        self.definition = definition
        self.languages = languages
        self.vocabulary: Vocabulary | None = None
        self.placeholders: Collection[str] | None = None
        if vocabulary is not None:
            self.vocabulary = vocabulary | Vocabulary(own_facts(definition))
        if placeholders is not None:
            self.placeholders = set(placeholders) | own_placeholders(definition)
        self.steps: dict[str, Step] = {}
        self._places: dict[str, str] = {}
        for index, step in enumerate(definition.steps):
            if step.code not in self.steps:
                self.steps[step.code] = step
                self._places[step.code] = f"/steps/{index}"
        self._onward: dict[str, set[str]] = {code: set() for code in self.steps}
        self._backward: dict[str, set[str]] = {code: set() for code in self.steps}
        self._exits: dict[str, list[tuple[Transition, str]]] = {code: [] for code in self.steps}
        self._graph = Graph(definition)
        self._follow()

    def _follow(self) -> None:
        for transition, place in self.transitions():
            for source in self.known_sources(transition):
                self._exits[source].append((transition, place))
                for to in self.targets(transition, source):
                    self._onward[source].add(to)
                    self._backward[to].add(source)

    def place(self, step: Step) -> str:
        return self._places[step.code]

    def transitions(self) -> Iterator[tuple[Transition, str]]:
        """Yield every transition with its place."""
        for index, transition in enumerate(self.definition.transitions):
            yield transition, f"/transitions/{index}"

    def exits(self, step: Step) -> list[tuple[Transition, str]]:
        """Return the transitions that leave the step, with their places."""
        return self._exits[step.code]

    def known_sources(self, transition: Transition) -> list[str]:
        return [code for code in dict.fromkeys(transition.sources) if code in self.steps]

    def target(self, transition: Transition) -> Step | None:
        """Return the step that it leads to; None where it stays, goes back, or leads nowhere."""
        return self.steps.get(transition.to)

    def targets(self, transition: Transition, source: str) -> list[str]:
        """Return the known steps that it may lead to from ``source``."""
        return [code for code in self._graph.targets(transition, source) if code in self.steps]

    def arrivals(self, transition: Transition) -> list[Step]:
        """Return the steps where a request may be once it was taken, each once."""
        found = (
            target
            for source in self.known_sources(transition)
            for target in self.targets(transition, source)
        )
        return [self.steps[code] for code in dict.fromkeys(found)]

    def reached_from(self, codes: Iterable[str]) -> set[str]:
        """Return the steps that can be reached from any of these, themselves included."""
        return _closure(self._onward, codes)

    def leading_to(self, codes: Iterable[str]) -> set[str]:
        """Return the steps from which any of these can be reached, themselves included."""
        return _closure(self._backward, codes)

    @property
    def ends(self) -> set[str]:
        return {code for code, step in self.steps.items() if step.is_end}


def named(thing: Step | Transition) -> Wording:
    """Return the label of a step or a transition, for a sentence."""
    return wording(thing.label, thing.code)


def _closure(neighbours: Mapping[str, set[str]], codes: Iterable[str]) -> set[str]:
    seen: set[str] = set()
    found = list(codes)
    while found:
        code = found.pop()
        if code not in seen:
            seen.add(code)
            found.extend(neighbours.get(code, ()))
    return seen
