# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The machine: what may move a request from where it is, and why the rest may not.

The buttons on the page and the form they post ask the same questions here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from workflows.definition import (
    AnswerEvent,
    Definition,
    Step,
    StepKind,
    Transition,
    Trigger,
)
from workflows.findings import Finding, gettext_noop
from workflows.graph import Graph
from workflows.rules import facts_of, holds
from workflows.saying import Phrase
from workflows.text import LocalisedText, Wording

# The house answers 404, 409 and 403.
RefusalKind = Literal["unknown", "not_now", "not_allowed"]

_BACKWARDS = frozenset({AnswerEvent.RETURNED, AnswerEvent.RECALLED})
_DETOURS = frozenset({StepKind.WAITING_CITIZEN, StepKind.WAITING_THIRD_PARTY})


class UnknownStep(LookupError):
    """The workflow has no step of that code."""


class NotAvailable(Exception):
    """The transition cannot be taken; ``finding`` says why, ``kind`` how to answer.

    unknown: no button of the workflow has that code. not_now: the button exists, but the request
    is at another step or its answer is being validated. not_allowed: others may take it.
    """

    def __init__(self, finding: Finding, kind: RefusalKind) -> None:
        self.finding, self.kind = finding, kind
        super().__init__(finding.sentence)


@dataclass(frozen=True)
class Facts:
    """What the machine needs to know of the request.

    answer_pending: a round is open, from its submission until it is returned, taken back or
    approved. known: the facts that conditions ask for, see ``facts_wanted``. trail: the steps that
    were left, newest last.
    """

    answer_pending: bool = False
    known: Mapping[str, object] = field(default_factory=dict)
    trail: tuple[str, ...] = ()


NOTHING_KNOWN = Facts()
# How many steps back a request remembers.
LONGEST_TRAIL = 10


@dataclass(frozen=True)
class Availability:
    """One button at one step, with the reason when it may not be pressed."""

    transition: Transition
    refusal: Finding | None = None

    @property
    def allowed(self) -> bool:
        return self.refusal is None


