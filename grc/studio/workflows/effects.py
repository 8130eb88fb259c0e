# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a transition does besides, as sentences and as forms: a line of a table for each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grc.answers.enums import AnswerKind
from grc.service_requests.enums import Priority
from grc.studio.workflows.asked import ARRANGE, Items, lines_of, rearranged, without_gaps
from grc.studio.workflows.keys import Around, Chosen, Data, Fields, Key, Length, One, Text, Wording
from workflows.effects import MOST_ITEMS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.forms.boundfield import BoundField
    from django.utils.functional import _StrPromise as Promise


@dataclass(frozen=True)
class Sort:
    """One sort of effect: what it does, and what must be said for it."""

    label: str | Promise
    keys: tuple[Key | Receiver | Items, ...]
    #: What stands between the keys in its sentence.
    joint: str = " · "


_TEXT: Final = Text(
    "text",
    gettext_lazy("Text"),
    gettext_lazy("Values stand between braces, such as {requester.name}."),
    rows=4,
    required=True,
)
_WORDS: Final = Wording(
    replace(_TEXT, required=False),
    Chosen(
        "library",
        gettext_lazy("Or a standard text"),
        "texts",
        single=True,
        none=gettext_lazy("None: the words above"),
        help=gettext_lazy("As it reads on that day, in the language of who receives it."),
        phrase=gettext_lazy("the standard text “%(what)s”"),
    ),
)
_UNCHOSEN: Final = gettext_lazy("Choose a function")
_WHOM: Final = {
    "actor": gettext_lazy("to whoever does it"),
    "nobody": gettext_lazy("back to the queue"),
}
_JOINS: Final = {
    "all": gettext_lazy("once all of them are given"),
    "any": gettext_lazy("with the first that is given"),
}
_URGENCIES: Final = {one.name.lower(): one.label for one in Priority}


@dataclass(frozen=True)
class Receiver:
    """Who is given a request: one list, which ends with the least busy of each function."""

    def fields(self, around: Around) -> Fields:
        return {
            "to": forms.ChoiceField(label=_("To whom"), choices=list(self._choices(around).items()))
        }

    def initial(self, item: Data, around: Around) -> Data:
        return {"to": self._chosen(item)} if "to" in item else {}

    def read(self, cleaned: Data, item: Data, around: Around) -> Data:
        to, _colon, function = cleaned["to"].partition(":")
        return {"to": to, "function": function or None}

    def said(self, item: Data, around: Around) -> str:
        chosen = self._chosen(item)
        return str(self._choices(around).get(chosen, chosen))

    def _chosen(self, item: Data) -> str:
        return ":".join(filter(None, (item.get("to"), item.get("function"))))

    def _choices(self, around: Around) -> dict[str, str | Promise]:
        words = _("to the least busy of: %(function)s")
        return _WHOM | {
            f"least_busy:{code}": words % {"function": label}
            for code, label in around.choices("functions")
        }


# The keys under which effects name what the town has.
OF_THE_TOWN: Final = frozenset({"service", "circuit", "text", "library"})

