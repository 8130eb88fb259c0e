# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Words that workflows take from the town's library of texts, which a room above keeps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grc.core.markup import to_plain
from grc.core.text import clean
from grc.service_requests.filling import values_of
from grc.service_requests.placeholders import fill, fill_plain, without_waiting
from workflows.effects import Library
from workflows.text import resolve

if TYPE_CHECKING:
    from grc.journal.models.event import Actor
    from grc.service_requests.models import ServiceRequest
    from workflows.effects import Words


@dataclass(frozen=True)
class Found:
    """A standard text as it stands today: its Markdown, and the language that it speaks."""

    body: str
    language: str


#: Finds the text of a code, in the first of these languages that it speaks, or in any other.
Finder = Callable[[str, Sequence[str]], Found | None]

_finders: list[Finder] = []


def keeps_library(finder: Finder) -> Finder:
    """Let this function find the texts of the town in scope."""
    _finders[:] = [finder]
    return finder


def written(code: str, service_request: ServiceRequest, language: str, *, by: Actor) -> str | None:
    """Return a text of the library for a reader of that language, without marks, values filled in.

    What has no value is left out, since nobody reads it over. None where the text is gone.
    """
    found = _found(code, service_request, language)
    if found is None:
        return None
    filled = fill(found.body, values_of(service_request, by=by), found.language)
    return to_plain(without_waiting(filled.text))


def has_words(words: Words, service_request: ServiceRequest, language: str) -> bool:
    """Return whether there is anything to write.

    A text of the library may be gone; one whose values are not known may come to nothing.
    """
    if isinstance(words, Library):
        text = written(words.code, service_request, language, by=None) or ""
    else:
        values = values_of(service_request, by=None)
        text = fill_plain(resolve(words, language), values, language).text
    return bool(clean(text))


def _found(code: str, service_request: ServiceRequest, language: str) -> Found | None:
    languages = (language, service_request.municipality.default_language)
    return next((found for find in _finders if (found := find(code, languages))), None)
