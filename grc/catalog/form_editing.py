# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Changes of a form that is being written, as pure functions over its fields."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import replace

from grc.core.text import sort_key
from workflows.fields import Choice, Field, fields_to_data
from workflows.text import LocalisedText

Fields = tuple[Field, ...]
LONGEST_CODE = 40
# How a code begins where a label has no letter to begin with.
FALLBACK = "field"


class NoSuchField(LookupError):
    """The form has no field of that code."""


def free_code(label: str, taken: Collection[str], fallback: str = FALLBACK) -> str:
    """Return a code made from a label that no other bears: “Où ?” gives ou, then ou_2."""
    ascii_words = sort_key(label).encode("ascii", "ignore").decode().split()
    stem = "_".join(ascii_words)[: LONGEST_CODE - 4].strip("_")
    if not stem or not stem[0].isalpha():
        stem = f"{fallback}_{stem}".strip("_")[: LONGEST_CODE - 4]
    number, code = 2, stem
    while code in taken:
        number, code = number + 1, f"{stem}_{number}"
    return code


def fingerprint(field: Field) -> str:
    """Return what a form carries, so that nobody writes over a field they have not seen."""
    data = json.dumps(fields_to_data([field]), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(data.encode()).hexdigest()[:16]


def field_of(fields: Fields, code: str) -> Field:
    """Return the field of that code. Raises NoSuchField."""
    return fields[_index(fields, code)]


def added(fields: Fields, field: Field) -> Fields:
    """Return the form with a field more, the last, under a code of its own."""
    codes = {one.code for one in fields}
    label = next(iter(field.label.values()), "")
    return (*fields, replace(field, code=free_code(label, codes)))


def changed(fields: Fields, code: str, field: Field) -> Fields:
    """Return the form in which ``field`` takes the place and the code of another."""
    place = _index(fields, code)
    return (*fields[:place], replace(field, code=code), *fields[place + 1 :])


def moved(fields: Fields, code: str, by: int) -> Fields:
    """Return the form with a field some places further down, or up, as far as there is room."""
    place = _index(fields, code)
    rest = [*fields[:place], *fields[place + 1 :]]
    rest.insert(min(max(place + by, 0), len(rest)), fields[place])
    return tuple(rest)


def duplicated(fields: Fields, code: str) -> Fields:
    """Return the form with a copy of a field right after it."""
    place = _index(fields, code)
    copy = replace(fields[place], code=free_code(code, {one.code for one in fields}))
    return (*fields[: place + 1], copy, *fields[place + 1 :])


def removed(fields: Fields, code: str) -> Fields:
    place = _index(fields, code)
    return (*fields[:place], *fields[place + 1 :])


def choices_from(
    lines: Sequence[dict[str, str]], before: Sequence[Choice] = ()
) -> tuple[Choice, ...]:
    """Return the choices that these labels make, each by language.

    A label that was there keeps its code, wherever it stands now; one that was only reworded at its
    place does too, so that stored answers stay readable.
    """
    known = {_first(choice.label): choice.code for choice in before}
    kept = {known[label] for line in lines if (label := _said(line)) in known}
    taken = {choice.code for choice in before}
    found: list[Choice] = []
    for place, line in enumerate(lines):
        code = known.get(_said(line))
        if code is None and len(lines) == len(before) and before[place].code not in kept:
            code = before[place].code
        if code is None or any(code == one.code for one in found):
            code = free_code(_said(line), taken, "choice")
        taken.add(code)
        found.append(Choice(code, LocalisedText(line)))
    return tuple(found)


def _first(text: LocalisedText) -> str:
    return next(iter(text.values()), "")


def _said(line: dict[str, str]) -> str:
    return next(iter(line.values()), "")


def _index(fields: Fields, code: str) -> int:
    for place, field in enumerate(fields):
        if field.code == code:
            return place
    raise NoSuchField(code)