SORTS: Final[Mapping[str, Sort]] = {
    "assign": Sort(gettext_lazy("Give the request"), (Receiver(),)),
    "propose": Sort(
        gettext_lazy("Propose the request to the least busy"),
        (Chosen("function", gettext_lazy("Of which function"), "functions", single=True),),
    ),
    "entrust": Sort(
        gettext_lazy("Entrust a function for this request"),
        (
            Chosen(
                "function",
                gettext_lazy("Which function"),
                "functions",
                single=True,
                unchosen=_UNCHOSEN,
            ),
            Chosen(
                "to",
                gettext_lazy("From now on held by whoever is"),
                "functions",
                single=True,
                unchosen=_UNCHOSEN,
                phrase=gettext_lazy("to whoever is %(what)s"),
            ),
        ),
        joint=", ",
    ),
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
    "tell": Sort(gettext_lazy("Write to the requester"), (_WORDS,)),
    "notify": Sort(
        gettext_lazy("Write a mail to colleagues"),
        (
            Chosen("functions", gettext_lazy("Whoever is"), "functions", required=True),
            _WORDS,
        ),
    ),
    "link": Sort(
        gettext_lazy("Open a request of another service"),
        (Chosen("service", gettext_lazy("Which service"), "services", single=True),),
    ),
    "call": Sort(
        gettext_lazy("Tell another system"),
        (Chosen("webhook", gettext_lazy("Which system"), "webhooks", single=True),),
    ),
    "begin_answer": Sort(
        gettext_lazy("Begin an answer"),
        (
            One(
                "kind",
                gettext_lazy("Kind of answer"),
                {kind.value: kind.label for kind in AnswerKind},
            ),
            Chosen(
                "circuit",
                gettext_lazy("Circuit of validation"),
                "circuits",
                single=True,
                none=gettext_lazy("The usual one"),
                phrase=gettext_lazy("circuit “%(what)s”"),
            ),
            Chosen(
                "text",
                gettext_lazy("Standard text that it begins with"),
                "texts",
                single=True,
                none=gettext_lazy("None: an empty draft"),
                phrase=gettext_lazy("the standard text “%(what)s”"),
            ),
        ),
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
    """Return the sorts of effect that can be added: none that has nothing to choose from."""
    missing = set()
    if not around.things("shared_effects"):
        missing.add("part")
    if not around.choices("webhooks"):
        missing.add("call")
    return [(do, sort.label) for do, sort in SORTS.items() if do not in missing]


def effect_sentence(effect: Data, around: Around) -> str:
    """Return an effect in words; one that the studio does not know yet is named by its code."""
    sort = SORTS.get(effect["do"])
    if sort is None:
        return str(effect["do"])
    said = sort.joint.join(filter(None, (key.said(effect, around) for key in sort.keys)))
    return _("%(what)s: %(how)s") % {"what": sort.label, "how": said} if said else str(sort.label)


class EffectForm(forms.Form):
    """The keys of one effect. One that a button only arranged is not bound: nothing is judged."""

    based_on = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(
        self,
        data: Mapping[str, str] | None,
        *,
        do: str,
        effect: Data,
        around: Around,
        initial: Data,
    ) -> None:
        has_lines = any(isinstance(key, Items) for key in SORTS[do].keys)
        self.arranged = data.get(ARRANGE, "") if data and has_lines else ""
        around = replace(around, item=effect)
        for key in SORTS[do].keys:
            initial = initial | key.initial(effect, around)
        if data is not None and self.arranged:
            initial, lines = rearranged(data)
            data, around = None, replace(around, lines=lines)
        elif data is not None and has_lines:
            data, lines = without_gaps(data)
            around = replace(around, lines=lines)
        self.do, self.effect, self.around = do, effect, around
        super().__init__(data, initial=initial)
        for key in SORTS[do].keys:
            self.fields |= key.fields(around)
        self._keep_what_is_gone()
        self.lines = lines_of(self, self.arranged)
        if self.arranged == "add" and self.lines:
            self.lines[-1].fields[0].field.widget.attrs["autofocus"] = True

    @property
    def beside_lines(self) -> list[BoundField]:
        """The fields that are not those of an item of a list."""
        inside = {bound.name for line in self.lines for bound in line.fields}
        return [bound for bound in self.visible_fields() if bound.name not in inside]

    @property
    def may_grow(self) -> bool:
        return len(self.lines) < MOST_ITEMS

    def clean(self) -> Data:
        given: Data = super().clean() or self.cleaned_data
        for key in SORTS[self.do].keys:
            if isinstance(key, Wording) and not self.errors:
                name, refusal = key.refusal(given, self.around)
                if name:
                    self.add_error(name, refusal)
        return given

    def _keep_what_is_gone(self) -> None:
        """Offer what the effect names although the town has it no more: saving changes nothing."""
        for name in OF_THE_TOWN & self.fields.keys() & self.effect.keys():
            field, value = self.fields[name], self.effect[name]
            if isinstance(field, forms.ChoiceField):
                choices = list(cast("list[tuple[str, Any]]", field.choices))
                if value not in dict(choices):
                    gone = _("%(code)s (not there today)") % {"code": value}
                    field.choices = [*choices, (value, gone)]

    @property
    def content(self) -> Data:
        """The effect as data; for a form that was found valid."""
        data: Data = {"do": self.do}
        for key in SORTS[self.do].keys:
            data |= key.read(self.cleaned_data, self.effect, self.around)
        return {name: value for name, value in data.items() if value is not None}
