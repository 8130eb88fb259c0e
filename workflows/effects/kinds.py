# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The closed set of effects: what each is, and what must be known for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workflows.text import LocalisedText


class Whom(StrEnum):
    """To whom a request is given: to who took the transition, or to nobody."""

    ACTOR = "actor"
    NOBODY = "nobody"


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
    """Give the request to who took the transition, or put it back in the queue."""

    to: Whom


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


@dataclass(frozen=True)
class Tell:
    """Write to the requester, in their language: on their page, and by mail where they gave one."""

    text: LocalisedText


@dataclass(frozen=True)
class Notify:
    """Write a mail to whoever holds one of these functions."""

    functions: tuple[str, ...]
    text: LocalisedText


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


Effect = Assign | PassOn | SetPriority | SetDue | Tell | Notify | Link | Contribute | Ask
#: Those that write something to somebody.
Worded = Tell | Notify | Contribute | Ask

NAMES: dict[type, str] = {
    Assign: "assign",
    PassOn: "pass_on",
    SetPriority: "set_priority",
    SetDue: "set_due",
    Tell: "tell",
    Notify: "notify",
    Contribute: "contribute",
    Link: "link",
    Ask: "ask",
}


def name_of(effect: Effect) -> str:
    """Return the word by which an effect is written: “assign”."""
    return NAMES[type(effect)]
