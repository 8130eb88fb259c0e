# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Placeholders of standard texts: one declared list, checked when saved, filled with data.

Pure Python. ``{requester.name}`` stands for a value; there is no logic in a text. A value is data:
whatever it holds comes out word for word, never as markup, never as a placeholder again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from typing import Final

from workflows.fields import Field, FieldKind, present
from workflows.fields.words import words
from workflows.findings import Finding, gettext_noop
from workflows.placeholders import TOKEN, names_in
from workflows.text import LocalisedText, resolve

VALUES: Final = "values."
_LIKELY: Final = 0.6


class ValueType(StrEnum):
    """What a placeholder stands for, and so how it is written."""

    NAME = "name"
    TEXT = "text"
    DATE = "date"
    PHONE = "phone"
    FIELD = "field"


@dataclass(frozen=True)
class Placeholder:
    """One name that a text may use. ``example`` shows what it becomes, in French."""

    name: str
    label: LocalisedText
    type: ValueType
    example: LocalisedText

    @property
    def written(self) -> str:
        return f"{{{self.name}}}"


@dataclass(frozen=True)
class FieldValue:
    """What somebody typed in one field of a form."""

    field: Field
    value: object


@dataclass(frozen=True)
class Filled:
    """A text with its values, and the names of those that there were none for, in order."""

    text: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class FormFields:
    """The current form of a service, by the service's name."""

    service: str
    fields: Sequence[Field]


def _declared(
    name: str, type_: ValueType, labels: tuple[str, str], examples: tuple[str, str]
) -> Placeholder:
    label, example = (
        LocalisedText({"fr": french, "en": english}) for french, english in (labels, examples)
    )
    return Placeholder(name, label, type_, example)


#: All that a text may name, beside ``values.`` and the code of a field of the form.
PLACEHOLDERS: Final = (
    _declared(
        "requester.name",
        ValueType.NAME,
        ("le nom de l’usager", "the requester's name"),
        ("Marie Dupont", "Marie Dupont"),
    ),
    _declared(
        "request.reference",
        ValueType.TEXT,
        ("la référence de la demande", "the reference of the request"),
        ("7KQ2-M9RA", "7KQ2-M9RA"),
    ),
    _declared(
        "request.submitted_on",
        ValueType.DATE,
        ("le jour où la demande a été reçue", "the day the request was received"),
        ("lundi 23 février 2026", "Monday 23 February 2026"),
    ),
    _declared(
        "request.place",
        ValueType.TEXT,
        ("le lieu", "the place"),
        ("12 rue des Tilleuls", "12 rue des Tilleuls"),
    ),
    _declared(
        "service.name",
        ValueType.NAME,
        ("le nom de la démarche", "the name of the service"),
        ("Éclairage public en panne", "Street light out of order"),
    ),
    _declared(
        "team.name",
        ValueType.NAME,
        ("le nom du service en charge", "the name of the team in charge"),
        ("Voirie et éclairage", "Voirie et éclairage"),
    ),
    _declared(
        "team.phone",
        ValueType.PHONE,
        ("le téléphone du service en charge", "the telephone of the team in charge"),
        ("03 26 00 12 10", "03 26 00 12 10"),
    ),
    _declared(
        "town.name",
        ValueType.NAME,
        ("le nom de la commune", "the name of the town"),
        ("Valbruyère", "Valbruyère"),
    ),
    _declared(
        "town.phone",
        ValueType.PHONE,
        ("le téléphone de la mairie", "the telephone of the town hall"),
        ("03 26 00 12 00", "03 26 00 12 00"),
    ),
    _declared(
        "agent.name",
        ValueType.NAME,
        ("votre nom", "your name"),
        ("Alice Moreau", "Alice Moreau"),
    ),
    _declared(
        "today",
        ValueType.DATE,
        ("la date du jour", "the day's date"),
        ("mardi 3 mars 2026", "Tuesday 3 March 2026"),
    ),
)
BY_NAME: Final = {placeholder.name: placeholder for placeholder in PLACEHOLDERS}
_ROOTS: Final = {name.partition(".")[0] for name in BY_NAME} | {"values"}

