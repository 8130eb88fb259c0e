# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Effects written as data, the inverse of reading."""

from __future__ import annotations

from typing import Any

from workflows.effects.kinds import (
    Ask,
    Assign,
    BeginAnswer,
    Call,
    Contribute,
    Effect,
    Entrust,
    Item,
    Library,
    Link,
    Notify,
    PassOn,
    Propose,
    SetDue,
    SetPriority,
    Tell,
    Words,
    name_of,
)


def effect_to_data(effect: Effect) -> dict[str, Any]:
    """Return an effect as JSON, the inverse of reading."""
    data: dict[str, Any] = {"do": name_of(effect)}
    match effect:
        case Assign(to, function):
            data |= {"to": to.value} | ({"function": function} if function else {})
        case Propose(function):
            data["function"] = function
        case Entrust(function, holds):
            data |= {"function": function, "to": holds}
        case PassOn(function):
            data["function"] = function
        case SetPriority(priority):
            data["priority"] = priority.value
        case SetDue(days, working):
            key = "working_days" if working else "days"
            data |= {} if days is None else {key: days}
        case Tell(text):
            data |= _words(text)
        case Notify(functions, text):
            data |= {"functions": list(functions)} | _words(text)
        case Contribute(functions, text, join):
            data |= {"functions": list(functions), "text": text.to_data(), "join": join.value}
        case Link(service):
            data["service"] = service
        case Ask(items, days, working, text):
            data["items"] = [_item_to_data(item) for item in items]
            data["working_days" if working else "days"] = days
            data |= {"text": text.to_data()} if text else {}
        case Call(webhook):
            data["webhook"] = webhook
        case BeginAnswer(kind, circuit, text):
            data["kind"] = kind.value
            data |= {"circuit": circuit} if circuit else {}
            data |= {"text": text} if text else {}
    return data


def _words(words: Words) -> dict[str, Any]:
    return {"library": words.code} if isinstance(words, Library) else {"text": words.to_data()}


def _item_to_data(item: Item) -> dict[str, Any]:
    data: dict[str, Any] = {"code": item.code, "label": item.label.to_data()}
    data |= {"help": item.help.to_data()} if item.help else {}
    return data | {"indispensable": item.indispensable}
