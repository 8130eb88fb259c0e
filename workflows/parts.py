# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Conditions and lists of effects that transitions share, by a code: ``{"part": "dear"}``.

They are worked out while a workflow is read: everything behind the parser sees plain conditions and
effects. A part may use others, never itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from workflows.effects import MOST_EFFECTS, read_effects
from workflows.findings import gettext_noop
from workflows.reading import Reader, below
from workflows.rules import read_condition
from workflows.text import LocalisedText

MOST_PARTS = 50
# Parts of parts: what one use may bring, so that few lines never become a million.
_MOST_BROUGHT = 300
# The same for what is looked at to work a condition out, and how deep it stands.
_MOST_LOOKED_AT = 5_000
_DEEPEST = 100
# What stands where a part could not be worked out: its fault is told elsewhere.
_ALWAYS: dict[str, Any] = {"all": []}


@dataclass(frozen=True)
class Part:
    """A condition or a list of effects under a name; ``written`` is what it says, as JSON text."""

    code: str
    label: LocalisedText
    written: str

    @property
    def data(self) -> Any:
        return json.loads(self.written)


def part_to_data(part: Part, key: str) -> dict[str, Any]:
    """Return a part as JSON, the inverse of reading; ``key`` is “when” or “effects”."""
    return {"code": part.code, "label": part.label.to_data(), key: part.data}


class Parts:
    """The parts of a workflow that is being read."""

    def __init__(self, reader: Reader, data: object, place: str) -> None:
        self._reader = reader
        record = reader.record(data, place, required=(), optional=("conditions", "effects"))
        self._written: dict[str, dict[str, Any]] = {"when": {}, "effects": {}}
        found = {
            key: list(self._read(record.get(name, []), below(place, name), key))
            for name, key in (("conditions", "when"), ("effects", "effects"))
        }
        self._judge(found)
        self.conditions = tuple(part for part, _place in found["when"])
        self.effects = tuple(part for part, _place in found["effects"])

    def condition(self, data: object, place: str) -> object:
        """Return a condition without uses of parts; refuses unknown parts and loops."""
        return self._worked_out(data, place, (), [0, 0])

    def listed(self, data: object, place: str) -> tuple[object, tuple[int, ...]]:
        """Return a list of effects without uses of parts, and where each stood if any was used."""
        if not isinstance(data, list) or not uses_parts(data):
            return data, ()
        found: list[object] = []
        places: list[int] = []
        for at, item in enumerate(data[: MOST_EFFECTS + 1]):
            brought = self._brought(item, below(place, at), (), [0])
            found += brought
            places += [at] * len(brought)
        return found, tuple(places)

    def _read(self, data: object, place: str, key: str) -> Iterator[tuple[Part, str]]:
        for item, where in self._reader.items(data, place, most=MOST_PARTS):
            record = self._reader.record(item, where, required=("code", "label", key))
            if not {"code", "label", key} <= record.keys():
                continue
            code = self._reader.code(record["code"], below(where, "code"))
            label = self._reader.text(record["label"], below(where, "label"))
            if code in self._written[key]:
                message = gettext_noop("Another part has the code “%(code)s”: choose a new one.")
                self._reader.refuse("duplicate_code", message, below(where, "code"), code=code)
            self._written[key].setdefault(code, record[key])
            yield Part(code, label, json.dumps(record[key], ensure_ascii=False)), where

    def _judge(self, found: dict[str, list[tuple[Part, str]]]) -> None:
        """Read each part by itself, so that its faults are told where they are."""
        for part, place in found["when"]:
            where = below(place, "when")
            plain = self._worked_out(part.data, where, (part.code,), [0, 0])
            read_condition(self._reader, plain, where)
        for part, place in found["effects"]:
            where = below(place, "effects")
            listed, data = [], part.data
            for at, item in enumerate(data if isinstance(data, list) else []):
                listed += self._brought(item, below(where, at), (part.code,), [0])
            read_effects(self._reader, listed if isinstance(data, list) else data, where)

    def _worked_out(
        self, data: object, place: str, inside: tuple[str, ...], brought: list[int], depth: int = 0
    ) -> object:
        if isinstance(data, list):
            return [
                self._worked_out(item, below(place, at), inside, brought, depth + 1)
                for at, item in enumerate(data)
            ]
        if not isinstance(data, dict):
            return data
        brought[1] += 1
        if brought[1] > _MOST_LOOKED_AT or depth > _DEEPEST:
            if brought[1] <= _MOST_LOOKED_AT + 1:
                message = gettext_noop("This condition is too long or too deep: make it shorter.")
                self._reader.refuse("too_large", message, place)
            brought[1] += _MOST_LOOKED_AT
            return _ALWAYS
        if "part" in data and "fact" not in data:
            code = self._used(data, place, "when", inside, brought)
            if code is None:
                return _ALWAYS
            written = self._written["when"][code]
            return self._worked_out(written, place, (*inside, code), brought, depth + 1)
        return {
            key: self._worked_out(value, below(place, key), inside, brought, depth + 1)
            if key in ("all", "any", "not")
            else value
            for key, value in data.items()
        }

    def _brought(
        self, item: object, place: str, inside: tuple[str, ...], brought: list[int]
    ) -> list[object]:
        if not isinstance(item, dict) or item.get("do") != "part":
            return [item]
        use = {key: value for key, value in item.items() if key != "do"}
        code = self._used(use, place, "effects", inside, brought)
        written = self._written["effects"][code] if code is not None else []
        found: list[object] = []
        for other in written[: MOST_EFFECTS + 1] if isinstance(written, list) else []:
            found += self._brought(other, place, (*inside, code or ""), brought)
        return found

    def _used(
        self,
        data: dict[str, object],
        place: str,
        key: str,
        inside: tuple[str, ...],
        brought: list[int],
    ) -> str | None:
        """Return the code of the part that is used here; None, and a fault, where it cannot be."""
        self._reader.record(data, place, required=("part",))
        code = self._reader.code(data.get("part"), below(place, "part"))
        if not code:
            return None
        brought[0] += 1
        if code not in self._written[key]:
            message = gettext_noop("“%(code)s” is not a part of this workflow: add it first.")
            self._reader.refuse("unknown_part", message, below(place, "part"), code=code)
        elif code in inside:
            message = gettext_noop("The part “%(code)s” uses itself: take it out of here.")
            self._reader.refuse("part_in_itself", message, below(place, "part"), code=code)
        elif brought[0] > _MOST_BROUGHT:
            if brought[0] == _MOST_BROUGHT + 1:
                message = gettext_noop("Parts of parts bring too much here: use fewer of them.")
                self._reader.refuse("parts_too_large", message, place)
        else:
            return code
        return None


def uses_parts(data: object) -> bool:
    """Tell whether data name a part anywhere."""
    return any(True for _ in parts_in(data))


def parts_in(data: object) -> Iterator[str]:
    """Yield the codes of the parts that data use."""
    if isinstance(data, dict):
        if isinstance(data.get("part"), str):
            yield str(data["part"])
        for value in data.values():
            yield from parts_in(value)
    elif isinstance(data, list):
        for item in data:
            yield from parts_in(item)
