# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Texts in each language of the town, as fields of a form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from workflows.text import EVERY_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.utils.functional import Promise


def add_texts(
    form: forms.Form,
    name: str,
    label: str | Promise,
    languages: Sequence[str],
    *,
    required: bool = False,
    longest: int = 200,
    help_text: str | Promise = "",
    rows: int = 0,
) -> None:
    """Give a form one field for each language; only the first language may be required."""
    for place, language in enumerate(languages):
        words = str(label)
        if len(languages) > 1:
            named = {"label": label, "language": spoken(language)}
            words = _("%(label)s (%(language)s)") % named
        attrs: dict[str, Any] = {"lang": language}
        form.fields[field_name(name, language)] = forms.CharField(
            label=words,
            required=required and place == 0,
            max_length=longest,
            help_text=str(help_text) if place == 0 else "",
            widget=forms.Textarea({**attrs, "rows": rows}) if rows else forms.TextInput(attrs),
        )


def spoken(language: str) -> str:
    """Return what a language is called within a sentence: English alone writes a capital."""
    name = str(dict(settings.LANGUAGES).get(language, language))
    return name if get_language() == "en" else name.lower()


def field_name(name: str, language: str) -> str:
    return f"{name}_{language.replace('-', '_')}"


def texts_of(cleaned: Mapping[str, Any], name: str, languages: Sequence[str]) -> dict[str, str]:
    """Return what was written, by language; languages that say nothing are left out."""
    found = {language: cleaned.get(field_name(name, language), "") for language in languages}
    return {language: text for language, text in found.items() if text and text.strip()}


def as_typed(texts: str | Mapping[str, str], name: str, languages: Sequence[str]) -> dict[str, str]:
    """Return the initial values of the fields of a text."""
    if isinstance(texts, str):
        texts = {EVERY_LANGUAGE: texts}
    every = texts.get(EVERY_LANGUAGE, "")
    return {field_name(name, language): texts.get(language, every) for language in languages}
