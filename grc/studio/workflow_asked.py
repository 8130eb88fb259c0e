# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the requester may be asked for, as fields of a form: a few lines for each item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from grc.studio.workflow_keys import Text
from workflows.editing.codes import free_code
from workflows.effects import MOST_ITEMS
from workflows.text import resolve

if TYPE_CHECKING:
    from grc.studio.workflow_keys import Around, Data, Fields

# Lines to fill in beside those that are there: a form without a script grows as it is saved.
_MORE: Final = 3
_HELP: Final = gettext_lazy(
    "Nothing can be decided without it: the legal time stands still meanwhile."
)


@dataclass(frozen=True)
class Items:
    """A list of items: what each is called, what helps to find it, whether nothing goes without."""

    key: str = "items"

    def fields(self, around: Around) -> Fields:
        found: Fields = {}
        for at, label, hint in self._lines(around):
            found |= label.fields(around) | hint.fields(around)
            found[_flag(at)] = forms.BooleanField(
                label=_("Item %(number)d is indispensable") % {"number": at + 1},
                required=False,
                help_text="" if at else _HELP,
            )
        return found

    def initial(self, item: Data, around: Around) -> Data:
        values: Data = {}
        known = item.get(self.key, [])
        for (at, label, hint), one in zip(self._lines(around), known, strict=False):
            values |= label.initial({label.key: one["label"]}, around)
            values |= hint.initial({hint.key: one.get("help")}, around)
            values[_flag(at)] = one["indispensable"]
        return values

    def read(self, cleaned: Data, item: Data, around: Around) -> Data:
        """Return the items that have a name; each keeps its code, a new one is given one."""
        known: list[Data] = item.get(self.key, [])
        found: list[Data] = []
        taken = {one["code"] for one in known}
        for at, label, hint in self._lines(around):
            before = known[at] if at < len(known) else {}
            said = label.read(cleaned, {label.key: before.get("label")}, around)[label.key]
            if said is None:
                continue
            code = before.get("code") or free_code(said, taken, "item")
            taken.add(code)
            helps = hint.read(cleaned, {hint.key: before.get("help")}, around)[hint.key]
            one = {"code": code, "label": said} | ({"help": helps} if helps else {})
            found.append(one | {"indispensable": bool(cleaned[_flag(at)])})
        return {self.key: found}

    def said(self, item: Data, around: Around) -> str:
        language = get_language() or "fr"
        return ", ".join(resolve(one["label"], language) for one in item.get(self.key, []))

    def _lines(self, around: Around) -> list[tuple[int, Text, Text]]:
        count = min(len(around.item.get(self.key, [])) + _MORE, MOST_ITEMS)
        return [
            (
                at,
                Text(f"item_{at}", _("Item %(number)d") % {"number": at + 1}),
                Text(
                    f"item_{at}_help", _("What helps to find item %(number)d") % {"number": at + 1}
                ),
            )
            for at in range(count)
        ]


def _flag(at: int) -> str:
    return f"item_{at}_indispensable"
