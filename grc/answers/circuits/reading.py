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


def parse(data: object) -> Definition:
    """Return the circuit that ``data`` describes. Raises CircuitError at the first fault."""
    record = _record(data, "", {"format", "stages"})
    if record.get("format") != FORMAT:
        raise CircuitError("/format", f"write {FORMAT}")
    items = _items(record.get("stages"), "/stages", MOST_STAGES)
    stages = tuple(_stage(item, f"/stages/{index}") for index, item in enumerate(items))
    _check_order(stages)
    return Definition(stages)


def _stage(data: object, place: str) -> Stage:
    record = _record(data, place, _STAGE_KEYS)
    asked = _items(record.get("who"), f"{place}/who", MOST_ASKED)
    if not asked:
        raise CircuitError(f"{place}/who", "name at least one person, role or function")
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
        raise CircuitError(f"{place}/then", "silence never approves: only an opinion may go on")
    if stage.then is not Then.REMIND and stage.hours is None:
        raise CircuitError(f"{place}/hours", "say after how many working hours")
    if not any(who.each for who in stage.who) and stage.need > len(stage.who):
        raise CircuitError(f"{place}/need", "more are needed than are asked")
    if stage.skip_when is not None and not isinstance(stage.skip_when, dict):
        raise CircuitError(f"{place}/skip_when", "write a condition")


def _check_order(stages: tuple[Stage, ...]) -> None:
    seen: set[str] = set()
    signed = False
    for index, stage in enumerate(stages):
        if stage.code in seen:
            raise CircuitError(f"/stages/{index}/code", "another stage bears this code")
        if signed and stage.kind is not StageKind.SIGNATURE and stage.code != ACCORD:
            raise CircuitError(f"/stages/{index}/kind", "nothing is asked after a signature")
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
            raise CircuitError(f"{place}/{key}", f"say which {key}")
    if strange := sorted(set(record) - allowed):
        raise CircuitError(f"{place}/{strange[0]}", f"{whose} does not take it")
    return Who(
        whose=whose,
        function=str(record.get("function", "")),
        team=_count(record.get("team"), f"{place}/team", least=1),
        role=str(record.get("role", "")),
        person=_count(record.get("person"), f"{place}/person", least=1),
        each=_flag(record.get("each", False), f"{place}/each"),
    )


def _record(data: object, place: str, keys: Iterable[str]) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise CircuitError(place, "write an object")
    if strange := sorted(set(data) - set(keys)):
        raise CircuitError(f"{place}/{strange[0]}", "this key is not known")
    return data


def _items(data: object, place: str, most: int) -> list[object]:
    if not isinstance(data, list):
        raise CircuitError(place, "write a list")
    if len(data) > most:
        raise CircuitError(place, f"no more than {most}")
    return data


def _code(value: object, place: str) -> str:
    if not isinstance(value, str) or not _CODE.match(value):
        raise CircuitError(place, "write a short code of small letters, digits and dashes")
    return value


def _member(value: object, kind: type[_Kind], place: str) -> _Kind:
    try:
        return kind(value)  # type: ignore[arg-type]  # refused below
    except ValueError as error:
        raise CircuitError(place, "write one of " + ", ".join(kind)) from error


def _count(value: object, place: str, *, least: int) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise CircuitError(place, f"write a whole number from {least} on")
    return value


def _flag(value: object, place: str) -> bool:
    if not isinstance(value, bool):
        raise CircuitError(place, "write true or false")
    return value


def _label(value: object, place: str) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise CircuitError(place, "write a text for each language")
    return value
