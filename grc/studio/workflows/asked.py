# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the requester may be asked for, as fields of a form: a group of fields for each item.

A group is added, moved or taken away by a button that sends the whole form and comes back with what
was typed: nothing is saved meanwhile, and no script is needed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from grc.studio.workflows.keys import Text
from workflows.editing.codes import free_code
from workflows.effects import MOST_ITEMS
from workflows.reading import LABEL_LENGTH
from workflows.text import resolve

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.forms.boundfield import BoundField

    from grc.studio.workflows.keys import Around, Data, Fields

#: The name of the buttons that arrange the groups: “add”, “up:1”, “down:0”, “remove:2”.
ARRANGE: Final = "arrange"
_HELP: Final = gettext_lazy(
    "Nothing can be decided without it: the legal time stands still meanwhile."
)
_FIELD: Final = re.compile(r"item_(\d{1,2})_(\w+)")
_MOVES: Final = {"up": -1, "down": 1}


@dataclass(frozen=True)
class Items:
    """A list of items: what each is called, what helps to find it, whether nothing goes without."""

    key: str = "items"

    def fields(self, around: Around) -> Fields:
        found: Fields = {}
        for at, label, hint in self._lines(around):
            found |= label.fields(around) | hint.fields(around)
            first = found[label.name(around.languages[0])]
            first.error_messages["required"] = self._unnamed(at, around)
            found[_flag(at)] = forms.BooleanField(
                label=_("Indispensable"), required=False, help_text=_HELP
            )
            # An item keeps its code wherever it is moved.
            found[_code(at)] = forms.CharField(
                required=False, max_length=LABEL_LENGTH, widget=forms.HiddenInput
            )
        return found

    def initial(self, item: Data, around: Around) -> Data:
        values: Data = {}
        known = item.get(self.key, [])
        for (at, label, hint), one in zip(self._lines(around), known, strict=False):
            values |= label.initial({label.key: one["label"]}, around)
            values |= hint.initial({hint.key: one.get("help")}, around)
            values |= {_flag(at): one["indispensable"], _code(at): one["code"]}
        return values

    def read(self, cleaned: Data, item: Data, around: Around) -> Data:
        """Return the items; each keeps its code, a new one is given one."""
        known: dict[str, Data] = {one["code"]: one for one in item.get(self.key, [])}
        found: list[Data] = []
        taken = set(known)
        for at, label, hint in self._lines(around):
            before = known.pop(cleaned[_code(at)], {})
            said = label.read(cleaned, {label.key: before.get("label")}, around)[label.key]
            code = before.get("code") or free_code(said, taken, "item")
            taken.add(code)
            helps = hint.read(cleaned, {hint.key: before.get("help")}, around)[hint.key]
            one = {"code": code, "label": said} | ({"help": helps} if helps else {})
            found.append(one | {"indispensable": bool(cleaned[_flag(at)])})
        return {self.key: found}

    def said(self, item: Data, around: Around) -> str:
        language = get_language() or "fr"
        return ", ".join(resolve(one["label"], language) for one in item.get(self.key, []))

    def _unnamed(self, at: int, around: Around) -> str:
        if len(self._lines(around)) == 1:
            return _("Write what the requester is asked for.")
        words = _("Item %(number)d has no name: write it, or remove the item.")
        return words % {"number": at + 1}

    def _lines(self, around: Around) -> list[tuple[int, Text, Text]]:
        count = around.lines or len(around.item.get(self.key, [])) or 1
        return [
            (
                at,
                Text(f"item_{at}", _("What it is called"), required=True),
                Text(f"item_{at}_help", _("What helps to find it")),
            )
            for at in range(min(count, MOST_ITEMS))
        ]


@dataclass(frozen=True)
class Line:
    """The fields of one item on the page; ``focus`` is what was pressed there: “up”, “down”."""

    at: int
    fields: list[BoundField]
    code: BoundField
    focus: str
    is_first: bool
    is_last: bool

    @property
    def number(self) -> int:
        return self.at + 1


def lines_of(form: forms.Form, arranged: str) -> list[Line]:
    """Return the fields of a form item by item; ``arranged`` is what was pressed last."""
    groups: dict[int, list[BoundField]] = {}
    for bound in form:
        if (found := _FIELD.fullmatch(bound.name)) is not None:
            groups.setdefault(int(found[1]), []).append(bound)
    focus, where = _focus(arranged, len(groups))
    return [
        Line(
            at=at,
            fields=[one for one in bounds if not one.is_hidden],
            code=form[_code(at)],
            focus=focus if at == where else "",
            is_first=at == 0,
            is_last=at == len(groups) - 1,
        )
        for at, bounds in groups.items()
    ]


def rearranged(data: Mapping[str, str]) -> tuple[Data, int]:
    """Return what was typed once a button did what it says, and how many items there are then."""
    others, lines = _taken_apart(data)
    verb, at = _pressed(data.get(ARRANGE, ""))
    if verb == "add":
        lines = [*lines, {}][:MOST_ITEMS]
    elif verb in _MOVES and 0 <= at < len(lines) and 0 <= at + _MOVES[verb] < len(lines):
        lines.insert(at + _MOVES[verb], lines.pop(at))
    elif verb == "remove" and at < len(lines):
        lines.pop(at)
    return _put_together(others, lines)


def without_gaps(data: Mapping[str, str]) -> tuple[Data, int]:
    """Return what was typed without the items of which nothing was, and how many there are."""
    others, lines = _taken_apart(data)
    filled = [line for line in lines if any(line[rest].strip() for rest in line if rest != "code")]
    return _put_together(others, filled)


def _taken_apart(data: Mapping[str, str]) -> tuple[Data, list[Data]]:
    """Return what does not belong to items, and what belongs to each."""
    found = {name: _FIELD.fullmatch(name) for name in data}
    numbers = [int(one[1]) for one in found.values() if one is not None]
    lines: list[Data] = [{} for _at in range(min(max(numbers, default=-1) + 1, MOST_ITEMS))]
    others: Data = {}
    for name, one in found.items():
        if one is None:
            others[name] = data[name]
        elif int(one[1]) < len(lines):
            lines[int(one[1])][one[2]] = data[name]
    return others, lines


def _put_together(others: Data, lines: list[Data]) -> tuple[Data, int]:
    # One group of fields is always there.
    lines = lines or [{}]
    items = {
        f"item_{at}_{rest}": value for at, line in enumerate(lines) for rest, value in line.items()
    }
    return others | items, len(lines)


def _pressed(arranged: str) -> tuple[str, int]:
    verb, _colon, at = arranged.partition(":")
    return verb, int(at) if at.isdecimal() and len(at) < 3 else 0


def _focus(arranged: str, count: int) -> tuple[str, int]:
    """Return what has the focus after a button, and in which item: the button itself as a rule."""
    verb, at = _pressed(arranged)
    if verb == "add":
        return "name", count - 1
    if verb not in _MOVES:
        return "", 0
    at += _MOVES[verb]
    # At an end of the list that button is gone: the other one is there.
    if verb == "up" and at == 0:
        verb = "down"
    elif verb == "down" and at == count - 1:
        verb = "up"
    return verb, at


def _flag(at: int) -> str:
    return f"item_{at}_indispensable"


def _code(at: int) -> str:
    return f"item_{at}_code"
