# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The machine: what may move a request from where it is, and why the rest may not.

The buttons on the page and the form they post ask the same questions here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
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
    approved.
    """

    answer_pending: bool = False


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

    def by_answer(self, step: str, event: AnswerEvent) -> Transition | None:
        """Return the move that follows this event of the answer, None if the request stays."""
        self.step(step)
        return next(
            (transition for transition in self._exits[step] if transition.on is event), None
        )

    def by_citizen(self, step: str) -> Transition | None:
        """Return the move that follows the citizen's word, None if the request stays."""
        self.step(step)
        exits = self._exits[step]
        return next((way for way in exits if way.trigger is Trigger.CITIZEN), None)

    def carries_answer(self, step: str) -> bool:
        """Tell whether an answer submitted at ``step``, approved and sent, ends the request."""
        code = step
        for event in (AnswerEvent.SUBMITTED, AnswerEvent.APPROVED, AnswerEvent.SENT):
            move = self.by_answer(code, event)
            code = move.to if move is not None else code
        return self.step(code).is_end

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
                found.extend(transition.to for transition in self._exits[code])
        return frozenset(seen)

    def _likely(self, step: str) -> Iterator[str]:
        ways = sorted(self._exits[step], key=lambda way: (not way.primary, self._turns_aside(way)))
        return iter([way.to for way in ways])

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
        target = self._steps.get(transition.to)
        ends = target is not None and target.is_end
        return ends or here.kind is StepKind.WAITING_VALIDATION


def wording(text: LocalisedText, code: str) -> Wording:
    """Return the text for a finding, the code where nothing was written yet."""
    return Wording(text or LocalisedText(code))
