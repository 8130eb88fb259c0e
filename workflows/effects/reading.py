# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Effects read from data; each key is told at its place when it is wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workflows.effects.kinds import (
    Ask,
    Assign,
    BeginAnswer,
    Call,
    Contribute,
    Effect,
    Entrust,
    Item,
    Join,
    Library,
    Link,
    Nature,
    Notify,
    PassOn,
    Propose,
    SetDue,
    SetPriority,
    Tell,
    Urgency,
    Whom,
)
from workflows.findings import gettext_noop
from workflows.reading import HELP_LENGTH, Reader, below
from workflows.text import LocalisedText

if TYPE_CHECKING:
    from workflows.effects.kinds import Words

MOST_EFFECTS = 20
MOST_DAYS = 1_000
# What one letter can list.
MOST_ITEMS = 20
# What addresses name a service by.
SERVICE = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")


def read_effects(reader: Reader, data: object, place: str) -> tuple[Effect, ...]:
    """Read a list of effects; what is wrong is told at its place, and left out."""
    items = reader.items(data, place, most=MOST_EFFECTS)
    found = (_effect(reader, item, where) for item, where in items)
    return tuple(effect for effect in found if effect is not None)


# The keys of each effect: those it must have, those it may have.
_KEYS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "assign": (("to",), ("function",)),
    "propose": (("function",), ()),
    "entrust": (("function", "to"), ()),
    "pass_on": (("function",), ()),
    "set_priority": (("priority",), ()),
    "set_due": ((), ("days", "working_days")),
    "tell": ((), ("text", "library")),
    "notify": (("functions",), ("text", "library")),
    "contribute": (("functions", "text", "join"), ()),
    "link": (("service",), ()),
    "ask": (("items",), ("days", "working_days", "text")),
    "call": (("webhook",), ()),
    "begin_answer": (("kind",), ("circuit", "text")),
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
    to = reader.member(record["to"], below(place, "to"), Whom, Whom.NOBODY)
    if (to is Whom.LEAST_BUSY) is not ("function" in record):
        message = gettext_noop(
            "Name in “function” whose least busy holder gets the request, or nothing for others."
        )
        reader.refuse("whose", message, place)
    if "function" not in record:
        return Assign(to)
    return Assign(to, reader.code(record["function"], below(place, "function")))


def _propose(reader: Reader, record: dict[str, object], place: str) -> Effect:
    return Propose(reader.code(record["function"], below(place, "function")))


def _entrust(reader: Reader, record: dict[str, object], place: str) -> Effect:
    function = reader.code(record["function"], below(place, "function"))
    return Entrust(function, reader.code(record["to"], below(place, "to")))


def _pass_on(reader: Reader, record: dict[str, object], place: str) -> Effect:
    return PassOn(reader.code(record["function"], below(place, "function")))


def _set_priority(reader: Reader, record: dict[str, object], place: str) -> Effect:
    where = below(place, "priority")
    return SetPriority(reader.member(record["priority"], where, Urgency, Urgency.NORMAL))


def _set_due(reader: Reader, record: dict[str, object], place: str) -> Effect:
    return SetDue(*_length(reader, record, place))


def _length(reader: Reader, record: dict[str, object], place: str) -> tuple[int | None, bool]:
    """Read so many days, and whether they are working days; None where no length is given."""
    given = [key for key in ("days", "working_days") if key in record]
    if len(given) > 1:
        message = gettext_noop("Count in “days” or in “working_days”, not in both.")
        reader.refuse("two_lengths", message, place)
    if not given:
        return None, False
    key = given[0]
    days = reader.whole(record[key], below(place, key), least=1, most=MOST_DAYS)
    return days, key == "working_days"


def _tell(reader: Reader, record: dict[str, object], place: str) -> Effect:
    return Tell(_words(reader, record, place))


def _notify(reader: Reader, record: dict[str, object], place: str) -> Effect:
    return Notify(_functions(reader, record, place), _words(reader, record, place))