_WEEKDAYS: Final = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


def field_placeholders(fields: Sequence[Field]) -> list[Placeholder]:
    """Return one placeholder a field of a form; a file says its name."""
    return [
        Placeholder(VALUES + field.code, field.label, ValueType.FIELD, field.label)
        for field in fields
    ]


def waiting_in(text: str) -> list[str]:
    """Return the placeholders that still wait for a value; other words in braces are just words."""
    return [name for name in names_in(text) if name.partition(".")[0] in _ROOTS]


def check(text: str, services: Sequence[FormFields] = ()) -> list[Finding]:
    """Return what is wrong with a text, each as a sentence that says what to write instead.

    ``services`` are those that the text is meant for; without any, it is meant for all, and then no
    field of a form can be named: another service does not ask for it.
    """
    findings = [_brace(text, match) for match in TOKEN.finditer(text) if match[0] in "{}"]
    for name in names_in(text):
        if name.startswith(VALUES):
            findings += _unasked(name, services)
        elif name not in BY_NAME:
            findings.append(_unknown(name, services))
    return findings


def fill(text: str, values: Mapping[str, object], language: str) -> Filled:
    """Put the values in their places, in the requester's language; what has none stays in sight.

    A value may be a text, a number, a day (written in full) or a ``FieldValue``.
    """
    parts: list[str] = []
    missing: list[str] = []
    end = 0
    for match in TOKEN.finditer(text):
        if match["name"] is None:
            continue
        name = match["name"].strip()
        said = say(values.get(name), language)
        parts.append(text[end : match.start()])
        if said:
            line = "".join(parts).rpartition("\n")[2]
            parts.append(literal(said, line=line, then=text[match.end() : match.end() + 1]))
        else:
            parts.append(match[0])
            missing.append(name)
        end = match.end()
    return Filled("".join([*parts, text[end:]]), tuple(dict.fromkeys(missing)))


def without_waiting(text: str) -> str:
    """Return a text that was filled without the placeholders that there was no value for."""
    return TOKEN.sub(lambda match: match[0] if match["name"] is None else "", text)


def fill_plain(text: str, values: Mapping[str, object], language: str) -> Filled:
    """Put the values in their places in a text that is no Markdown; what has none is left out."""
    missing: list[str] = []

    def written(match: re.Match[str]) -> str:
        if match["name"] is None:
            return match[0][-1]
        name = match["name"].strip()
        said = say(values.get(name), language)
        if not said:
            missing.append(name)
        return said

    return Filled(TOKEN.sub(written, text), tuple(dict.fromkeys(missing)))


def say(value: object, language: str) -> str:
    """Return a value in words, "" when there is none."""
    if isinstance(value, FieldValue):
        day = _day_in(value)
        return in_full(day, language) if day else _folded(*_presented(value, language))
    if isinstance(value, date):
        return in_full(value, language)
    if isinstance(value, int | float | Decimal):
        return words(language).number(Decimal(str(value)))
    return _folded(str(value), False) if value is not None else ""


def in_full(day: date, language: str) -> str:
    """Return a day as letters write it: "mardi 3 mars 2026"."""
    base = language.partition("-")[0]
    weekdays = _WEEKDAYS.get(base, _WEEKDAYS["fr"])
    return f"{weekdays[day.weekday()]} {words(language).date(day)}"


def label_of(name: str, language: str, fields: Sequence[Field] = ()) -> str:
    """Return what a placeholder stands for, in words; an unknown one says its own name."""
    if name in BY_NAME:
        return resolve(BY_NAME[name].label, language)
    code = name.removeprefix(VALUES)
    label = next((resolve(field.label, language) for field in fields if field.code == code), "")
    return label or name


# ------------------------------------------------------------------------------ values as data

