# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Keys of workflow data as fields of a form: one small description for each sort of key."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from grc.core.text import clean
from grc.studio.languages import spoken
from grc.studio.workflows.town import LISTS
from grc.studio.workflows.values import in_words
from grc.studio.workflows.words import UNITS, counted, said
from workflows.effects import MOST_DAYS
from workflows.reading import HELP_LENGTH, LABEL_LENGTH
from workflows.text import EVERY_LANGUAGE, LocalisedText, resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.utils.functional import _StrPromise as Promise

Data = dict[str, Any]
Fields = dict[str, forms.Field]


@dataclass(frozen=True)
class Around:
    """What forms of a workflow are made for: its data, and the town's languages."""

    data: Data
    languages: Sequence[str]
    _town: dict[str, list[tuple[str, str]]] = dataclasses.field(default_factory=dict)
    # What the form is about, as it stands: how many lines it needs.
    item: Data = dataclasses.field(default_factory=dict)
    # How many lines of it were typed; 0 before anything was.
    lines: int = 0
    # What the forms of its services ask, by code; read only where a text names it.
    asked: Callable[[], Mapping[str, str | Mapping[str, str]]] = dict

    @property
    def language(self) -> str:
        return get_language() or "fr"

    def choices(self, things: str) -> list[tuple[str, str]]:
        """Return the things of a list (steps, functions) as choices, each code once.

        ``services``, ``circuits``, ``texts`` and ``webhooks`` are those of the town, read once.
        """
        if things in LISTS:
            if things not in self._town:
                self._town[things] = LISTS[things]()
            return self._town[things]
        found = {one["code"]: resolve(one["label"], self.language) for one in self.things(things)}
        return list(found.items())

    def things(self, things: str) -> list[Data]:
        """Return the data of a list; ``shared_`` are those of the parts that transitions share."""
        key = things.removeprefix("shared_")
        found: list[Data] = (self.data if key == things else self.data.get("parts", {})).get(
            key, []
        )
        return found

    def named_option(self, option: Data) -> str:
        """Return the question of an option."""
        return resolve(option["field"]["label"], self.language)

    def named(self, things: str, codes: Sequence[str]) -> str:
        """Return the labels of these codes in a row."""
        labels = dict(self.choices(things))
        return ", ".join(labels.get(code, code) for code in codes)


class Words(forms.CharField):
    """Some words, without the characters that nobody sees nor means."""

    def __init__(self, *, language: str, rows: int = 0, **kwargs: Any) -> None:
        attrs: dict[str, Any] = {"lang": language}
        widget = forms.Textarea(attrs | {"rows": rows}) if rows else forms.TextInput(attrs)
        super().__init__(widget=widget, **kwargs)

    def to_python(self, value: Any) -> str:
        return clean(super().to_python(value) or "").strip()


@dataclass(frozen=True)
class Text:
    """A text in each of the town's languages."""

    key: str
    label: str | Promise
    help: str | Promise = ""
    rows: int = 0
    required: bool = False

    def fields(self, around: Around) -> Fields:
        first = around.languages[0]
        return {
            self.name(language): Words(
                label=self._label(language, around),
                required=self.required and language == first,
                help_text=self._help(language, first),
                max_length=HELP_LENGTH if self.rows else LABEL_LENGTH,
                rows=self.rows,
                language=language,
            )
            for language in around.languages
        }

    def initial(self, item: Data, around: Around) -> Data:
        text = LocalisedText(item.get(self.key) or "")
        given = {language: text.get(language, "") for language in around.languages}
        given[around.languages[0]] = given[around.languages[0]] or text.get(EVERY_LANGUAGE, "")
        return {self.name(language): words for language, words in given.items()}

    def read(self, cleaned: Data, item: Data, around: Around) -> Data:
        """Return the key as data; a text in one language only is read in all of them."""
        before = LocalisedText(item.get(self.key) or "")
        here = {one: cleaned[self.name(one)] for one in around.languages}
        texts: Data = {one: words for one, words in before.items() if one not in here}
        texts.pop(EVERY_LANGUAGE, None)
        texts |= {one: words for one, words in here.items() if words}
        if not texts:
            return {self.key: None}
        is_for_all = len(texts) == 1 and next(iter(texts)) == around.languages[0]
        return {self.key: next(iter(texts.values())) if is_for_all else texts}

    def said(self, item: Data, around: Around) -> str:
        words = resolve(item.get(self.key) or "", around.language)
        return _("“%(text)s”") % {"text": in_words(words, around)} if words else ""

    def name(self, language: str) -> str:
        return f"{self.key}_{language}"

    def _label(self, language: str, around: Around) -> str:
        if len(around.languages) == 1:
            return str(self.label)
        named = {"label": self.label, "language": spoken(language)}
        return _("%(label)s (%(language)s)") % named

    def _help(self, language: str, first: str) -> str:
        if language == first:
            return str(self.help)
        return _("Left empty: the same words as in the first language.")


