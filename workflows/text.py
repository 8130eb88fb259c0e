# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Texts written in several languages, as configuration stores them.

In data a text is either one string, meant for all languages, or an object of language tags:
``{"fr": "Nouvelle", "en": "New"}``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

EVERY_LANGUAGE = "*"
FALLBACKS = ("fr", "en")


class LocalisedText(Mapping[str, str]):
    """One text in each language; immutable, hashable, false when it holds nothing."""

    __slots__ = ("_texts",)

    def __init__(self, texts: str | Mapping[str, str] = "") -> None:
        if isinstance(texts, str):
            texts = {EVERY_LANGUAGE: texts} if texts else {}
        self._texts = dict(texts)

    def __getitem__(self, language: str) -> str:
        return self._texts[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Mapping):
            return self._texts == dict(other)
        return NotImplemented

    def __hash__(self) -> int:
        return hash(frozenset(self._texts.items()))

    def __repr__(self) -> str:
        return f"LocalisedText({self.to_data()!r})"

    def speaks(self, language: str) -> bool:
        """Tell whether the text is written in ``language`` or in its base (fr for fr-CA)."""
        return any(key in self._texts for key in (language, _base(language), EVERY_LANGUAGE))

    def to_data(self) -> str | dict[str, str]:
        """Return what the text looks like in data, the inverse of the constructor."""
        if set(self._texts) == {EVERY_LANGUAGE}:
            return self._texts[EVERY_LANGUAGE]
        return dict(self._texts)


def resolve(text: str | Mapping[str, str], language: str) -> str:
    """Return ``text`` for a reader of ``language``: that language, its base, fr, en, or any."""
    if isinstance(text, str):
        return text
    for candidate in (language, _base(language), *FALLBACKS):
        if candidate in text:
            return text[candidate]
    return next(iter(text.values()), "")


class Wording(str):
    """A text written out in English that can still be said in the reader's language.

    Findings carry it in their parameters, so that a town's own labels follow the reader too.
    """

    texts: tuple[LocalisedText, ...]

    __slots__ = ("texts",)

    def __new__(cls, *texts: LocalisedText) -> Wording:
        wording = super().__new__(cls, _listed(texts, "en"))
        wording.texts = texts
        return wording

    def said_in(self, language: str) -> str:
        """Return the wording in ``language``, several texts separated by commas."""
        return _listed(self.texts, language)


def _listed(texts: tuple[LocalisedText, ...], language: str) -> str:
    return ", ".join(resolve(text, language) for text in texts)


def _base(language: str) -> str:
    return language.partition("-")[0]
