# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Forms of a workflow's own things: what is read from data, typed, and written as edits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from grc.studio.workflows.keys import Around, Chosen, Data, One, Text
from grc.studio.workflows.words import KINDS, WORDS
from workflows.definition import StepKind, Word
from workflows.editing import Add, Change, Edit, Several, Thing, free_code
from workflows.library import load
from workflows.models import Workflow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grc.studio.workflows.keys import Key

LABEL: Final = Text("label", _("Name"), required=True)
STEP_KEYS: Final[tuple[Key, ...]] = (
    Text("label", _("Name, for agents"), required=True),
    One("kind", _("What happens there"), KINDS),
    Text(
        "citizen_label",
        _("What the requester reads"),
        _("A few words: “Being dealt with”. Left empty on a new step: the usual words."),
    ),
    Text(
        "citizen_help",
        _("A sentence for the requester"),
        _("What happens now, and what they need not do."),
        rows=2,
    ),
)
FUNCTION_KEYS: Final[tuple[Key, ...]] = (
    Text("label", _("Name"), _("A role, not a person: “agent in charge”."), required=True),
)
SHARED_KEYS: Final[tuple[Key, ...]] = (
    Text("label", _("Name"), _("What it is about: “Urgent and dear”."), required=True),
)


class ThingForm(forms.Form):
    """The keys of a thing, and the revision that it was read at."""

    based_on = forms.CharField(widget=forms.HiddenInput, max_length=40)
    thing: Thing
    keys: tuple[Key, ...] = ()

    def __init__(self, *args: Any, around: Around, item: Data | None = None, **kwargs: Any) -> None:
        self.around, self.item = around, item or {}
        initial: Data = {}
        for key in self.keys:
            initial |= key.initial(self.item, around)
        kwargs["initial"] = initial | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        for key in self.keys:
            self.fields |= key.fields(around)

    @property
    def values(self) -> Data:
        """What was typed, as data, None for what is taken away; for a form found valid."""
        data: Data = {}
        for key in self.keys:
            data |= key.read(self.cleaned_data, self.item, self.around)
        return data

    @property
    def edit(self) -> Edit | None:
        """The edit that was typed; None where nothing differs from what was read."""
        if not self.item:
            item = {name: value for name, value in self.values.items() if value is not None}
            return Add(self.thing, item)
        values = self.values
        changed = {name: new for name, new in values.items() if new != self.item.get(name)}
        return Change(self.thing, self.item["code"], changed) if changed else None


class FunctionForm(ThingForm):
    thing = Thing.FUNCTION
    keys = FUNCTION_KEYS


class SharedConditionForm(ThingForm):
    """The name of a condition that transitions share; its tests have pages of their own."""

    thing = Thing.SHARED_CONDITION
    keys = SHARED_KEYS


class SharedEffectsForm(ThingForm):
    """The name of a list of effects that transitions share."""

    thing = Thing.SHARED_EFFECTS
    keys = SHARED_KEYS


class StepForm(ThingForm):
    thing = Thing.STEP
    keys = STEP_KEYS


