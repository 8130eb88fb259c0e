# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The closed set of effects: what each is, and what must be known for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workflows.text import LocalisedText


class Whom(StrEnum):
    """To whom a request is given: who took the transition, nobody, the least busy holder."""

    ACTOR = "actor"
    NOBODY = "nobody"
    LEAST_BUSY = "least_busy"


class Join(StrEnum):
    """When contributions come together: once all of them are given, or the first."""

    ALL = "all"
    ANY = "any"


class Urgency(StrEnum):
    """How urgent a request is."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


@dataclass(frozen=True)
class Assign:
    """Give the request to who took the transition, or put it back in the queue.

    Or give it to the least busy of those who hold ``function``, which is empty otherwise.
    """

    to: Whom
    function: str = ""


@dataclass(frozen=True)
class Propose:
    """Propose the request to the least busy of those who hold a function; others may take it."""

    function: str


@dataclass(frozen=True)
class Entrust:
    """From now on, who holds the function ``to`` for the service holds ``function`` here."""

    function: str
    to: str


@dataclass(frozen=True)
class PassOn:
    """Pass the request on to the team that holds a function for its service."""

    function: str


@dataclass(frozen=True)
class SetPriority:
    """Say how urgent the request is."""

    priority: Urgency


@dataclass(frozen=True)
class SetDue:
    """Give the request a due date, so many days from now; ``days`` None takes it away."""

    days: int | None
    working: bool = False


class Nature(StrEnum):
    """What an answer is in law: information, or a decision and which."""

    INFORMATION = "information"
    FAVOURABLE = "favourable"
    PARTLY = "partly"
    REFUSAL = "refusal"


@dataclass(frozen=True)
class Library:
    """A standard text of the town, by its code: the words are those of the day it is read."""

    code: str


#: The words of an effect: its own, or those of a standard text. There is no third way.
Words = LocalisedText | Library


@dataclass(frozen=True)
class Tell:
    """Write to the requester, in their language: on their page, and by mail where they gave one."""

    text: Words


@dataclass(frozen=True)
class Notify:
    """Write a mail to whoever holds one of these functions."""

    functions: tuple[str, ...]
    text: Words


@dataclass(frozen=True)
class Contribute:
    """Ask the teams that hold these functions for a contribution; ``text`` is the question."""

    functions: tuple[str, ...]
    text: LocalisedText
    join: Join = Join.ALL


@dataclass(frozen=True)
class Link:
    """Open a request of another service, by its code, for the same requester and place."""

    service: str


@dataclass(frozen=True)
class Item:
    """A document or an information that may be missing.

    ``indispensable``: the request cannot be decided without it, and the law's clock waits for it.
    """

    code: str
    label: LocalisedText
    indispensable: bool
    help: LocalisedText = LocalisedText()  # noqa: RUF009 - immutable


@dataclass(frozen=True)
class Ask:
    """Ask the requester for what is missing, until so many days from now (law R1.23).

    At a button the agent chooses which of the ``items`` are missing; else all of them are.
    """

    items: tuple[Item, ...]
    days: int
    working: bool = False
    text: LocalisedText = LocalisedText()  # noqa: RUF009 - immutable


@dataclass(frozen=True)
class Call:
    """Tell another system of the town, by its code, what happened: a webhook."""

    webhook: str


@dataclass(frozen=True)
class BeginAnswer:
    """Begin the draft of an answer, where none is under way.

    ``circuit`` and ``text`` are codes of the town: the circuit that it goes through, the standard
    text that it begins with; empty for the usual circuit, for an empty draft.
    """

    kind: Nature
    circuit: str = ""
    text: str = ""


Effect = (
    Assign
    | Propose
    | Entrust
    | PassOn
    | SetPriority
    | SetDue
    | Tell
    | Notify
    | Link
    | Contribute
    | BeginAnswer
    | Ask
    | Call
)
#: Those that write something to somebody.
Worded = Tell | Notify | Contribute | Ask

NAMES: dict[type, str] = {
    Assign: "assign",
    Propose: "propose",
    Entrust: "entrust",
    PassOn: "pass_on",
    SetPriority: "set_priority",
    SetDue: "set_due",
    Tell: "tell",
    Notify: "notify",
    Contribute: "contribute",
    Link: "link",
    Ask: "ask",
    Call: "call",
    BeginAnswer: "begin_answer",
}


def name_of(effect: Effect) -> str:
    """Return the word by which an effect is written: “assign”."""
    return NAMES[type(effect)]


def own_words(effect: Effect) -> LocalisedText | None:
    """Return the words that an effect brings itself; None where it writes nothing, or others."""
    if isinstance(effect, Worded) and isinstance(effect.text, LocalisedText):
        return effect.text
    return None
