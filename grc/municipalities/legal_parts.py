# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What each legal text must say: parts that an administrator fills in, values that a case brings.

A text names both as placeholders in braces, ``{court_name}``. No logic: a paragraph that prints a
part which is empty, and may be, is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from grc.municipalities.enums import LegalCode
from workflows.text import resolve

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

    Localised = str | Mapping[str, str]

PLACEHOLDER: Final = re.compile(r"\{([a-z_]+)\}")
_PARAGRAPHS: Final = re.compile(r"\n[ \t]*\n")
# CommonMark lets a backslash stand before any of these, and then takes it for itself.
_PUNCTUATION: Final = re.compile(r"([!-/:-@\[-`{-~])")


@dataclass(frozen=True)
class Part:
    """One thing that the law wants said. ``label`` is its name on screen."""

    code: str
    label: _StrPromise
    is_required: bool = True


@dataclass(frozen=True)
class Composition:
    """The parts that a record holds, and the names of the values that each case brings."""

    parts: tuple[Part, ...] = ()
    values: tuple[str, ...] = ()

    @property
    def placeholders(self) -> set[str]:
        return {part.code for part in self.parts} | set(self.values)

    @property
    def required(self) -> list[str]:
        return [part.code for part in self.parts if part.is_required]


#: R421-5 of the Code of administrative justice (law R1.33); R112-11-1 of the Code of relations
#: between the public and the administration (law R1.05).
COMPOSITIONS: Final[dict[str, Composition]] = {
    LegalCode.RECOURSE: Composition(
        parts=(
            Part("delay", _("time to appeal")),
            Part("gracious_address", _("address of the appeal to the author of the decision")),
            Part("court_name", _("competent court")),
            Part("court_address", _("postal address of the court")),
            Part("court_website", _("web address to apply to the court")),
            Part("prior_appeal", _("mandatory prior appeal"), is_required=False),
        )
    ),
    LegalCode.ACKNOWLEDGEMENT: Composition(
        values=("received_on", "service", "service_address", "service_phone")
    ),
}


def fill(text: str, values: Mapping[str, str], *, escaped: bool) -> str:
    """Return ``text`` with its placeholders filled; paragraphs with an empty one are left out.

    ``escaped`` keeps a value from being read as Markdown. Raises KeyError for a value that is
    not given.
    """

    def value_of(found: re.Match[str]) -> str:
        value = values[found[1]]
        return _PUNCTUATION.sub(r"\\\1", value) if escaped else value

    return "\n\n".join(
        PLACEHOLDER.sub(value_of, paragraph)
        for paragraph in _PARAGRAPHS.split(text.replace("\r\n", "\n").strip())
        if all(values[name].strip() for name in PLACEHOLDER.findall(paragraph))
    )


def said(part: Localised | None, language: str) -> str:
    """Return what a part says in a language, empty when it says nothing."""
    return resolve(part, language).strip() if part else ""


def is_localised(value: object) -> bool:
    """Return whether this is one text per language."""
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())
