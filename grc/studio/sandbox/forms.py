# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the sandbox asks: how a made-up request begins, what a button wants to know, a name."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from grc.catalog.forms import field_for
from grc.service_requests.enums import Channel, Outcome
from grc.studio.workflows.keys import Words
from workflows.fields import Field, FieldKind
from workflows.options import option_values
from workflows.reading import LABEL_LENGTH
from workflows.rules.forms import PREFIX as VALUES
from workflows.scenario import CONTEST_DAYS, Given, Silence
from workflows.timers import Anchor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grc.catalog.models import Service
    from workflows.definition import Definition, Transition
    from workflows.machine import Machine

#: Days until a date that somebody tries a timer on.
DUE_IN, LEGAL_IN, MOST_DAYS = 30, 60, 1_000
_DATES: Final = {
    "due": (Anchor.DUE_DATE, {"due.on", "days.left"}, DUE_IN, gettext_lazy("Days to the due date")),
    "legal": (Anchor.LEGAL_DATE, {"legal.on"}, LEGAL_IN, gettext_lazy("Days to the legal date")),
}


class BeginForm(forms.Form):
    """Only what this workflow looks at: its conditions, its timers, what each service chooses."""

    def __init__(
        self, *args: Any, machine: Machine, service: Service | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        said = Silence(service.silence) if service is not None else None
        # The usual rejection goes without saying.
        self.silence = None if said is Silence.REJECTION else said
        # Frozen with the story: whoever plays it again on another day plays the same one.
        self.begins = timezone.localdate()
        definition, self.wanted = machine.definition, machine.facts_wanted
        self.contest_days = CONTEST_DAYS if service is None else service.contest_days
        if "channel" in self.wanted:
            channels = [one for one in Channel.choices if one[0] != Channel.UNKNOWN]
            self.fields["channel"] = forms.ChoiceField(label=_("How it came in"), choices=channels)
        if "place" in self.wanted:
            self.fields["place"] = _words(_("Place"), required=False)
        form_version = service.form_version if service is not None else None
        asked = form_version.parsed if form_version is not None else ()
        self.values = self._ask(
            "values", (one for one in asked if VALUES + one.code in self.wanted)
        )
        chosen = option_values(definition.options, service.options if service is not None else {})
        options = (option.field for option in definition.options)
        self.options = self._ask("options", options, chosen)
        self._ask_dates(definition)

    @property
    def given(self) -> Given:
        """How the request begins; for a form that was found valid."""
        said = self.cleaned_data
        days = {name: said[name] for name in _DATES if said.get(name) is not None}
        dates = {name: self.begins + timedelta(days=count) for name, count in days.items()}
        return Given(
            channel=said.get("channel", Channel.PORTAL.value),
            values=_said(said, "values", self.values),
            options=_said(said, "options", self.options),
            due=dates.get("due"),
            legal=dates.get("legal"),
            silence=self.silence if "legal" in dates else None,
            place=said.get("place", ""),
            contest_days=self.contest_days,
            begins=self.begins,
        )

    def _ask(
        self, prefix: str, questions: Iterable[Field], known: dict[str, object] | None = None
    ) -> list[str]:
        codes = []
        for question in questions:
            if question.kind is FieldKind.FILE:
                continue
            field = field_or_words(question)
            said = _initial(question) if known is None else known.get(question.code)
            field.initial = str(said).lower() if isinstance(said, bool) else said
            field.required = field.required and known is None
            self.fields[f"{prefix}-{question.code}"] = field
            codes.append(question.code)
        return codes

    def _ask_dates(self, definition: Definition) -> None:
        anchors = {way.after.since for way in definition.transitions if way.after is not None}
        for name, (anchor, facts, usual, label) in _DATES.items():
            if anchor in anchors or facts & self.wanted:
                self.fields[name] = forms.IntegerField(
                    label=label,
                    required=False,
                    min_value=0,
                    max_value=MOST_DAYS,
                    initial=usual,
                    help_text=_("From the day it begins. Left empty: there is none."),
                )


class AskForm(forms.Form):
    """What a button asks before it is pressed: its questions, and how the request ends."""

    def __init__(
        self, *args: Any, way: Transition | None, outcomes: Iterable[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields = way.form.fields if way is not None and way.form is not None else ()
        self.codes = [one.code for one in fields if one.kind is not FieldKind.FILE]
        for question in fields:
            if question.code in self.codes:
                self.fields[f"answer-{question.code}"] = field_or_words(question)
        labels = dict(Outcome.choices)
        choices = [(code, labels.get(code, code)) for code in outcomes]
        if choices:
            self.fields["outcome"] = forms.ChoiceField(
                label=_("How the request ends"), choices=choices, widget=forms.RadioSelect
            )

    @property
    def values(self) -> tuple[tuple[str, Any], ...]:
        """The answers, as a scenario holds them; for a form that was found valid."""
        return _said(self.cleaned_data, "answer", self.codes)

    @property
    def outcome(self) -> str:
        return str(self.cleaned_data.get("outcome", ""))


class KeepForm(forms.Form):
    """A story as a scenario: its name, and what must be so at its end."""

    based_on = forms.CharField(widget=forms.HiddenInput, max_length=40)
    told = forms.BooleanField(
        label=gettext_lazy("The requester was told as often as here"), required=False
    )
    assigned = forms.BooleanField(
        label=gettext_lazy("Somebody is in charge, or nobody, as here"), required=False
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = Words(
            label=_("Name"),
            help_text=_("What it shows: “The requester does not reply”."),
            max_length=LABEL_LENGTH,
            language=language,
        )
        self.fields = {"name": name, **self.fields}


def field_or_words(question: Field) -> forms.Field:
    """Return the form field that asks a question; a place is asked for in words alone."""
    if question.kind is not FieldKind.ADDRESS:
        return field_for(question)
    asked = field_for(question)
    return _words(asked.label, help_text=asked.help_text, required=asked.required)


def _words(label: Any, **kwargs: Any) -> Words:
    return Words(label=label, language=get_language() or "fr", max_length=LABEL_LENGTH, **kwargs)


def _initial(question: Field) -> object:
    """Return an answer that lets a request begin with one click; nothing where none is due."""
    if not question.required:
        return None
    first = question.choices[0].code if question.choices else ""
    if question.kind is FieldKind.NUMBER:
        return str(question.minimum or question.maximum or 1)
    usual: dict[FieldKind, object] = {
        FieldKind.CHOICE: first,
        FieldKind.CHOICES: [first],
        FieldKind.BOOLEAN: "false",
        FieldKind.DATE: timezone.localdate().isoformat(),
        FieldKind.EMAIL: "marie.dupont@example.org",
        FieldKind.PHONE: "03 26 00 00 00",
    }
    return usual.get(question.kind, "…")


def _said(
    cleaned: dict[str, Any], prefix: str, codes: Iterable[str]
) -> tuple[tuple[str, Any], ...]:
    found = ((code, cleaned.get(f"{prefix}-{code}")) for code in codes)
    return tuple(
        (code, tuple(value) if isinstance(value, list) else value)
        for code, value in found
        if value not in (None, "", [])
    )
