# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A workflow as data, format 1: functions, steps, and the transitions between them.

Parsing looks at the form of the data only; whether the graph makes sense is asked from
``workflows.soundness``, so that an unfinished draft can be kept.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from typing import Any, TypeVar

from workflows.findings import gettext_noop
from workflows.reading import HELP_LENGTH, Reader, below
from workflows.text import LocalisedText

FORMAT = 1
# What a reader can still follow on a page; soundness refuses more.
MOST_STEPS = 60
MOST_TRANSITIONS = 300
# What parsing accepts: a little more, so that an oversized draft is explained rather than lost.
_MOST_OF = {"functions": 100, "steps": 100, "transitions": 400}
_MOST_CODES = 100

WORKFLOW_SCHEMA: dict[str, Any] = json.loads(
    resources.files("workflows").joinpath("schema/workflow-1.schema.json").read_text("utf-8")
)

Thing = TypeVar("Thing")


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


class AnswerEvent(StrEnum):
    """What happens to an answer, as far as the request is concerned."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    RECALLED = "recalled"
    APPROVED = "approved"
    SENT = "sent"


class Outcome(StrEnum):
    """How a request may end."""

    DONE = "done"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    HANDED_OVER = "handed_over"


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


@dataclass(frozen=True)
class Transition:
    """A way from any of the ``sources`` to the step ``to``.

    ``label`` is a verb, for agents; ``citizen_label`` a participle, for the citizen's timeline.
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


@dataclass(frozen=True)
class Definition:
    """A whole workflow; ``start`` is the code of the step where requests begin."""

    functions: tuple[FunctionLabel, ...]
    steps: tuple[Step, ...]
    transitions: tuple[Transition, ...]
    start: str


def parse_definition(data: object) -> Definition:
    """Read a definition; raises ``DefinitionError`` with all faults of form at once."""
    reader = Reader()
    record = reader.record(
        data, "", required=("format", "start", "functions", "steps", "transitions")
    )
    if "format" in record and (isinstance(record["format"], bool) or record["format"] != FORMAT):
        message = gettext_noop("This format is not known: write %(format)s.")
        reader.refuse("unknown_format", message, "/format", format=str(FORMAT))
    definition = Definition(
        functions=tuple(
            _function(reader, item, place)
            for item, place in _items(reader, record, "functions", least=0)
        ),
        steps=tuple(
            _step(reader, item, place) for item, place in _items(reader, record, "steps", least=1)
        ),
        transitions=tuple(
            _transition(reader, item, place)
            for item, place in _items(reader, record, "transitions", least=0)
        ),
        start=_code(reader, record, "start", ""),
    )
    reader.finish()
    return definition


def definition_to_data(definition: Definition) -> dict[str, Any]:
    """Return the definition as JSON, the inverse of parsing; what is default is left out."""
    return {
        "format": FORMAT,
        "start": definition.start,
        "functions": [
            {"code": function.code, "label": function.label.to_data()}
            for function in definition.functions
        ],
        "steps": [_step_data(step) for step in definition.steps],
        "transitions": [_transition_data(transition) for transition in definition.transitions],
    }


def _items(
    reader: Reader, record: dict[str, object], key: str, *, least: int
) -> list[tuple[object, str]]:
    if key not in record:
        return []
    return list(reader.items(record[key], below("", key), most=_MOST_OF[key], least=least))


def _code(reader: Reader, record: dict[str, object], key: str, place: str) -> str:
    return reader.code(record[key], below(place, key)) if key in record else ""


def _codes(
    reader: Reader, record: dict[str, object], key: str, place: str, *, least: int = 0
) -> tuple[str, ...]:
    if key not in record:
        return ()
    return reader.codes(record[key], below(place, key), most=_MOST_CODES, least=least)


def _text(
    reader: Reader, record: dict[str, object], key: str, place: str, **limit: int
) -> LocalisedText:
    if key not in record:
        return LocalisedText()
    return reader.text(record[key], below(place, key), **limit)


def _function(reader: Reader, item: object, place: str) -> FunctionLabel:
    record = reader.record(item, place, required=("code", "label"))
    return FunctionLabel(
        _code(reader, record, "code", place), _text(reader, record, "label", place)
    )


def _step(reader: Reader, item: object, place: str) -> Step:
    record = reader.record(
        item, place, required=("code", "kind", "label"), optional=("citizen_label", "citizen_help")
    )
    return Step(
        code=_code(reader, record, "code", place),
        kind=reader.member(
            record.get("kind", StepKind.NEW), below(place, "kind"), StepKind, StepKind.NEW
        ),
        label=_text(reader, record, "label", place),
        citizen_label=_text(reader, record, "citizen_label", place),
        citizen_help=_text(reader, record, "citizen_help", place, longest=HELP_LENGTH),
    )


def _transition(reader: Reader, item: object, place: str) -> Transition:
    record = reader.record(
        item,
        place,
        required=("code", "from", "to", "trigger", "label"),
        optional=(
            *("on", "functions", "citizen_label", "message", "reason", "outcomes", "primary"),
        ),
    )
    trigger = reader.member(
        record.get("trigger", Trigger.BUTTON), below(place, "trigger"), Trigger, Trigger.BUTTON
    )
    return Transition(
        code=_code(reader, record, "code", place),
        sources=_codes(reader, record, "from", place, least=1),
        to=_code(reader, record, "to", place),
        trigger=trigger,
        label=_text(reader, record, "label", place),
        on=_on(reader, record, place),
        functions=_codes(reader, record, "functions", place),
        citizen_label=_text(reader, record, "citizen_label", place),
        message=_word(reader, record, "message", place),
        reason=_word(reader, record, "reason", place),
        outcomes=reader.members(record.get("outcomes", []), below(place, "outcomes"), Outcome),
        primary=reader.flag(record.get("primary", False), below(place, "primary")),
    )


def _on(reader: Reader, record: dict[str, object], place: str) -> AnswerEvent | None:
    listens = record.get("trigger") == Trigger.ANSWER
    if "on" not in record:
        if listens:
            message = gettext_noop("Say in “on” which event of the answer this follows.")
            reader.refuse("missing_key", message, place)
        return None
    if not listens:
        message = gettext_noop("Only a transition that follows the answer has “on”: remove it.")
        reader.refuse("unknown_key", message, below(place, "on"))
    return reader.member(record["on"], below(place, "on"), AnswerEvent, AnswerEvent.SENT)


def _word(reader: Reader, record: dict[str, object], key: str, place: str) -> Word:
    return reader.member(record.get(key, Word.NONE), below(place, key), Word, Word.NONE)


def _step_data(step: Step) -> dict[str, Any]:
    data = {"code": step.code, "kind": step.kind.value, "label": step.label.to_data()}
    texts = {"citizen_label": step.citizen_label, "citizen_help": step.citizen_help}
    return data | _present({key: text.to_data() for key, text in texts.items() if text})


def _transition_data(transition: Transition) -> dict[str, Any]:
    return {
        "code": transition.code,
        "from": list(transition.sources),
        "to": transition.to,
        "trigger": transition.trigger.value,
    } | _present(
        {
            "on": transition.on and transition.on.value,
            "functions": list(transition.functions),
            "label": transition.label.to_data(),
            "citizen_label": transition.citizen_label.to_data(),
            "message": _unless_none(transition.message),
            "reason": _unless_none(transition.reason),
            "outcomes": [outcome.value for outcome in transition.outcomes],
            "primary": transition.primary,
        }
    )


def _present(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value}


def _unless_none(word: Word) -> str:
    return "" if word is Word.NONE else word.value
