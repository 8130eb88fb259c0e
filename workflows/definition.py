# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A workflow, format 1: functions, steps, and the transitions between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from workflows.effects import Ask, Effect, Item
from workflows.fields.kinds import Field
from workflows.options import Option
from workflows.outcomes import AnswerEvent, Outcome
from workflows.parts import Part
from workflows.rules import Condition
from workflows.scenario import Scenario
from workflows.text import LocalisedText
from workflows.timers import Delay

__all__ = [
    "AnswerEvent",
    "Definition",
    "FunctionLabel",
    "Origin",
    "Outcome",
    "Part",
    "Step",
    "StepKind",
    "Transition",
    "TransitionForm",
    "Trigger",
    "Word",
    "is_end",
]

FORMAT = 1
# What a reader can still follow on a page; soundness refuses more.
MOST_STEPS = 60
MOST_TRANSITIONS = 300


class StepKind(StrEnum):
    """The nature of a step: all that code, SQL and figures ever look at."""

    NEW = "new"
    IN_PROGRESS = "in_progress"
    WAITING_CITIZEN = "waiting_citizen"
    WAITING_THIRD_PARTY = "waiting_third_party"
    WAITING_VALIDATION = "waiting_validation"
    ANSWERED = "answered"
    CLOSED = "closed"


ENDING_KINDS = frozenset({StepKind.ANSWERED, StepKind.CLOSED})


def is_end(kind: StepKind | str) -> bool:
    """Tell whether a request rests at steps of this kind."""
    return kind in ENDING_KINDS


class Trigger(StrEnum):
    """What may move a request."""

    BUTTON = "button"
    CITIZEN = "citizen"
    ANSWER = "answer"
    TIMER = "timer"
    JOINED = "joined"


class Word(StrEnum):
    """Whether a move takes a word with it: to the citizen (message) or to colleagues (reason)."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True)
class FunctionLabel:
    """An abstract role of the workflow; each service says who holds it."""

    code: str
    label: LocalisedText


@dataclass(frozen=True)
class Step:
    """Where a request can be. ``citizen_help`` tells the citizen what happens now."""

    code: str
    kind: StepKind
    label: LocalisedText
    citizen_label: LocalisedText = LocalisedText()  # noqa: RUF009 - immutable
    citizen_help: LocalisedText = LocalisedText()  # noqa: RUF009 - immutable

    @property
    def is_end(self) -> bool:
        return is_end(self.kind)

    @property
    def is_remembered(self) -> bool:
        """Whether a request that left it may be sent back: it can rest there, and work goes on."""
        return not self.is_end and self.kind is not StepKind.WAITING_VALIDATION


@dataclass(frozen=True)
class Origin:
    """Steps named by what they are: of some kinds, or anywhere, but for a few.

    *Anywhere* is every step but the ends.
    """

    kinds: tuple[StepKind, ...] = ()
    anywhere: bool = False
    excepted: tuple[str, ...] = ()

    def among(self, steps: Iterable[Step], *, moves: bool) -> tuple[str, ...]:
        """Return the codes of the steps it names, in their order.

        What moves a request does not leave a validation from *anywhere*: its answer does.
        """
        return tuple(
            step.code
            for step in steps
            if step.code not in self.excepted
            and (step.kind in self.kinds or (self.anywhere and _is_somewhere(step, moves)))
        )


def _is_somewhere(step: Step, moves: bool) -> bool:
    return step.is_remembered if moves else not step.is_end


@dataclass(frozen=True)
class TransitionForm:
    """What a button asks before it is done.

    The request keeps the last answer to each question; ``kept`` tells whether its history keeps
    every one of them.
    """

    fields: tuple[Field, ...]
    kept: bool = True


@dataclass(frozen=True)
class Transition:
    """A way from any of the ``sources`` to the step ``to``, back where one came from, or nowhere.

    ``label`` is a verb, for agents; ``citizen_label`` a participle, for the citizen's timeline.
    ``origin`` is how the sources were named, None where one by one. ``when`` must hold for it to
    be taken; None: it always may. ``form`` is asked by a button, ``after`` is when a timer comes.
    ``effects`` happen with it, in their order.
    """

    code: str
    sources: tuple[str, ...]
    to: str
    trigger: Trigger
    label: LocalisedText
    on: AnswerEvent | None = None
    functions: tuple[str, ...] = ()
    citizen_label: LocalisedText = LocalisedText()  # noqa: RUF009 - immutable
    message: Word = Word.NONE
    reason: Word = Word.NONE
    outcomes: tuple[Outcome, ...] = ()
    primary: bool = False
    origin: Origin | None = None
    returns: bool = False
    when: Condition | None = None
    form: TransitionForm | None = None
    after: Delay | None = None
    effects: tuple[Effect, ...] = ()
    # As they are written where they use parts, as JSON text; empty where they stand as they are.
    when_written: str = ""
    effects_written: str = ""
    # Where each effect stands in what is written; empty: where it stands here.
    effects_at: tuple[int, ...] = ()

    def effect_place(self, place: str, at: int) -> str:
        """Return the place of an effect in the data, under the place of the transition."""
        return f"{place}/effects/{self.effects_at[at] if self.effects_at else at}"

    @property
    def asked_items(self) -> tuple[Item, ...]:
        """What it may ask the requester for, in order."""
        asking = (effect for effect in self.effects if isinstance(effect, Ask))
        return tuple(item for effect in asking for item in effect.items)

    @property
    def stays(self) -> bool:
        """Whether it leaves the request at the step where it is."""
        return not self.to and not self.returns


@dataclass(frozen=True)
class Definition:
    """A whole workflow; ``start`` is the code of the step where requests begin.

    ``options`` are what each service that follows it chooses for itself, ``scenarios`` the stories
    that it must go through. What transitions share is worked out when a
    definition is read: everything behind it sees plain conditions and effects.
    """

    functions: tuple[FunctionLabel, ...]
    steps: tuple[Step, ...]
    transitions: tuple[Transition, ...]
    start: str
    options: tuple[Option, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    shared_conditions: tuple[Part, ...] = ()
    shared_effects: tuple[Part, ...] = ()

    @property
    def form_fields(self) -> tuple[Field, ...]:
        """The questions that its buttons ask, each code once: the first that asks counts."""
        found: dict[str, Field] = {}
        for transition in self.transitions:
            for field in transition.form.fields if transition.form else ():
                found.setdefault(field.code, field)
        return tuple(found.values())
