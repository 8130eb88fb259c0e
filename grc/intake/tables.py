# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Reading the tables of a mapping: each fault is noted with its place, reading goes on."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from grc.core.text import clean
from workflows.findings import gettext_noop
from workflows.reading import Reader, below

MOST_COLUMNS = 20
LONGEST_WORD = 300


class Table:
    """One table of a mapping. Every key is declared at once, so that a misspelt one is found."""

    def __init__(
        self,
        reader: Reader,
        data: object,
        place: str,
        *,
        required: Collection[str] = (),
        optional: Collection[str] = (),
    ) -> None:
        self.reader, self.place = reader, place
        self.data = reader.record(data, place, required=required, optional=optional)

    def __contains__(self, key: str) -> bool:
        return key in self.data

    def refuse(self, code: str, message: str, key: str = "", **params: str) -> None:
        place = below(self.place, key) if key else self.place
        self.reader.refuse(code, message, place, **params)

    def table(
        self, key: str, *, required: Collection[str] = (), optional: Collection[str] = ()
    ) -> Table:
        """Read a table inside this one; an absent one is empty, its absence noted elsewhere."""
        return Table(
            self.reader,
            self.data.get(key, {}),
            below(self.place, key),
            required=required if key in self.data else (),
            optional=(*required, *optional),
        )

    def text(self, key: str) -> str:
        """Read a word such as the name of a column; "" when it is absent."""
        return self._word(self.data[key], key) if key in self.data else ""

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of words, at least one when the key is there."""
        if key not in self.data:
            return ()
        place = below(self.place, key)
        items = self.reader.items(self.data[key], place, most=MOST_COLUMNS, least=1)
        return tuple(self._word(item, where.rpartition("/")[2], place) for item, where in items)

    def one_of(self, key: str, allowed: Collection[str]) -> str:
        """Read a word of a list; "" when it is absent or not in the list."""
        return self.known(self.text(key), key, allowed)

    def words(self, key: str, allowed: Collection[str] | None) -> Mapping[str, str]:
        """Read what each word means, cleaned as cells are; ``allowed`` None accepts any meaning."""
        if key not in self.data:
            return {}
        inside = self.table(key, optional=_keys(self.data[key]))
        meanings = {word: inside.text(word) for word in inside.data}
        if allowed is not None:
            meanings = {word: inside.known(code, word, allowed) for word, code in meanings.items()}
        return {clean(word): code for word, code in meanings.items()}

    def matching(self, key: str, pattern: re.Pattern[str], longest: int) -> str:
        """Read a word of a given shape."""
        word = self.text(key)
        if key in self.data and not (pattern.fullmatch(word) and len(word) <= longest):
            message = gettext_noop("Write only letters, digits and dashes, %(most)s at most.")
            self.refuse("bad_shape", message, key, most=str(longest))
        return word

    def character(self, key: str) -> str:
        """Read one ASCII character that separates others."""
        value = self.data.get(key, "")
        if key in self.data and not (
            isinstance(value, str)
            and len(value) == 1
            and value.isascii()
            and value not in '"\r\n\0'
        ):
            message = gettext_noop("Write one character here, such as a comma or a semicolon.")
            self.refuse("bad_character", message, key)
        return str(value)

    def number(self, key: str, default: float) -> float:
        value: Any = self.data.get(key, default)
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= 180:
            return float(value)
        self.refuse("bad_degrees", gettext_noop("Write degrees such as 48.75 here."), key)
        return default

    def flag(self, key: str) -> bool:
        return self.reader.flag(self.data.get(key, False), below(self.place, key))

    def _word(self, value: object, key: str, place: str = "") -> str:
        where = below(place or self.place, key)
        if not isinstance(value, str):
            self.reader.refuse(
                "not_a_text", gettext_noop("Write a text between quotes here."), where
            )
            return ""
        if not clean(value) or len(value) > LONGEST_WORD:
            message = gettext_noop("Write 1 to %(most)s characters here.")
            self.reader.refuse("bad_length", message, where, most=str(LONGEST_WORD))
        return clean(value)

    def known(self, code: str, key: str, allowed: Collection[str]) -> str:
        """Return the code if it is one of the list, note a fault and return "" otherwise."""
        if not code or code in allowed:
            return code
        message = gettext_noop("Choose one of: %(values)s.")
        self.refuse("unknown_value", message, key, values=", ".join(allowed))
        return ""


def _keys(data: object) -> tuple[str, ...]:
    return tuple(data) if isinstance(data, dict) else ()
