# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The form of a service, made from its published fields; what is refused is a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.datastructures import MultiValueDict
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grc.core import text
from workflows.fields import Field, FieldKind, Value, ValueRefused, clean_value
from workflows.sentences import sentence
from workflows.text import resolve

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from grc.catalog.models import Service

MOST_FILES = 5
# Beyond this many choices a list that unfolds reads better than a wall of buttons.
MOST_RADIOS = 8
# What a browser may fill in by itself, by kind of field and by the codes towns give (law R3.08).
AUTOCOMPLETE_KINDS = {FieldKind.EMAIL: "email", FieldKind.PHONE: "tel"}
AUTOCOMPLETE_CODES = {
    "name": "name",
    "full_name": "name",
    "first_name": "given-name",
    "last_name": "family-name",
    "birth_date": "bday",
    "date_of_birth": "bday",
    "address": "street-address",
    "postal_address": "street-address",
    "home_address": "street-address",
    "postcode": "postal-code",
    "postal_code": "postal-code",
    "city": "address-level2",
    "organisation": "organization",
    "organization": "organization",
    "company": "organization",
}


class AddressInput(forms.Widget):
    """A place in words and, for whoever wants it, in figures; the browser may fill the figures."""

    template_name = "catalog/address_input.html"
    use_fieldset = True

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, UploadedFile[bytes]], name: str
    ) -> dict[str, str]:
        return {
            "text": data.get(name) or "",
            "latitude": data.get(f"{name}-latitude") or "",
            "longitude": data.get(f"{name}-longitude") or "",
        }

    def value_omitted_from_data(
        self, data: Mapping[str, Any], files: MultiValueDict[str, UploadedFile[bytes]], name: str
    ) -> bool:
        return name not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, "", attrs)
        context["widget"]["given"] = value or {}
        return context


class FilesInput(forms.FileInput):
    """A choice of several files."""

    allow_multiple_selected = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"multiple": True} | (attrs or {}))

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, UploadedFile[bytes]], name: str
    ) -> list[UploadedFile[bytes]]:
        return files.getlist(name) if isinstance(files, MultiValueDict) else []


class QuestionField(forms.Field):
    """One field of a service's form; what is cleaned is what is stored.

    ``missing`` is what to say when nothing was typed, instead of the general sentence.
    ``is_one_of_several``: another field may be answered in its stead, so it is not marked.
    """

    is_one_of_several = False

    def __init__(self, question: Field, *, missing: str = "") -> None:
        self.question, self.missing = question, missing
        language = get_language() or "fr"
        super().__init__(
            required=question.required,
            label=resolve(question.label, language),
            help_text=escape(resolve(question.help, language)),
            widget=_widget(question, language),
        )

    def clean(self, value: Any) -> Value:
        try:
            return clean_value(self.question, self.raw(value))
        except ValueRefused as refusal:
            code = refusal.finding.code
            words = self.missing if self.missing and code == "required" else ""
            raise ValidationError(words or sentence(refusal.finding), code) from refusal

    def raw(self, value: Any) -> Any:
        """Return what was typed without the characters that nobody sees nor means to send."""
        return text.clean(value) if isinstance(value, str) else value


class AddressField(QuestionField):
    """A place. Words or a position suffice."""

    def raw(self, value: Any) -> Any:
        figures = [text.clean(value[name]) for name in ("latitude", "longitude")]
        position = _position(*figures) if any(figures) else None
        return {"text": text.clean(value["text"]), "position": position}


class FilesField(QuestionField):
    """Some files, MOST_FILES at most. They are kept as attachments, not among the values."""

    def clean(self, value: Any) -> Any:
        uploads: list[UploadedFile[bytes]] = list(value or [])
        if self.required and not uploads:
            raise ValidationError(_("Choose at least one file."), "required")
        if len(uploads) > MOST_FILES:
            raise ValidationError(
                _("Attach at most %(most)d files: there are %(count)d.")
                % {"most": MOST_FILES, "count": len(uploads)},
                "too_many_files",
            )
        return uploads


class KindForm(forms.Form):
    """A form that comes back as it was typed, and says which files to choose again."""

    def unchecked(self) -> Self:
        """Return this form as it was typed, neither checked nor refused."""
        self._errors, self.cleaned_data = ErrorDict(), {}
        return self

    def refuse(self, sentence: str) -> None:
        """Refuse the whole form, that was valid, with the sentence of a command."""
        self.add_error(None, sentence)
        self._ask_for_files_again()

    def full_clean(self) -> None:
        super().full_clean()
        if self._errors:
            self._ask_for_files_again()

    def _ask_for_files_again(self) -> None:
        # No browser lets a page choose files: those that came with a refused form are gone.
        for code, field in self.fields.items():
            uploads = self.cleaned_data.get(code) if isinstance(field, FilesField) else None
            if uploads:
                names = ", ".join(str(upload.name) for upload in uploads)
                again = _("Choose again, the page could not keep it: %(names)s.")
                self.add_error(code, ValidationError(again % {"names": names}, "choose_again"))


