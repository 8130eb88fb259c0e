# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What administrators write about one question of a form."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grc.catalog.form_editing import choices_from
from grc.core.text import on_one_line
from grc.studio.forms import EditForm
from grc.studio.languages import add_texts, as_typed, field_name, texts_of
from workflows.fields import (
    CHOICE_KINDS,
    TEXT_LENGTHS,
    Choice,
    Field,
    FieldKind,
    fields_to_data,
    parse_fields,
)
from workflows.findings import DefinitionError
from workflows.sentences import sentence
from workflows.text import LocalisedText

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.functional import Promise

#: What a form may ask, in the order of the list, by the words of those who compose it.
KINDS: Final[dict[str, str | Promise]] = {
    FieldKind.SHORT_TEXT: gettext_lazy("A few words"),
    FieldKind.LONG_TEXT: gettext_lazy("Some lines of text"),
    FieldKind.CHOICE: gettext_lazy("One choice in a list"),
    FieldKind.CHOICES: gettext_lazy("Several choices in a list"),
    FieldKind.BOOLEAN: gettext_lazy("Yes or no"),
    FieldKind.ADDRESS: gettext_lazy("A place"),
    FieldKind.FILE: gettext_lazy("Files"),
    FieldKind.DATE: gettext_lazy("A date"),
    FieldKind.NUMBER: gettext_lazy("A number"),
    FieldKind.EMAIL: gettext_lazy("An e-mail address"),
    FieldKind.PHONE: gettext_lazy("A telephone number"),
}
LONGEST_LABEL = 200
LONGEST_HELP = 1000
LONGEST_CHOICES = 100_000


class QuickForm(forms.Form):
    """A question in two gestures: what it asks, and the kind of the answer."""

    prefix = "quick"
    label = forms.CharField(label=gettext_lazy("Question"), max_length=LONGEST_LABEL)
    kind = forms.ChoiceField(label=gettext_lazy("Answer"), choices=list(KINDS.items()))
    required = forms.BooleanField(label=gettext_lazy("Must be answered"), required=False)


class FieldForm(EditForm):
    """All about one question of one kind, in the languages of the town."""

    required = forms.BooleanField(label=gettext_lazy("Must be answered"), required=False)

    def __init__(
        self,
        *args: Any,
        kind: FieldKind,
        languages: list[str],
        before: Field | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.languages, self.before = kind, languages, before
        add_texts(self, "label", _("Question"), languages, required=True, longest=LONGEST_LABEL)
        add_texts(
            self,
            "help",
            _("Help"),
            languages,
            longest=LONGEST_HELP,
            help_text=_("Stands under the question: an example, what it is for."),
        )
        self._add_fields_of_kind()
        self.order_fields([name for name in self.fields if name != "required"])

    def _add_fields_of_kind(self) -> None:
        if self.kind in CHOICE_KINDS:
            add_texts(
                self,
                "choices",
                _("Choices, one a line"),
                self.languages,
                required=True,
                longest=LONGEST_CHOICES,
                help_text=_("In the other languages, in the same order."),
                rows=6,
            )
        if self.kind in TEXT_LENGTHS:
            self.fields["max_length"] = forms.IntegerField(
                label=_("Longest answer, in characters"),
                required=False,
                min_value=1,
                max_value=TEXT_LENGTHS[self.kind],
            )
        if self.kind is FieldKind.NUMBER:
            self.fields["minimum"] = _number(_("Smallest number"))
            self.fields["maximum"] = _number(_("Largest number"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        lines = self._lines(cleaned)
        for language in self.languages[1:]:
            said = lines[language]
            if said and len(said) != len(lines[self.languages[0]]):
                message = _("Write as many lines as in the first language, or none.")
                self.add_error(field_name("choices", language), message)
        if not self.errors:
            self._check(cleaned)
        return cleaned

    @property
    def field(self) -> Field:
        """What was typed, under a code that the form will choose; for a valid form."""
        return self._field(self.cleaned_data)

    def _check(self, cleaned: dict[str, Any]) -> None:
        try:
            parse_fields(fields_to_data([self._field(cleaned)]))
        except DefinitionError as error:
            for finding in error.findings:
                name = finding.place.split("/")[2] if finding.place.count("/") > 1 else ""
                self.add_error(name if name in self.fields else None, sentence(finding))

    def _field(self, cleaned: dict[str, Any]) -> Field:
        return Field(
            code=self.before.code if self.before else "field",
            kind=self.kind,
            label=_texts(cleaned, "label", self.languages),
            help=_texts(cleaned, "help", self.languages),
            required=cleaned.get("required", False),
            choices=self._choices(cleaned),
            max_length=cleaned.get("max_length"),
            minimum=_exact(cleaned.get("minimum")),
            maximum=_exact(cleaned.get("maximum")),
        )

    def _choices(self, cleaned: dict[str, Any]) -> tuple[Choice, ...]:
        if self.kind not in CHOICE_KINDS:
            return ()
        lines = self._lines(cleaned)
        rows = [
            {language: said[place] for language, said in lines.items() if said}
            for place in range(len(lines[self.languages[0]]))
        ]
        return choices_from(rows, self.before.choices if self.before else ())

    def _lines(self, cleaned: dict[str, Any]) -> dict[str, list[str]]:
        texts = {one: cleaned.get(field_name("choices", one), "") for one in self.languages}
        return {
            language: [line for raw in text.splitlines() if (line := on_one_line(raw))]
            for language, text in texts.items()
        }


def field_as_typed(field: Field, languages: list[str]) -> dict[str, Any]:
    """Return the fields of the form as the question stands."""
    values: dict[str, Any] = {"required": field.required, "max_length": field.max_length}
    values |= {"minimum": field.minimum, "maximum": field.maximum}
    values |= as_typed(field.label, "label", languages) | as_typed(field.help, "help", languages)
    for place, language in enumerate(languages):
        labels = [_said(choice.label, language, is_first=place == 0) for choice in field.choices]
        name = field_name("choices", language)
        values[name] = "\n".join(labels) if all(labels) else ""
    return values


def kind_words(kind: str) -> str:
    return str(KINDS[kind])


def _said(text: LocalisedText, language: str, *, is_first: bool) -> str:
    typed = next(iter(as_typed(text, "label", [language]).values()))
    return typed or (next(iter(text.values()), "") if is_first else "")


def _texts(cleaned: dict[str, Any], name: str, languages: Sequence[str]) -> LocalisedText:
    found = texts_of(cleaned, name, languages)
    return LocalisedText({language: on_one_line(text) for language, text in found.items()})


def _number(label: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        max_digits=15,
        decimal_places=6,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 12}),
    )


def _exact(number: Decimal | None) -> Decimal | None:
    return None if number is None else number.normalize() + 0