class NewStepForm(StepForm):
    """A step, and the button that leads to it if one is wanted."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].initial = StepKind.IN_PROGRESS
        self.fields["reached_from"] = forms.MultipleChoiceField(
            label=_("Requests come here from"),
            help_text=_("A button is made at these steps. None: add the transitions yourself."),
            choices=self.around.choices("steps"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields |= _BUTTON.fields(self.around)

    def clean(self) -> Data:
        cleaned = super().clean() or self.cleaned_data
        first = _BUTTON.name(self.around.languages[0])
        if cleaned.get("reached_from") and not cleaned.get(first):
            self.add_error(first, _("Write the words on the button."))
        return cleaned

    @property
    def edit(self) -> Edit:
        item = {name: value for name, value in self.values.items() if value is not None}
        item.setdefault("citizen_label", usual_words(item["kind"]))
        item["code"] = free_code_of(self.around.data, Thing.STEP, item["label"])
        added = Add(Thing.STEP, item, after=_last_open(self.around.data))
        sources = self.cleaned_data["reached_from"]
        if not sources:
            return added
        label = _BUTTON.read(self.cleaned_data, {}, self.around)["button"]
        way: Data = {"from": sources, "to": item["code"], "trigger": "button", "label": label}
        way["functions"] = first_hands(self.around.data)
        if item["kind"] in (StepKind.ANSWERED, StepKind.CLOSED):
            way["outcomes"] = ["done"]
        return Several((added, Add(Thing.TRANSITION, way)))


_BUTTON: Final = Text("button", _("Words on the button"), _("A verb: “Send to inspection”."))


class NameForm(forms.Form):
    """What a workflow is called."""

    def __init__(
        self, *args: Any, languages: Sequence[str], now: object = "", **kwargs: Any
    ) -> None:
        self.around, self.now = Around({}, languages), {"name": now}
        kwargs["initial"] = _NAME.initial(self.now, self.around) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields = {**_NAME.fields(self.around), **self.fields}

    @property
    def name(self) -> dict[str, str]:
        """The name in each language; for a form that was found valid."""
        given = _NAME.read(self.cleaned_data, self.now, self.around)["name"]
        return given if isinstance(given, dict) else {self.around.languages[0]: given}


class BeginForm(NameForm):
    """A new workflow: its name, and what it begins with."""

    start = forms.ChoiceField(label=_("Begin with"), widget=forms.RadioSelect, initial="1")

    def __init__(self, *args: Any, workflows: Sequence[Workflow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["start"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        copies: list[tuple[str, Any]] = [
            (f"copy:{one.pk}", _("A copy of “%(workflow)s”") % {"workflow": one})
            for one in workflows
        ]
        field.choices = [*BEGINNINGS, *copies]


_NAME: Final = Text("name", _("Name"), _("What it is for: “Questions about taxes”."), required=True)
BEGINNINGS: Final[list[tuple[str, Any]]] = [
    ("0", _("Answers leave as they are written")),
    ("1", _("One validation before the answer leaves")),
    ("2", _("Two validations, one after the other")),
    ("3", _("Three validations, one after the other")),
    ("report", _("Everything: validation, and waiting for the requester or a third party")),
    ("blank", _("Almost nothing: requests arrive, are answered or closed")),
]


class PublishForm(forms.Form):
    """Why a workflow is published in spite of warnings."""

    based_on = forms.CharField(widget=forms.HiddenInput, max_length=40)
    why = forms.CharField(
        label=_("Why publish in spite of these warnings?"),
        help_text=_("One sentence, kept with the version."),
        max_length=500,
    )

    def __init__(self, *args: Any, has_warnings: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_warnings:
            del self.fields["why"]


def usual_words(kind: str) -> Any:
    """Return what the requester usually reads at a step of this kind."""
    steps = load("report")["steps"]
    return next(step["citizen_label"] for step in steps if step["kind"] == kind)


def free_code_of(data: Data, thing: Thing, label: object) -> str:

    return free_code(label, {one["code"] for one in data[thing]}, thing.name.lower())


def first_hands(data: Data) -> list[str]:
    """Return who finds the first button: whoever works on requests, as a rule."""
    for way in data["transitions"]:
        if way.get("functions"):
            return list(way["functions"])
    return [function["code"] for function in data["functions"][:1]]


def _last_open(data: Data) -> str:
    """Return the last step before the ends, after which a new one stands in the list."""
    ends = (StepKind.ANSWERED, StepKind.CLOSED)
    return next((s["code"] for s in reversed(data["steps"]) if s["kind"] not in ends), "")


WORD_KEYS: Final[tuple[Key, ...]] = (
    One("message", _("A message to the requester"), WORDS, Word.NONE),
    One("reason", _("A reason, for colleagues"), WORDS, Word.NONE),
)
FUNCTIONS: Final = Chosen("functions", _("Who finds the button"), "functions")
