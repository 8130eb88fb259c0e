# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a transition does besides, as sentences and as forms: a line of a table for each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grc.service_requests.enums import Priority
from grc.studio.workflow_asked import Items
from grc.studio.workflow_keys import Around, Chosen, Data, Key, Length, One, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as Promise


@dataclass(frozen=True)
class Sort:
    """One sort of effect: what it does, and what must be said for it."""

    label: str | Promise
    keys: tuple[Key | Items, ...]


_TEXT: Final = Text(
    "text",
    gettext_lazy("Text"),
    gettext_lazy("Values stand between braces, such as {requester.name}."),
    rows=4,
    required=True,
)
_WHOM: Final = {
    "actor": gettext_lazy("to whoever does it"),
    "nobody": gettext_lazy("back to the queue"),
}
_JOINS: Final = {
    "all": gettext_lazy("once all of them are given"),
    "any": gettext_lazy("with the first that is given"),
}
_URGENCIES: Final = {one.name.lower(): one.label for one in Priority}

SORTS: Final[Mapping[str, Sort]] = {
    "assign": Sort(gettext_lazy("Give the request"), (One("to", gettext_lazy("To whom"), _WHOM),)),
    "pass_on": Sort(
        gettext_lazy("Pass the request on to the team of"),
        (Chosen("function", gettext_lazy("Which function"), "functions", single=True),),
    ),
    "set_priority": Sort(
        gettext_lazy("Set the priority"), (One("priority", gettext_lazy("Priority"), _URGENCIES),)
    ),
    "set_due": Sort(
        gettext_lazy("Set the due date"),
        (
            Length(
                gettext_lazy("How long from then on"),
                ("days", "working_days"),
                gettext_lazy("Left empty: the due date is taken away."),
            ),
        ),
    ),
    "tell": Sort(gettext_lazy("Write to the requester"), (_TEXT,)),
    "notify": Sort(
        gettext_lazy("Write a mail to colleagues"),
        (
            Chosen("functions", gettext_lazy("Whoever is"), "functions", required=True),
            _TEXT,
        ),
    ),
    "link": Sort(
        gettext_lazy("Open a request of another service"),
        (Chosen("service", gettext_lazy("Which service"), "services", single=True),),
    ),
    "part": Sort(
        gettext_lazy("Do what is shared"),
        (Chosen("part", gettext_lazy("Which list"), "shared_effects", single=True),),
    ),
    "contribute": Sort(
        gettext_lazy("Ask other teams for a contribution"),
        (
            Chosen("functions", gettext_lazy("Which functions"), "functions", required=True),
            _TEXT,
            One("join", gettext_lazy("What follows comes"), _JOINS),
        ),
    ),
    "ask": Sort(
        gettext_lazy("Ask the requester for what is missing"),
        (
            Items(),
            Length(gettext_lazy("How long they have"), ("days", "working_days"), required=True),
            Text(
                "text",
                gettext_lazy("What the letter begins with"),
                gettext_lazy("Left empty: a sentence that asks for them."),
                rows=4,
            ),
        ),
    ),
}


def offered(around: Around) -> list[tuple[str, str | Promise]]:
    """Return the sorts of effect that can be added: nothing shared where there is nothing."""
    has_shared = bool(around.things("shared_effects"))
    return [(do, sort.label) for do, sort in SORTS.items() if has_shared or do != "part"]


def effect_sentence(effect: Data, around: Around) -> str:
    """Return an effect in words; one that the studio does not know yet is named by its code."""
    sort = SORTS.get(effect["do"])
    if sort is None:
        return str(effect["do"])
    said = " · ".join(filter(None, (key.said(effect, around) for key in sort.keys)))
    return _("%(what)s: %(how)s") % {"what": sort.label, "how": said} if said else str(sort.label)


class EffectForm(forms.Form):
    """The keys of one effect."""

    based_on = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, do: str, effect: Data, around: Around, **kwargs: Any) -> None:
        around = replace(around, item=effect)
        self.do, self.effect, self.around = do, effect, around
        initial = dict(kwargs.pop("initial", {}))
        for key in SORTS[do].keys:
            initial |= key.initial(effect, around)
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        for key in SORTS[do].keys:
            self.fields |= key.fields(around)

    @property
    def content(self) -> Data:
        """The effect as data; for a form that was found valid."""
        data: Data = {"do": self.do}
        for key in SORTS[self.do].keys:
            data |= key.read(self.cleaned_data, self.effect, self.around)
        return {name: value for name, value in data.items() if value is not None}
