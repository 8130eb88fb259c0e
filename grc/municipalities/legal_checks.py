# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Does a legal text say all that it must, in each language that it is written in?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from grc.municipalities.legal_parts import PLACEHOLDER, is_localised, said

if TYPE_CHECKING:
    from datetime import date

    from django.utils.functional import _StrPromise

    from grc.municipalities.models import LegalText

    Fault = tuple[str, str | _StrPromise]


def faults(record: LegalText) -> dict[str, list[str | _StrPromise]]:
    """Return what is wrong with a text, one sentence a fault, by field."""
    found: dict[str, list[str | _StrPromise]] = defaultdict(list)
    for field, sentence in _all(record):
        found[field].append(sentence)
    return dict(found)


def _all(record: LegalText) -> Iterator[Fault]:
    # Told before the constraints are asked: PostgreSQL breaks on days that run backwards.
    first: date | None = record.valid_from
    if first and record.valid_to and record.valid_to < first:
        yield "valid_to", _("A text cannot end before it begins.")
    if not is_localised(record.text):
        yield "text", _("Give one text per language.")
        return
    if not isinstance(record.parts, dict) or not all(
        isinstance(part, str) or is_localised(part) for part in record.parts.values()
    ):
        yield "parts", _("Give each part as a text, or as one text per language.")
        return
    yield from _languages(record)
    yield from _parts(record)
    yield from _placeholders(record)


def _languages(record: LegalText) -> Iterator[Fault]:
    first = record.municipality.default_language
    if not said(record.text.get(first), first):
        yield (
            "text",
            _("Write the text in the first language of the town (%(language)s).")
            % {"language": first},
        )


def _parts(record: LegalText) -> Iterator[Fault]:
    known = {part.code for part in record.composition.parts}
    for code in sorted(record.parts.keys() - known):
        yield "parts", _("“%(part)s” is no part of this text. Remove it.") % {"part": code}
    for part in record.composition.parts:
        given = record.parts.get(part.code)
        is_missing = not given or not all(said(given, language) for language in record.text)
        if is_missing and (part.is_required or given):
            yield "parts", _("A part is missing: %(part)s. Fill it in.") % {"part": part.label}


def _placeholders(record: LegalText) -> Iterator[Fault]:
    known = record.composition.placeholders
    filled = {part.code for part in record.composition.parts if record.parts.get(part.code)}
    printed = filled | set(record.composition.values)
    for language, text in record.text.items():
        named = set(PLACEHOLDER.findall(text))
        for name in sorted(named - known):
            yield (
                "text",
                _("{%(name)s} is not known here. Correct or remove it (%(language)s).")
                % {"name": name, "language": language},
            )
        for name in sorted(printed - named):
            yield (
                "text",
                _("The text does not print {%(name)s}. Write it where it belongs (%(language)s).")
                % {"name": name, "language": language},
            )