def _contribute(reader: Reader, record: dict[str, object], place: str) -> Effect:
    join = reader.member(record["join"], below(place, "join"), Join, Join.ALL)
    return Contribute(_functions(reader, record, place), _text(reader, record, place), join)


def _functions(reader: Reader, record: dict[str, object], place: str) -> tuple[str, ...]:
    return reader.codes(record["functions"], below(place, "functions"), most=20, least=1)


def _text(reader: Reader, record: dict[str, object], place: str) -> LocalisedText:
    return reader.text(record["text"], below(place, "text"), longest=HELP_LENGTH)


def _words(reader: Reader, record: dict[str, object], place: str) -> Words:
    if ("text" in record) == ("library" in record):
        message = gettext_noop(
            "Write the words in “text”, or name a text in “library”: one of the two."
        )
        reader.refuse("not_one_text", message, place)
        return Library("")
    if "text" in record:
        return _text(reader, record, place)
    return Library(_named(reader, record, "library", place))


def _begin_answer(reader: Reader, record: dict[str, object], place: str) -> Effect:
    return BeginAnswer(
        reader.member(record["kind"], below(place, "kind"), Nature, Nature.INFORMATION),
        circuit=_named(reader, record, "circuit", place) if "circuit" in record else "",
        text=_named(reader, record, "text", place) if "text" in record else "",
    )


def _named(reader: Reader, record: dict[str, object], key: str, place: str) -> str:
    """Read the code of something that the town has, and whose codes are those of services."""
    code = record[key]
    if isinstance(code, str) and SERVICE.fullmatch(code):
        return code
    message = gettext_noop(
        "Write the code of a circuit or a text of the town here: small letters, digits, - or _."
    )
    reader.refuse("bad_name", message, below(place, key))
    return ""


def _link(reader: Reader, record: dict[str, object], place: str) -> Effect:
    service = record["service"]
    if not isinstance(service, str) or not SERVICE.fullmatch(service):
        message = gettext_noop("Write the code of a service here: small letters, digits, - or _.")
        reader.refuse("bad_service", message, below(place, "service"))
        return Link("")
    return Link(service)


def _ask(reader: Reader, record: dict[str, object], place: str) -> Effect:
    days, working = _length(reader, record, place)
    if days is None:
        message = gettext_noop("Say how long the requester has: add “days” or “working_days”.")
        reader.refuse("no_length", message, place)
    where, found = below(place, "items"), dict[str, Item]()
    for data, at in reader.items(record["items"], where, most=MOST_ITEMS, least=1):
        item = _item(reader, data, at)
        if item is not None and item.code in found:
            message = gettext_noop("“%(value)s” is there twice: remove one.")
            reader.refuse("repeated", message, below(at, "code"), value=item.code)
        if item is not None:
            found.setdefault(item.code, item)
    text = LocalisedText()
    if "text" in record:
        text = reader.text(record["text"], below(place, "text"), longest=HELP_LENGTH)
    return Ask(tuple(found.values()), days or 1, working, text)


def _item(reader: Reader, data: object, place: str) -> Item | None:
    required = ("code", "label", "indispensable")
    record = reader.record(data, place, required=required, optional=("help",))
    if any(key not in record for key in required):
        return None
    text = LocalisedText()
    if "help" in record:
        text = reader.text(record["help"], below(place, "help"), longest=HELP_LENGTH)
    return Item(
        code=reader.code(record["code"], below(place, "code")),
        label=reader.text(record["label"], below(place, "label")),
        indispensable=reader.flag(record["indispensable"], below(place, "indispensable")),
        help=text,
    )


def _call(reader: Reader, record: dict[str, object], place: str) -> Effect:
    return Call(reader.code(record["webhook"], below(place, "webhook")))


_READERS = {
    "assign": _assign,
    "propose": _propose,
    "entrust": _entrust,
    "pass_on": _pass_on,
    "set_priority": _set_priority,
    "set_due": _set_due,
    "tell": _tell,
    "notify": _notify,
    "contribute": _contribute,
    "link": _link,
    "ask": _ask,
    "call": _call,
    "begin_answer": _begin_answer,
}
