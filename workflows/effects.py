# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a transition does beside moving the request: a short list out of a closed set.

All effects of a transition happen in one transaction, in their order, or not at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from workflows.findings import gettext_noop
from workflows.reading import HELP_LENGTH, Reader, below
from workflows.text import LocalisedText

MOST_EFFECTS = 20
MOST_DAYS = 1_000
# What addresses name a service by.
SERVICE = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")


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


Effect = Assign | PassOn | SetPriority | SetDue | Tell | Notify | Link | Contribute
#: Those that write something to somebody.
Worded = Tell | Notify | Contribute

NAMES: dict[type, str] = {
    Assign: "assign",
    PassOn: "pass_on",
    SetPriority: "set_priority",
    SetDue: "set_due",
    Tell: "tell",
    Notify: "notify",
    Contribute: "contribute",
    Link: "link",
}


def name_of(effect: Effect) -> str:
    """Return the word by which an effect is written: “assign”."""
    return NAMES[type(effect)]


def read_effects(reader: Reader, data: object, place: str) -> tuple[Effect, ...]:
    """Read a list of effects; what is wrong is told at its place, and left out."""
    items = reader.items(data, place, most=MOST_EFFECTS)
    found = (_effect(reader, item, where) for item, where in items)
    return tuple(effect for effect in found if effect is not None)


def effect_to_data(effect: Effect) -> dict[str, Any]:
    """Return an effect as JSON, the inverse of reading."""
    data: dict[str, Any] = {"do": name_of(effect)}
    match effect:
        case Assign(to):
            data["to"] = to.value
        case PassOn(function):
            data["function"] = function
        case SetPriority(priority):
            data["priority"] = priority.value
        case SetDue(days, working):
            key = "working_days" if working else "days"
            data |= {} if days is None else {key: days}
        case Tell(text):
            data["text"] = text.to_data()
        case Notify(functions, text):
            data |= {"functions": list(functions), "text": text.to_data()}
        case Contribute(functions, text, join):
            data |= {"functions": list(functions), "text": text.to_data(), "join": join.value}
        case Link(service):
            data["service"] = service
    return data


# The keys of each effect: those it must have, those it may have.
_KEYS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "assign": (("to",), ()),
    "pass_on": (("function",), ()),
    "set_priority": (("priority",), ()),
    "set_due": ((), ("days", "working_days")),
    "tell": (("text",), ()),
    "notify": (("functions", "text"), ()),
    "contribute": (("functions", "text", "join"), ()),
    "link": (("service",), ()),
}


def _effect(reader: Reader, data: object, place: str) -> Effect | None:
    do = data.get("do") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(do, str) or do not in _KEYS:
        message = gettext_noop("Say in “do” what happens. Choose one of: %(values)s.")
        reader.refuse("unknown_effect", message, place, values=", ".join(_KEYS))
        return None
    required, optional = _KEYS[do]
    record = reader.record(data, place, required=("do", *required), optional=optional)
    if any(key not in record for key in required):
        return None
    return _READERS[do](reader, record, place)


def _assign(reader: Reader, record: dict[str, object], place: str) -> Effect:
    return Assign(reader.member(record["to"], below(place, "to"), Whom, Whom.NOBODY))


def _pass_on(reader: Reader, record: dict[str, object], place: str) -> Effect:
    return PassOn(reader.code(record["function"], below(place, "function")))


def _set_priority(reader: Reader, record: dict[str, object], place: str) -> Effect:
    where = below(place, "priority")
    return SetPriority(reader.member(record["priority"], where, Urgency, Urgency.NORMAL))


def _set_due(reader: Reader, record: dict[str, object], place: str) -> Effect:
    given = [key for key in ("days", "working_days") if key in record]
    if len(given) > 1:
        message = gettext_noop("Count in “days” or in “working_days”, not in both.")
        reader.refuse("two_lengths", message, place)
    if not given:
        return SetDue(None)
    key = given[0]
    days = reader.whole(record[key], below(place, key), least=1, most=MOST_DAYS)
    return SetDue(days, working=key == "working_days")


def _tell(reader: Reader, record: dict[str, object], place: str) -> Effect:
    return Tell(reader.text(record["text"], below(place, "text"), longest=HELP_LENGTH))


def _notify(reader: Reader, record: dict[str, object], place: str) -> Effect:
    return Notify(*_told(reader, record, place))


def _contribute(reader: Reader, record: dict[str, object], place: str) -> Effect:
    join = reader.member(record["join"], below(place, "join"), Join, Join.ALL)
    return Contribute(*_told(reader, record, place), join)


def _told(
    reader: Reader, record: dict[str, object], place: str
) -> tuple[tuple[str, ...], LocalisedText]:
    functions = reader.codes(record["functions"], below(place, "functions"), most=20, least=1)
    return functions, reader.text(record["text"], below(place, "text"), longest=HELP_LENGTH)


def _link(reader: Reader, record: dict[str, object], place: str) -> Effect:
    service = record["service"]
    if not isinstance(service, str) or not SERVICE.fullmatch(service):
        message = gettext_noop("Write the code of a service here: small letters, digits, - or _.")
        reader.refuse("bad_service", message, below(place, "service"))
        return Link("")
    return Link(service)


_READERS = {
    "assign": _assign,
    "pass_on": _pass_on,
    "set_priority": _set_priority,
    "set_due": _set_due,
    "tell": _tell,
    "notify": _notify,
    "contribute": _contribute,
    "link": _link,
}