class Machine:
    """A definition at work. Immutable, safe to share between threads and requests."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self._steps = {step.code: step for step in reversed(definition.steps)}
        self._functions = {function.code: function for function in definition.functions}
        self._exits: dict[str, list[Transition]] = {code: [] for code in self._steps}
        for transition in definition.transitions:
            for source in dict.fromkeys(transition.sources):
                self._exits.setdefault(source, []).append(transition)
        self._graph = Graph(definition)

    @property
    def start(self) -> Step:
        """The step where requests begin."""
        return self.step(self.definition.start)

    def step(self, code: str) -> Step:
        """Return the step; raises ``UnknownStep``."""
        try:
            return self._steps[code]
        except KeyError:
            raise UnknownStep(code) from None

    def available(
        self, step: str, functions: Collection[str], facts: Facts
    ) -> tuple[Availability, ...]:
        """Return every button at ``step`` for a holder of ``functions``, allowed or not."""
        here = self.step(step)
        return tuple(
            Availability(transition, self._refusal(here, transition, functions, facts)[0])
            for transition in self._exits[step]
            if transition.trigger is Trigger.BUTTON
        )

    def check(
        self, step: str, transition_code: str, functions: Collection[str], facts: Facts
    ) -> Transition:
        """Return the button if it may be pressed now; raises ``NotAvailable``."""
        here = self.step(step)
        transition = self._button(here, transition_code)
        refusal, kind = self._refusal(here, transition, functions, facts)
        if refusal is not None:
            raise NotAvailable(refusal, kind)
        return transition

    def by_answer(
        self, step: str, event: AnswerEvent, facts: Facts = NOTHING_KNOWN
    ) -> Transition | None:
        """Return what follows this event of the answer, None if nothing does.

        Of several the first whose condition holds.
        """
        return self._first((way for way in self._ways(step) if way.on is event), facts)

    def listens(self, step: str, event: AnswerEvent) -> bool:
        """Tell whether anything follows this event of the answer, whatever the facts are."""
        return any(way.on is event for way in self._ways(step))

    def by_citizen(self, step: str, facts: Facts = NOTHING_KNOWN) -> Transition | None:
        """Return what follows the citizen's word, None if nothing does."""
        ways = (way for way in self._ways(step) if way.trigger is Trigger.CITIZEN)
        return self._first(ways, facts)

    def joins(self, step: str) -> bool:
        """Tell whether anything follows contributions that come together at ``step``."""
        return any(way.trigger is Trigger.JOINED for way in self._ways(step))

    def by_joined(
        self, step: str, facts: Facts = NOTHING_KNOWN, *, but: Collection[str] = ()
    ) -> Transition | None:
        """Return what follows once contributions came together, None if nothing does.

        Of several the first whose condition holds. What would cut a validation short is not taken,
        nor those in ``but``, by their codes.
        """
        here = self.step(step)
        ways = (
            way
            for way in self._ways(step)
            if way.trigger is Trigger.JOINED
            and way.code not in but
            and not (facts.answer_pending and self._cuts_validation(here, way))
        )
        return self._first(ways, facts)

    def timers(self, step: str) -> tuple[Transition, ...]:
        """Return the timers that run while a request is at ``step``."""
        return tuple(way for way in self._ways(step) if way.trigger is Trigger.TIMER)

    def by_timer(
        self, step: str, due: Collection[str], facts: Facts = NOTHING_KNOWN
    ) -> Transition | None:
        """Return the first of the timers in ``due`` (their codes) that may move a request now.

        One that would cut a validation short waits until it is over.
        """
        here = self.step(step)
        ways = (
            way
            for way in self.timers(step)
            if way.code in due and not (facts.answer_pending and self._cuts_validation(here, way))
        )
        return self._first(ways, facts)

    def carries_answer(self, step: str, facts: Facts = NOTHING_KNOWN) -> bool:
        """Tell whether an answer submitted at ``step``, approved and sent, ends the request."""
        code = step
        for event in (AnswerEvent.SUBMITTED, AnswerEvent.APPROVED, AnswerEvent.SENT):
            move = self.by_answer(code, event, facts)
            code = self.target(move, code, facts.trail) if move is not None else code
        return self.step(code).is_end

    def target(self, transition: Transition, step: str, trail: tuple[str, ...] = ()) -> str:
        """Return where the transition leads from ``step``: there, back, or nowhere else."""
        if transition.returns:
            return self._back(trail) or step
        return transition.to or step

    def trail_after(
        self, transition: Transition, step: str, trail: tuple[str, ...]
    ) -> tuple[str, ...]:
        """Return what a request remembers once it took the transition from ``step``."""
        if transition.stays or transition.to == step:
            return trail
        if transition.returns:
            back = self._back(trail)
            known = [code for code in trail if code in self._steps]
            return tuple(known[: len(known) - known[::-1].index(back) - 1]) if back else trail
        if self.step(transition.to).is_end:
            return ()
        left = (step,) if self.step(step).is_remembered else ()
        return (*trail, *left)[-LONGEST_TRAIL:]

    @cached_property
    def facts_wanted(self) -> frozenset[str]:
        """The names of the facts that conditions ask for."""
        conditions = (way.when for way in self.definition.transitions if way.when is not None)
        return frozenset(name for condition in conditions for name in facts_of(condition))

    def next_steps(self, step: str) -> tuple[Step, ...]:
        """Return the likely way from ``step`` to an end.

        Primary moves come first, then those that neither go back nor wait for others, each in
        the order of the definition. Empty at an end and where no end can be reached.
        """
        self.step(step)
        seen, path = {step}, [(step, self._likely(step))]
        while path:
            code, moves = path[-1]
            if self._steps[code].is_end:
                return tuple(self._steps[passed] for passed, _ in path[1:])
            onward = next((to for to in moves if to in self._steps and to not in seen), None)
            if onward is None:
                path.pop()
            else:
                seen.add(onward)
                path.append((onward, self._likely(onward)))
        return ()

    def reachable(self) -> frozenset[str]:
        """Return the codes of the steps that a request can reach from the start."""
        seen: set[str] = set()
        found = [self.definition.start]
        while found:
            code = found.pop()
            if code in self._steps and code not in seen:
                seen.add(code)
                found.extend(to for way in self._exits[code] for to in self._leads(way, code))
        return frozenset(seen)

    def _ways(self, step: str) -> list[Transition]:
        self.step(step)
        return self._exits[step]

    def _first(self, ways: Iterator[Transition], facts: Facts) -> Transition | None:
        return next((way for way in ways if self._is_open(way, facts)), None)

    def _is_open(self, way: Transition, facts: Facts) -> bool:
        if way.returns and not self._back(facts.trail):
            return False
        return way.when is None or holds(way.when, facts.known)

    def _back(self, trail: tuple[str, ...]) -> str:
        """Return the last step left that this workflow still has; empty for none."""
        return next((code for code in reversed(trail) if code in self._steps), "")

    def _leads(self, way: Transition, step: str) -> tuple[str, ...]:
        return self._graph.targets(way, step)

    def _likely(self, step: str) -> Iterator[str]:
        ways = sorted(self._exits[step], key=lambda way: (not way.primary, self._turns_aside(way)))
        return iter([to for way in ways for to in self._leads(way, step)])

    def _turns_aside(self, way: Transition) -> bool:
        target = self._steps.get(way.to)
        return way.on in _BACKWARDS or (target is not None and target.kind in _DETOURS)

    def _button(self, here: Step, code: str) -> Transition:
        buttons = [
            transition
            for transition in self.definition.transitions
            if transition.code == code and transition.trigger is Trigger.BUTTON
        ]
        for transition in buttons:
            if here.code in transition.sources:
                return transition
        if not buttons:
            message = gettext_noop("This move does not exist here: open the request again.")
            raise NotAvailable(Finding("unknown", message, {"transition": code}), "unknown")
        message = gettext_noop(
            "The request is now at “%(step)s”: open it again to see what can be done."
        )
        params = {"step": wording(here.label, here.code)}
        raise NotAvailable(Finding("not_now", message, params), "not_now")

    def _refusal(
        self, here: Step, transition: Transition, functions: Collection[str], facts: Facts
    ) -> tuple[Finding | None, RefusalKind]:
        if not set(transition.functions) & set(functions):
            return self._others_only(transition), "not_allowed"
        if facts.answer_pending and self._cuts_validation(here, transition):
            message = gettext_noop(
                "An answer is being validated: approve it, return it or take it back first."
            )
            return Finding("answer_pending", message), "not_now"
        if transition.returns and not self._back(facts.trail):
            message = gettext_noop("There is no earlier step to go back to.")
            return Finding("nowhere_back", message), "not_now"
        if transition.when is not None and not holds(transition.when, facts.known):
            message = gettext_noop("Possible once this holds: %(condition)s.")
            return Finding("condition", message, {"condition": Phrase(transition.when)}), "not_now"
        return None, "not_now"

    def _others_only(self, transition: Transition) -> Finding:
        if not transition.functions:
            return Finding("not_allowed", gettext_noop("Nobody can do this."))
        labels = [
            self._functions[code].label if code in self._functions else LocalisedText(code)
            for code in transition.functions
        ]
        message = gettext_noop("Reserved for: %(functions)s.")
        return Finding("not_allowed", message, {"functions": Wording(*labels)})

    def _cuts_validation(self, here: Step, transition: Transition) -> bool:
        if transition.stays:
            return False
        target = self._steps.get(transition.to)
        ends = target is not None and target.is_end
        return ends or here.kind is StepKind.WAITING_VALIDATION


def wording(text: LocalisedText, code: str) -> Wording:
    """Return the text for a finding, the code where nothing was written yet."""
    return Wording(text or LocalisedText(code))
