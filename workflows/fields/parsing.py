# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""From JSON to fields and back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from workflows.fields.kinds import (
    CHOICE_KINDS,
    MOST_CHOICES,
    MOST_FIELDS,
    TEXT_LENGTHS,
    Choice,
    Field,
    FieldKind,
)
from workflows.findings import gettext_noop
from workflows.reading import HELP_LENGTH, Reader, below, decimal_data
from workflows.text import LocalisedText

_REQUIRED = ("code", "kind", "label")
_OPTIONAL = ("help", "required", "choices", "max_length", "minimum", "maximum")


def parse_fields(data: object, *, languages: Collection[str] = ()) -> tuple[Field, ...]:
    """Read a list of fields, in the order of the page.

    Raises ``DefinitionError`` with one finding per fault. Every label, help and choice must be
    written in each of ``languages``.
    """
    reader = Reader()
    fields = read_fields(reader, data, "")
    for index, field in enumerate(fields):
        _check_languages(reader, field, below("", index), languages)
    reader.finish()
    return fields


def read_fields(
    reader: Reader, data: object, place: str, *, most: int = MOST_FIELDS
) -> tuple[Field, ...]:
    """Read fields inside a larger document, whose reader collects the faults."""
    fields: list[Field] = []
    for item, where in reader.items(data, place, most=most):
        field = read_field(reader, item, where)
        if field.code and any(field.code == other.code for other in fields):
            message = gettext_noop("Another field has the code “%(code)s”: choose a new one.")
            reader.refuse("duplicate_code", message, below(where, "code"), code=field.code)
        fields.append(field)
    return tuple(fields)


def fields_to_data(fields: Sequence[Field]) -> list[dict[str, object]]:
    """Return the fields as JSON, the inverse of ``parse_fields``; what is default is left out."""
    return [field_to_data(field) for field in fields]


def read_field(reader: Reader, item: object, place: str) -> Field:
    """Read one field inside a larger document, whose reader collects the faults."""
    record = reader.record(item, place, required=_REQUIRED, optional=_OPTIONAL)
    kind = _kind(reader, record, place)
    if kind is not None:
        _check_keys_of(reader, kind, record, place)
    field = Field(
        code=reader.code(record["code"], below(place, "code")) if "code" in record else "",
        kind=kind or FieldKind.SHORT_TEXT,
        label=_text(reader, record, "label", place),
        help=_text(reader, record, "help", place, longest=HELP_LENGTH),
        required=reader.flag(record.get("required", False), below(place, "required")),
        choices=_choices(reader, record, place),
        max_length=_max_length(reader, kind, record, place),
        minimum=_bound(reader, record, "minimum", place),
        maximum=_bound(reader, record, "maximum", place),
    )
    if None not in (field.minimum, field.maximum) and field.minimum > field.maximum:  # type: ignore[operator]
        message = gettext_noop("The minimum is above the maximum: lower it.")
        reader.refuse("crossed_bounds", message, below(place, "minimum"))
    return field


def _kind(reader: Reader, record: dict[str, object], place: str) -> FieldKind | None:
    if "kind" not in record:
        return None
    known = len(reader.findings)
    kind = reader.member(record["kind"], below(place, "kind"), FieldKind, FieldKind.SHORT_TEXT)
    return kind if len(reader.findings) == known else None


def _check_keys_of(reader: Reader, kind: FieldKind, record: dict[str, object], place: str) -> None:
    """Refuse what means nothing for this kind, and ask for the choices of a choice."""
    kinds_of_key = {
        "choices": CHOICE_KINDS,
        "max_length": frozenset(TEXT_LENGTHS),
        "minimum": frozenset({FieldKind.NUMBER}),
        "maximum": frozenset({FieldKind.NUMBER}),
    }
    for key, kinds in kinds_of_key.items():
        if key in record and kind not in kinds:
            message = gettext_noop("A field of kind %(kind)s has no “%(key)s”: remove it.")
            reader.refuse("key_of_another_kind", message, below(place, key), kind=kind, key=key)
    if kind in CHOICE_KINDS and "choices" not in record:
        message = gettext_noop("Nothing can be chosen: add at least one choice.")
        reader.refuse("no_choices", message, place)


def _text(
    reader: Reader, record: dict[str, object], key: str, place: str, **limit: int
) -> LocalisedText:
    if key not in record:
        return LocalisedText()
    return reader.text(record[key], below(place, key), **limit)


def _choices(reader: Reader, record: dict[str, object], place: str) -> tuple[Choice, ...]:
    if "choices" not in record:
        return ()
    choices: list[Choice] = []
    inside = below(place, "choices")
    for item, where in reader.items(record["choices"], inside, most=MOST_CHOICES, least=1):
        entry = reader.record(item, where, required=("code", "label"))
        code = reader.code(entry["code"], below(where, "code")) if "code" in entry else ""
        if code and any(code == choice.code for choice in choices):
            message = gettext_noop("Another choice has the code “%(code)s”: choose a new one.")
            reader.refuse("duplicate_code", message, below(where, "code"), code=code)
        choices.append(Choice(code, _text(reader, entry, "label", where)))
    return tuple(choices)


def _max_length(
    reader: Reader, kind: FieldKind | None, record: dict[str, object], place: str
) -> int | None:
    if "max_length" not in record or kind is None or kind not in TEXT_LENGTHS:
        return None
    most = TEXT_LENGTHS[kind]
    return reader.whole(record["max_length"], below(place, "max_length"), least=1, most=most)


def _bound(reader: Reader, record: dict[str, object], key: str, place: str) -> Decimal | None:
    return reader.decimal(record[key], below(place, key)) if key in record else None


def _check_languages(reader: Reader, field: Field, place: str, languages: Collection[str]) -> None:
    texts = {below(place, "label"): field.label, below(place, "help"): field.help}
    for index, choice in enumerate(field.choices):
        texts[f"{place}/choices/{index}/label"] = choice.label
    for where, text in texts.items():
        for language in languages:
            if text and not text.speaks(language):
                message = gettext_noop("Write this text in the language “%(language)s” too.")
                reader.refuse("missing_language", message, where, language=language)


def field_to_data(field: Field) -> dict[str, object]:
    """Return one field as JSON, the inverse of reading."""
    data: dict[str, object] = {
        "code": field.code,
        "kind": field.kind.value,
        "label": field.label.to_data(),
    }
    if field.help:
        data["help"] = field.help.to_data()
    if field.required:
        data["required"] = True
    if field.choices:
        data["choices"] = [
            {"code": choice.code, "label": choice.label.to_data()} for choice in field.choices
        ]
    if field.max_length is not None:
        data["max_length"] = field.max_length
    for key, bound in (("minimum", field.minimum), ("maximum", field.maximum)):
        if bound is not None:
            data[key] = decimal_data(bound)
    return data
