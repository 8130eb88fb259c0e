# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Reading untrusted JSON: every fault is noted with its place, reading goes on to the end.

Each method returns a harmless stand-in after a fault; ``finish`` then refuses the whole.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeGuard, TypeVar

from workflows.findings import DefinitionError, Finding, gettext_noop
from workflows.text import LocalisedText

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LARGEST_INTEGER = 10**15 - 1
# What PostgreSQL or a screen cannot hold: control characters and halves of UTF-16 pairs.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
LABEL_LENGTH = 200
HELP_LENGTH = 1000

Member = TypeVar("Member", bound=StrEnum)


class Reader:
    """Walks data and collects findings; places are JSON Pointers."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def refuse(self, code: str, message: str, place: str, /, **params: str) -> None:
        self.findings.append(Finding(code, message, params, place))

    def finish(self) -> None:
        """Raise ``DefinitionError`` if anything was refused."""
        if self.findings:
            raise DefinitionError(self.findings)

    def record(
        self, data: object, place: str, *, required: Collection[str], optional: Collection[str] = ()
    ) -> dict[str, object]:
        """Read an object that has all ``required`` keys and no others than the ``optional``."""
        if not isinstance(data, dict):
            self.refuse("not_an_object", gettext_noop("Write an object here: { … }."), place)
            return {}
        for key in required:
            if key not in data:
                self.refuse("missing_key", gettext_noop("Add “%(key)s”."), place, key=key)
        for key in data:
            if key not in required and key not in optional:
                message = gettext_noop("“%(key)s” is not known here: remove it, or mend its name.")
                self.refuse("unknown_key", message, below(place, key), key=str(key))
        return data

    def items(
        self, data: object, place: str, *, most: int, least: int = 0
    ) -> Iterator[tuple[object, str]]:
        """Yield each item of a list with its place."""
        if not isinstance(data, list):
            self.refuse("not_a_list", gettext_noop("Write a list here: [ … ]."), place)
            return
        if len(data) < least:
            self.refuse("too_few", gettext_noop("Add at least one item here."), place)
        if len(data) > most:
            message = gettext_noop("There are %(count)s items here: keep at most %(most)s.")
            self.refuse("too_many", message, place, count=str(len(data)), most=str(most))
        for index, item in enumerate(data[:most]):
            yield item, below(place, index)

    def code(self, data: object, place: str) -> str:
        """Read a code: what programs and links hold on to."""
        if isinstance(data, str) and CODE.fullmatch(data):
            return data
        message = gettext_noop(
            "Write a code here: a small letter, then small letters, digits or _, 40 at most."
        )
        self.refuse("bad_code", message, place)
        return ""

    def codes(self, data: object, place: str, *, most: int, least: int = 0) -> tuple[str, ...]:
        """Read a list of codes, each at most once."""
        found: list[str] = []
        for item, where in self.items(data, place, most=most, least=least):
            code = self.code(item, where)
            if code and code in found:
                self._repeated(code, where)
            found.append(code)
        return tuple(found)

    def text(self, data: object, place: str, *, longest: int = LABEL_LENGTH) -> LocalisedText:
        """Read a text: one string for all languages, or an object of languages."""
        if isinstance(data, dict):
            return self._translations(data, place, longest)
        return LocalisedText(self._sentence(data, place, longest))

    def member(self, data: object, place: str, among: type[Member], stand_in: Member) -> Member:
        """Read one value of an enumeration."""
        if isinstance(data, str) and data in among._value2member_map_:
            return among(data)
        message = gettext_noop("Choose one of: %(values)s.")
        self.refuse("unknown_value", message, place, values=", ".join(among))
        return stand_in

    def members(self, data: object, place: str, among: type[Member]) -> tuple[Member, ...]:
        """Read a list of values of an enumeration, each at most once."""
        found: list[Member] = []
        for item, where in self.items(data, place, most=len(among)):
            known = len(self.findings)
            member = self.member(item, where, among, next(iter(among)))
            if len(self.findings) == known and member in found:
                self._repeated(member, where)
            if len(self.findings) == known:
                found.append(member)
        return tuple(found)

    def flag(self, data: object, place: str) -> bool:
        """Read true or false."""
        if isinstance(data, bool):
            return data
        self.refuse("not_a_boolean", gettext_noop("Write true or false here."), place)
        return False

    def whole(self, data: object, place: str, *, least: int, most: int) -> int:
        """Read a whole number between two bounds."""
        if _is_whole(data) and least <= data <= most:
            return int(data)
        message = gettext_noop("Write a whole number from %(least)s to %(most)s here.")
        self.refuse("bad_number", message, place, least=str(least), most=str(most))
        return least

    def decimal(self, data: object, place: str) -> Decimal:
        """Read an exact number: a whole one, or a decimal between quotes."""
        if isinstance(data, str) and DECIMAL.fullmatch(data):
            return Decimal(data)
        if _is_whole(data) and abs(data) <= LARGEST_INTEGER:
            return Decimal(int(data))
        message = gettext_noop("Write a whole number, or a decimal between quotes such as “0.5”.")
        self.refuse("bad_decimal", message, place)
        return Decimal(0)

    def day(self, data: object, place: str) -> date:
        """Read a day, as year-month-day."""
        try:
            if isinstance(data, str) and DAY.fullmatch(data):
                return date.fromisoformat(data)
        except ValueError:
            message = gettext_noop("There is no such day: mend the date.")
            self.refuse("no_such_day", message, place)
            return date.min
        message = gettext_noop("Write a date here, as year-month-day: “2026-03-31”.")
        self.refuse("bad_date", message, place)
        return date.min

    def string(self, data: object, place: str, *, longest: int = LABEL_LENGTH) -> str:
        """Read a text that programs compare: one, for all languages."""
        return self._sentence(data, place, longest)

    def strings(
        self, data: object, place: str, *, most: int, longest: int = LABEL_LENGTH
    ) -> tuple[str, ...]:
        """Read a list of at least one such text, each at most once."""
        found: list[str] = []
        for item, where in self.items(data, place, most=most, least=1):
            string = self.string(item, where, longest=longest)
            if string and string in found:
                self._repeated(string, where)
            found.append(string)
        return tuple(found)

    def _translations(self, data: dict[str, object], place: str, longest: int) -> LocalisedText:
        if not data:
            self.refuse("no_text", gettext_noop("Write the text in at least one language."), place)
        for tag in data:
            if not (isinstance(tag, str) and LANGUAGE.fullmatch(tag)):
                message = gettext_noop("“%(tag)s” is not a language: write fr, en or fr-CA.")
                self.refuse("bad_language", message, below(place, tag), tag=str(tag))
        return LocalisedText(
            {
                str(tag): self._sentence(text, below(place, tag), longest)
                for tag, text in data.items()
            }
        )

    def _sentence(self, data: object, place: str, longest: int) -> str:
        if not isinstance(data, str):
            self.refuse("not_a_text", gettext_noop("Write a text between quotes here."), place)
            return ""
        if not data or data.isspace():
            self.refuse("blank_text", gettext_noop("Write something here, or remove it."), place)
        if UNPRINTABLE.search(data):
            message = gettext_noop("Remove the characters that cannot be printed.")
            self.refuse("unprintable", message, place)
        if len(data) > longest:
            message = gettext_noop("Shorten this text to %(longest)s characters: it has %(count)s.")
            count = str(len(data))
            self.refuse("too_long", message, place, longest=str(longest), count=count)
        return data

    def _repeated(self, value: str, place: str) -> None:
        message = gettext_noop("“%(value)s” is there twice: remove one.")
        self.refuse("repeated", message, place, value=value)


def below(place: str, key: object) -> str:
    """Return the JSON Pointer of ``key`` inside ``place``."""
    return f"{place}/{str(key).replace('~', '~0').replace('/', '~1')}"


def decimal_data(number: Decimal) -> int | str:
    """Return an exact number as JSON, the inverse of reading: decimals stand between quotes."""
    if number == number.to_integral_value():
        return int(number)
    return format(number.normalize(), "f")


def _is_whole(data: object) -> TypeGuard[int | float]:
    return not isinstance(data, bool) and (
        isinstance(data, int) or (isinstance(data, float) and data.is_integer())
    )
