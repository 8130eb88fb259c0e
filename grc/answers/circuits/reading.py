# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A circuit from its JSON, and what is wrong with one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

from grc.answers.circuits.definition import (
    ACCORD,
    FORMAT,
    MOST_ASKED,
    MOST_STAGES,
    CircuitError,
    Definition,
    Stage,
    StageKind,
    Then,
    Who,
    Whose,
)
from workflows.findings import Finding, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from enum import StrEnum

_CODE = re.compile(r"^[a-z][a-z0-9_-]{0,39}$")
_STAGE_KEYS = frozenset(Stage.__dataclass_fields__)
_WHO_KEYS = frozenset(Who.__dataclass_fields__)
_Kind = TypeVar("_Kind", bound="StrEnum")
#: What each way of naming somebody must say, and nothing else.
_NAMES: dict[Whose, tuple[str, ...]] = {
    Whose.FUNCTION: ("function",),
    Whose.ROLE: ("role",),
    Whose.MANAGER: (),
    Whose.PERSON: ("person",),
    Whose.SIGNATORY: (),
}
_WHICH = {
    "function": gettext_noop("Say which function is asked."),
    "role": gettext_noop("Say which role is asked."),
    "person": gettext_noop("Say which person is asked."),
}


def parse(data: object) -> Definition:
    """Return the circuit that ``data`` describes. Raises CircuitError at the first fault."""
    record = _record(data, "", {"format", "stages"})
    if record.get("format") != FORMAT:
        raise _fault(
            "/format", gettext_noop("This format is not known: write %(format)s."), format=FORMAT
        )
    items = _items(record.get("stages"), "/stages", MOST_STAGES)
    stages = tuple(_stage(item, f"/stages/{index}") for index, item in enumerate(items))
    _check_order(stages)
    return Definition(stages)


def _stage(data: object, place: str) -> Stage:
    record = _record(data, place, _STAGE_KEYS)
    asked = _items(record.get("who"), f"{place}/who", MOST_ASKED)
    if not asked:
        raise _fault(
            f"{place}/who", gettext_noop("Name at least one person, role or function to be asked.")
        )
    stage = Stage(
        code=_code(record.get("code"), f"{place}/code"),
        kind=_member(record.get("kind"), StageKind, f"{place}/kind"),
        who=tuple(_who(item, f"{place}/who/{index}") for index, item in enumerate(asked)),
        need=_count(record.get("need", 1), f"{place}/need", least=0) or 0,
        label=_label(record.get("label", {}), f"{place}/label"),
        hours=_count(record.get("hours"), f"{place}/hours", least=1),
        then=_member(record.get("then", "remind"), Then, f"{place}/then"),
        grace=_count(record.get("grace"), f"{place}/grace", least=1),
        delegable=_flag(record.get("delegable", True), f"{place}/delegable"),
        amendable=_flag(record.get("amendable", True), f"{place}/amendable"),
        skip_when=record.get("skip_when"),
        skipped=str(record.get("skipped", "")),
    )
    _check_stage(stage, place)
    return stage


def _check_stage(stage: Stage, place: str) -> None:
    if stage.then is Then.GO_ON and stage.kind.approves:
        raise _fault(
            f"{place}/then",
            gettext_noop(
                "Silence never approves: only an opinion may go on without an answer. Write"
                " “remind” or “escalate”."
            ),
        )
    if stage.then is not Then.REMIND and stage.hours is None:
        raise _fault(
            f"{place}/hours", gettext_noop("Say after how many working hours this happens.")
        )
    if not any(who.each for who in stage.who) and stage.need > len(stage.who):
        raise _fault(
            f"{place}/need",
            gettext_noop(
                "More people are needed than are asked: lower this number, or ask more people."
            ),
        )
    if stage.skip_when is not None and not isinstance(stage.skip_when, dict):
        raise _fault(
            f"{place}/skip_when", gettext_noop("Write a condition here, or remove this key.")
        )


def _check_order(stages: tuple[Stage, ...]) -> None:
    seen: set[str] = set()
    signed = False
    for index, stage in enumerate(stages):
        if stage.code in seen:
            raise _fault(
                f"/stages/{index}/code",
                gettext_noop("Another stage bears this code: write another one."),
            )
        if signed and stage.kind is not StageKind.SIGNATURE and stage.code != ACCORD:
            raise _fault(
                f"/stages/{index}/kind",
                gettext_noop("Nothing is asked after a signature: put this stage before it."),
            )
        seen.add(stage.code)
        signed = signed or stage.kind is StageKind.SIGNATURE


def _who(data: object, place: str) -> Who:
    record = _record(data, place, _WHO_KEYS)
    whose = _member(record.get("whose"), Whose, f"{place}/whose")
    allowed = {*_NAMES[whose], "whose"}
    if whose is Whose.ROLE:
        allowed |= {"team", "each"}
    if whose is Whose.FUNCTION:
        allowed |= {"each"}
    for key in _NAMES[whose]:
        if not record.get(key):
            raise _fault(f"{place}/{key}", _WHICH[key])
    if strange := sorted(set(record) - allowed):
        raise _fault(
            f"{place}/{strange[0]}",
            gettext_noop("This key does not go with “%(whose)s”: remove it."),
            whose=whose,
        )
    return Who(
        whose=whose,
        function=str(record.get("function", "")),
        team=_count(record.get("team"), f"{place}/team", least=1),
        role=str(record.get("role", "")),
        person=_count(record.get("person"), f"{place}/person", least=1),
        each=_flag(record.get("each", False), f"{place}/each"),
    )


def _fault(place: str, message: str, **params: object) -> CircuitError:
    """Return the fault: a msgid, a whole sentence that says what to do, with what fills it."""
    said = {name: str(value) for name, value in params.items()}
    return CircuitError(Finding(code="circuit", message=message, params=said, place=place))


def _record(data: object, place: str, keys: Iterable[str]) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise _fault(place, gettext_noop("Write an object here, between braces."))
    if strange := sorted(set(data) - set(keys)):
        raise _fault(
            f"{place}/{strange[0]}",
            gettext_noop("This key is not known: correct its name, or remove it."),
        )
    return data


def _items(data: object, place: str, most: int) -> list[object]:
    if not isinstance(data, list):
        raise _fault(place, gettext_noop("Write a list here, between square brackets."))
    if len(data) > most:
        raise _fault(
            place, gettext_noop("This list is too long: keep at most %(most)s."), most=most
        )
    return data


def _code(value: object, place: str) -> str:
    if not isinstance(value, str) or not _CODE.match(value):
        raise _fault(
            place,
            gettext_noop(
                "Write a short code: a small letter, then small letters, digits and dashes."
            ),
        )
    return value


def _member(value: object, kind: type[_Kind], place: str) -> _Kind:
    try:
        return kind(value)  # type: ignore[arg-type]  # refused below
    except ValueError as error:
        raise _fault(
            place, gettext_noop("Write one of these: %(choices)s."), choices=", ".join(kind)
        ) from error


def _count(value: object, place: str, *, least: int) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise _fault(place, gettext_noop("Write a whole number, %(least)s or more."), least=least)
    return value


def _flag(value: object, place: str) -> bool:
    if not isinstance(value, bool):
        raise _fault(place, gettext_noop("Write true or false."))
    return value


def _label(value: object, place: str) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise _fault(place, gettext_noop("Write a text for each language."))
    return value
