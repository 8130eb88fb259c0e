# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The house's own words as texts of the engines: written in every language that it speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy, override

from workflows.fields.kinds import Choice
from workflows.text import LocalisedText

if TYPE_CHECKING:
    from django.db.models import Choices


def options_of(choices: type[Choices]) -> tuple[Choice, ...]:
    """Return an enumeration as the options of a fact."""
    return tuple(Choice(str(one.value), spoken(one.label)) for one in choices)


def label(msgid: str) -> LocalisedText:
    """Return a marked msgid in every language that the house speaks."""
    return spoken(gettext_lazy(msgid))


def spoken(words: object) -> LocalisedText:
    """Return lazily translated words in every language that the house speaks."""
    texts = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            texts[language] = str(words)
    return LocalisedText(texts)