def field_for(question: Field, *, files: type[FilesField] = FilesField) -> QuestionField:
    """Return the form field that asks this question."""
    if question.kind is FieldKind.FILE:
        return files(question)
    return (AddressField if question.kind is FieldKind.ADDRESS else QuestionField)(question)


class ServiceForm(KindForm):
    """The form of a service's current edition, in the reader's language.

    Once valid, ``values`` is what a request stores and ``uploads`` the files of each file field.
    """

    file_field: type[FilesField] = FilesField

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.service = service
        form_version = service.form_version
        for question in form_version.parsed if form_version else ():
            self.fields[question.code] = self.field_for(question)

    def field_for(self, question: Field) -> QuestionField:
        """Return the form field that asks this question of this service."""
        return field_for(question, files=self.file_field)

    @property
    def questions(self) -> list[forms.BoundField]:
        """The service's own questions, in the order of the page."""
        return [self[code] for code in self._codes()]

    @property
    def values(self) -> dict[str, Value]:
        """What was answered, as it is stored; unanswered questions and files are left out."""
        return {
            code: self.cleaned_data[code]
            for code in self._codes()
            if not isinstance(self.fields[code], FilesField) and self.cleaned_data[code] is not None
        }

    @property
    def uploads(self) -> dict[str, list[UploadedFile[bytes]]]:
        """The files that were chosen, by field."""
        return {
            code: self.cleaned_data[code]
            for code in self._codes()
            if isinstance(self.fields[code], FilesField) and self.cleaned_data[code]
        }

    def _codes(self) -> list[str]:
        form_version = self.service.form_version
        return [question.code for question in form_version.parsed] if form_version else []


def _widget(question: Field, language: str) -> forms.Widget:
    attrs: dict[str, Any] = {}
    token = AUTOCOMPLETE_CODES.get(question.code) or AUTOCOMPLETE_KINDS.get(question.kind)
    if token and question.kind not in (FieldKind.LONG_TEXT, FieldKind.FILE):
        attrs["autocomplete"] = token
    choices = [(choice.code, resolve(choice.label, language)) for choice in question.choices]
    return _WIDGETS[question.kind](attrs, choices, question)


Attributes = dict[str, Any]
Choices = list[tuple[str, str]]


def _number_input(attrs: Attributes, choices: Choices, question: Field) -> forms.Widget:
    # type=number loses what it does not understand, such as a comma.
    return forms.TextInput({**attrs, "inputmode": "decimal", "size": 12})


def _yes_or_no(attrs: Attributes, choices: Choices, question: Field) -> forms.Widget:
    return forms.RadioSelect(attrs, [("true", _("Yes")), ("false", _("No"))])


def _one_of(attrs: Attributes, choices: Choices, question: Field) -> forms.Widget:
    if len(choices) <= MOST_RADIOS:
        return forms.RadioSelect(attrs, choices)
    return forms.Select(attrs, [("", _("Choose")), *choices])


_WIDGETS: Mapping[FieldKind, Callable[[Attributes, Choices, Field], forms.Widget]] = {
    FieldKind.SHORT_TEXT: lambda attrs, *_: forms.TextInput(attrs),
    FieldKind.LONG_TEXT: lambda attrs, *_: forms.Textarea({**attrs, "rows": 6}),
    FieldKind.EMAIL: lambda attrs, *_: forms.EmailInput({**attrs, "spellcheck": "false"}),
    FieldKind.PHONE: lambda attrs, *_: forms.TextInput({**attrs, "type": "tel", "size": 20}),
    FieldKind.NUMBER: _number_input,
    FieldKind.DATE: lambda attrs, *_: forms.DateInput({**attrs, "type": "date"}),
    FieldKind.BOOLEAN: _yes_or_no,
    FieldKind.CHOICE: _one_of,
    FieldKind.CHOICES: lambda attrs, choices, _: forms.CheckboxSelectMultiple(attrs, choices),
    FieldKind.FILE: lambda attrs, *_: FilesInput(attrs),
    FieldKind.ADDRESS: lambda attrs, *_: AddressInput(attrs),
}


def _position(latitude: str, longitude: str) -> list[float]:
    """Return the position; a comma is a decimal point to half of the world."""
    figures = [figure.replace(",", ".") for figure in (latitude, longitude)]
    if all(re.fullmatch(r"[+-]?[0-9]{1,3}(\.[0-9]{1,20})?", figure) for figure in figures):
        degrees = [float(figure) for figure in figures]
        if abs(degrees[0]) <= 90 and abs(degrees[1]) <= 180:
            return degrees
    raise ValidationError(
        _("Write both figures of the position, such as 48.9566 and 4.3631, or leave both empty."),
        "bad_position",
    )