_ALWAYS: Final = re.compile(r"[\\`*\[\]<>{}]|&(?=#?\w|$)|(?<![^\W_])_|_(?![^\W_])")
_NUMBERED: Final = re.compile(r"(\d{1,9})([.)])")
# What may stand before a value that still begins its line, as Markdown sees it.
_OPENING: Final = re.compile(r"[\s>*+\-#\d.)]*")
_PUNCTUATION: Final = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


def literal(value: str, *, line: str = "", then: str = "") -> str:
    """Return a value as text that Markdown shows word for word.

    ``line`` is what its line holds before it, ``then`` the character that comes after it.
    """
    first, *others = value.split("\n")
    lines = [_line(first, opens=_OPENING.fullmatch(line) is not None)]
    lines += [_line(other, opens=True) for other in others]
    if lines[-1].isdigit() and then in {".", ")"}:
        lines[-1] += "\\"
    return "\n".join(lines)


def _line(text: str, *, opens: bool) -> str:
    safe = _ALWAYS.sub(lambda match: "\\" + match[0], text)
    if not opens:
        return safe
    numbered = _NUMBERED.match(safe)
    if numbered:
        return f"{numbered[1]}\\{safe[numbered.end(1) :]}"
    return "\\" + safe if safe[:1] in _PUNCTUATION and not safe.startswith("\\") else safe


def _folded(text: str, several_lines: bool) -> str:
    # Spaces that do not break stay as they are: "12 500", "Où ?".
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in text.splitlines())
    if not several_lines:
        return " ".join(line for line in lines if line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _presented(value: FieldValue, language: str) -> tuple[str, bool]:
    said = "" if value.value in ("", [], None) else present(value.field, value.value, language)
    return said, value.field.kind is FieldKind.LONG_TEXT


def _day_in(value: FieldValue) -> date | None:
    if value.field.kind is not FieldKind.DATE:
        return None
    try:
        return date.fromisoformat(str(value.value))
    except ValueError:
        return None


# ------------------------------------------------------------------------------------ findings


def _brace(text: str, match: re.Match[str]) -> Finding:
    near = text[max(0, match.start() - 12) : match.end() + 12].replace("\n", " ").strip()
    message = gettext_noop(
        "A brace stands alone near “%(near)s”. Write a placeholder as {requester.name}, or put a"
        " backslash before a brace that is only a brace."
    )
    return Finding("brace", message, {"near": near}, place=str(match.start()))


def _unknown(name: str, services: Sequence[FormFields]) -> Finding:
    known = [*BY_NAME, *(VALUES + code for code in _codes(services))]
    nearest = _nearest(name, known)
    if nearest:
        message = gettext_noop("{%(name)s} is not known. Did you mean {%(nearest)s}?")
        return Finding("unknown", message, {"name": name, "nearest": nearest})
    message = gettext_noop("{%(name)s} is not known. Choose one of the list of placeholders.")
    return Finding("unknown", message, {"name": name})


def _unasked(name: str, services: Sequence[FormFields]) -> Iterator[Finding]:
    """Yield one finding a service whose form has no such field."""
    code = name.removeprefix(VALUES)
    if not services:
        message = gettext_noop(
            "{%(name)s} is a field of a form: choose the services that this text is for."
        )
        yield Finding("no_service", message, {"name": name})
    for form in services:
        codes = [field.code for field in form.fields]
        if code in codes:
            continue
        nearest = _nearest(name, [VALUES + other for other in codes])
        params = {"name": name, "service": form.service, "nearest": nearest}
        message = gettext_noop("The form of “%(service)s” has no field {%(name)s}. Remove it.")
        if nearest:
            message = gettext_noop(
                "The form of “%(service)s” has no field {%(name)s}. Did you mean {%(nearest)s}?"
            )
        yield Finding("no_field", message, params)


def _nearest(name: str, known: Sequence[str]) -> str:
    return next(iter(get_close_matches(name, known, n=1, cutoff=_LIKELY)), "")


def _codes(services: Sequence[FormFields]) -> list[str]:
    return [field.code for form in services for field in form.fields]
