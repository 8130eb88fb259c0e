# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""From what a person or a program typed to the value that is stored, and to what is shown.

Stored values are JSON without binary fractions but for positions:

===========  =====================================================================
kind         stored value; None when nothing was answered
===========  =====================================================================
texts        text, in Unicode's composed form (NFC), without spaces around
number       decimal text with a point: ``"12.5"``
date         ISO text: ``"2026-03-03"``
boolean      true or false; a required one must be answered, either way
choice       the code
choices      list of codes, in the field's order
file         list of ``{"name": text, "attachment": key}``
address      ``{"text": text, "position": [latitude, longitude] or null}``, WGS 84
===========  =====================================================================
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from workflows.fields.kinds import Field, FieldKind
from workflows.findings import Finding, gettext_noop
from workflows.reading import DECIMAL, UNPRINTABLE

Value = None | str | bool | list[str] | list[dict[str, str | int]] | dict[str, object]

MOST_FILES = 20
ADDRESS_LENGTH = 300
NAME_LENGTH = 255
EMAIL_LENGTH = 254
POSITION_DECIMALS = 6  # a dozen centimetres
_ATOM = r"[^@\s<>\"',;:\\()\[\]]"
_EMAIL = re.compile(rf"{_ATOM}+@{_ATOM}+\.[^@\s<>\"',;:\\()\[\].]{{2,}}")
_PHONE = re.compile(r"\+?[0-9]{3,15}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class ValueRefused(Exception):
    """The value does not fit its field; ``finding`` says why and what to type."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(finding.sentence)


def clean_value(field: Field, raw: object) -> Value:
    """Return what is stored for ``raw``; a clean value comes back unchanged.

    Raises ``ValueRefused``.
    """
    value = None if raw is None else _CLEANERS[field.kind](field, raw)
    if field.required and value is None:
        raise _refused(field, "required", gettext_noop("Answer this question."))
    return value


def _text(field: Field, raw: object) -> str | None:
    if not isinstance(raw, str):
        raise _refused(field, "not_a_text", gettext_noop("Write a text."))
    text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if UNPRINTABLE.search(text):
        message = gettext_noop("Remove the characters that cannot be printed.")
        raise _refused(field, "unprintable", message)
    if field.longest is not None and len(text) > field.longest:
        message = gettext_noop("Shorten this text to %(longest)s characters: it has %(count)s.")
        count = str(len(text))
        raise _refused(field, "too_long", message, longest=str(field.longest), count=count)
    return text or None


def _line(field: Field, raw: object) -> str | None:
    text = _text(field, raw)
    return None if text is None else " ".join(text.split())


def _email(field: Field, raw: object) -> str | None:
    text = _text(field, raw)
    if text is None or (len(text) <= EMAIL_LENGTH and _EMAIL.fullmatch(text)):
        return text
    message = gettext_noop("Write an e-mail address such as name@example.org.")
    raise _refused(field, "bad_email", message)


def _phone(field: Field, raw: object) -> str | None:
    text = _line(field, raw)
    if text is None or _PHONE.fullmatch(re.sub(r"[ .()/-]", "", text)):
        return text
    message = gettext_noop("Write a phone number such as 03 26 00 00 00 or +33 3 26 00 00 00.")
    raise _refused(field, "bad_phone", message)


def _number(field: Field, raw: object) -> str | None:
    number = _decimal(field, raw)
    if number is None:
        return None
    if field.minimum is not None and number < field.minimum:
        message = gettext_noop("Write a number that is %(minimum)s or more.")
        raise _refused(field, "too_small", message, minimum=_plain(field.minimum))
    if field.maximum is not None and number > field.maximum:
        message = gettext_noop("Write a number that is %(maximum)s or less.")
        raise _refused(field, "too_large", message, maximum=_plain(field.maximum))
    return _plain(number)


def _decimal(field: Field, raw: object) -> Decimal | None:
    if isinstance(raw, str | int | float | Decimal) and not isinstance(raw, bool):
        try:
            text = re.sub(r"\s", "", str(raw)).replace(",", ".")
            if not text:
                return None
            number = Decimal(text)
        except (InvalidOperation, ValueError):
            number = Decimal("NaN")
        # Looked at before it is written out: 1e999999 is a short text and a very long number.
        if number.is_finite() and -7 <= number.adjusted() <= 15:
            plain = format(number, "f")
            if DECIMAL.fullmatch(plain):
                return Decimal(plain)
    message = gettext_noop("Write a number, with at most 15 digits and 6 decimals.")
    raise _refused(field, "bad_number", message)


def _date(field: Field, raw: object) -> str | None:
    if isinstance(raw, datetime):
        raw = raw.date()
    if isinstance(raw, date):
        return raw.isoformat()
    text = _text(field, raw)
    if text is None:
        return None
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    message = gettext_noop("Write a date that exists, as year-month-day: 2026-03-31.")
    raise _refused(field, "bad_date", message)


def _boolean(field: Field, raw: object) -> bool | None:
    if isinstance(raw, bool):
        return raw
    if raw in ("true", "false"):
        return raw == "true"
    if raw == "":
        return None
    raise _refused(field, "not_a_boolean", gettext_noop("Answer yes or no."))


def _choice(field: Field, raw: object) -> str | None:
    if raw == "":
        return None
    if isinstance(raw, str) and field.choice(raw) is not None:
        return raw
    raise _refused(field, "unknown_choice", gettext_noop("Choose one of the proposed answers."))


def _choices(field: Field, raw: object) -> list[str] | None:
    chosen = [raw] if isinstance(raw, str) else raw
    if not isinstance(chosen, list | tuple):
        raise _refused(field, "unknown_choice", gettext_noop("Choose among the proposed answers."))
    codes = {_choice(field, code) for code in chosen}
    return [choice.code for choice in field.choices if choice.code in codes] or None


def _files(field: Field, raw: object) -> list[dict[str, str | int]] | None:
    if not isinstance(raw, list | tuple) or len(raw) > MOST_FILES:
        message = gettext_noop("Attach at most %(most)s files.")
        raise _refused(field, "bad_files", message, most=str(MOST_FILES))
    return [_file(field, item) for item in raw] or None


def _file(field: Field, item: object) -> dict[str, str | int]:
    if isinstance(item, Mapping) and set(item) == {"name", "attachment"}:
        name, key = item["name"], item["attachment"]
        named = isinstance(name, str) and 0 < len(name) <= NAME_LENGTH
        keyed = isinstance(key, str | int) and not isinstance(key, bool) and key
        if named and keyed and not UNPRINTABLE.search(f"{name}{key}"):
            return {"name": name, "attachment": key}
    raise _refused(field, "bad_file", gettext_noop("Attach the file again."))


def _address(field: Field, raw: object) -> dict[str, object] | None:
    given = {"text": raw} if isinstance(raw, str) else raw
    if not isinstance(given, Mapping) or set(given) - {"text", "position"}:
        message = gettext_noop("Write an address, or point at the place on the map.")
        raise _refused(field, "bad_address", message)
    text = _line(field, given.get("text") or "") or ""
    if len(text) > ADDRESS_LENGTH:
        message = gettext_noop("Shorten this text to %(longest)s characters: it has %(count)s.")
        count = str(len(text))
        raise _refused(field, "too_long", message, longest=str(ADDRESS_LENGTH), count=count)
    position = _position(field, given.get("position"))
    return {"text": text, "position": position} if text or position else None


def _position(field: Field, raw: object) -> list[float] | None:
    if raw is None:
        return None
    if isinstance(raw, list | tuple) and len(raw) == 2:
        latitude, longitude = raw
        if _is_angle(latitude, 90) and _is_angle(longitude, 180):
            return [round(float(angle), POSITION_DECIMALS) for angle in (latitude, longitude)]
    message = gettext_noop("Point at the place on the map again: this position does not exist.")
    raise _refused(field, "bad_position", message)


def _is_angle(degrees: object, most: int) -> bool:
    return (
        isinstance(degrees, int | float) and not isinstance(degrees, bool) and abs(degrees) <= most
    )


def _plain(number: Decimal) -> str:
    if number == 0:
        return "0"
    return format(number.normalize(), "f")


def _refused(field: Field, code: str, message: str, /, **params: str) -> ValueRefused:
    return ValueRefused(Finding(code, message, params, place=f"/{field.code}"))


_CLEANERS: Mapping[FieldKind, Callable[[Field, object], Value]] = {
    FieldKind.SHORT_TEXT: _line,
    FieldKind.LONG_TEXT: _text,
    FieldKind.EMAIL: _email,
    FieldKind.PHONE: _phone,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _date,
    FieldKind.BOOLEAN: _boolean,
    FieldKind.CHOICE: _choice,
    FieldKind.CHOICES: _choices,
    FieldKind.FILE: _files,
    FieldKind.ADDRESS: _address,
}