@dataclass(frozen=True)
class One:
    """One of a few fixed values."""

    key: str
    label: str | Promise
    words: Mapping[str, str | Promise]
    default: str = ""

    def fields(self, around: Around) -> Fields:
        choices = list(self.words.items())
        return {
            self.key: forms.ChoiceField(
                label=self.label, choices=choices, initial=self.default or choices[0][0]
            )
        }

    def initial(self, item: Data, around: Around) -> Data:
        value = item.get(self.key, self.default)
        return {self.key: value} if value else {}

    def read(self, cleaned: Data, item: Data, around: Around) -> Data:
        value = cleaned[self.key]
        return {self.key: None if value == self.default else value}

    def said(self, item: Data, around: Around) -> str:
        return said(self.words, item.get(self.key, self.default))


@dataclass(frozen=True)
class Chosen:
    """Some of the things of the workflow, or one of them, or some fixed values."""

    key: str
    label: str | Promise
    things: str = ""
    words: Mapping[str, str | Promise] | None = None
    single: bool = False
    required: bool = False
    help: str | Promise = ""
    #: What choosing none of them is called, where one may.
    none: str | Promise = ""
    #: What stands there until one is chosen, where none of them is likelier than the others.
    unchosen: str | Promise = ""
    #: How the one that is chosen is told: “through %(what)s”.
    phrase: str | Promise = ""

    def fields(self, around: Around) -> Fields:
        choices = self._choices(around)
        shared: dict[str, Any] = {"label": self.label, "choices": choices, "help_text": self.help}
        if self.none:
            shared |= {"choices": [("", self.none), *choices], "required": False}
        if self.unchosen:
            shared["choices"] = [("", self.unchosen), *choices]
        if self.single:
            return {self.key: forms.ChoiceField(**shared)}
        return {
            self.key: forms.MultipleChoiceField(
                required=self.required, widget=forms.CheckboxSelectMultiple, **shared
            )
        }

    def initial(self, item: Data, around: Around) -> Data:
        return {self.key: item[self.key]} if self.key in item else {}

    def read(self, cleaned: Data, item: Data, around: Around) -> Data:
        return {self.key: cleaned[self.key] or None}

    def said(self, item: Data, around: Around) -> str:
        value = item.get(self.key) or []
        labels = dict(self._choices(around))
        codes = [value] if isinstance(value, str) else value
        what = ", ".join(str(labels.get(code, code)) for code in codes)
        return str(self.phrase) % {"what": what} if what and self.phrase else what

    def _choices(self, around: Around) -> list[tuple[str, Any]]:
        return list(self.words.items()) if self.words else around.choices(self.things)


@dataclass(frozen=True)
class Wording:
    """Some words: written here in each of the town's languages, or a text of its library."""

    text: Text
    library: Chosen

    def fields(self, around: Around) -> Fields:
        return self.text.fields(around) | self.library.fields(around)

    def initial(self, item: Data, around: Around) -> Data:
        return self.text.initial(item, around) | self.library.initial(item, around)

    def read(self, cleaned: Data, item: Data, around: Around) -> Data:
        if cleaned[self.library.key]:
            return {self.text.key: None, self.library.key: cleaned[self.library.key]}
        return {self.library.key: None} | self.text.read(cleaned, item, around)

    def said(self, item: Data, around: Around) -> str:
        return self.text.said(item, around) or self.library.said(item, around)

    def refusal(self, cleaned: Data, around: Around) -> tuple[str, str]:
        """Return the field that is wrong and why; empty where there are words, once."""
        names = [self.text.name(language) for language in around.languages]
        chosen = bool(cleaned.get(self.library.key))
        if chosen and any(cleaned.get(name) for name in names):
            words = _("Write the words or choose a text of the library, not both: remove one.")
            return self.library.key, words
        if not chosen and not cleaned.get(names[0]):
            return names[0], _("Write the words, or choose a text of the library.")
        return "", ""


@dataclass(frozen=True)
class Length:
    """A length that is written under the name of its unit: ``{"working_days": 5}``; or none."""

    label: str | Promise
    units: tuple[str, ...]
    help: str | Promise = ""
    required: bool = False

    def fields(self, around: Around) -> Fields:
        units = [(unit, UNITS[unit]) for unit in self.units]
        return {
            "amount": forms.IntegerField(
                label=self.label,
                required=self.required,
                min_value=1,
                max_value=MOST_DAYS,
                help_text=self.help,
            ),
            "unit": forms.ChoiceField(label=gettext_lazy("Counted in"), choices=units),
        }

    def initial(self, item: Data, around: Around) -> Data:
        for unit in self.units:
            if unit in item:
                return {"amount": item[unit], "unit": unit}
        return {}

    def read(self, cleaned: Data, item: Data, around: Around) -> Data:
        none: Data = dict.fromkeys(self.units)
        return none | {cleaned["unit"]: cleaned["amount"]}

    def said(self, item: Data, around: Around) -> str:
        for unit in self.units:
            if unit in item:
                return counted(item[unit], unit)
        return _("none")


Key = Text | One | Chosen | Wording | Length
