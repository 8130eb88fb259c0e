# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""From content to HTML: what any reader or machine could take apart again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from grc.core.refusals import NotValid

if TYPE_CHECKING:
    from grc.answers.letters.content import LetterContent
    from grc.answers.letters.sheet import Sheet

#: More would take a minute and a gigabyte: nobody reads a hundred pages of a letter.
MOST_LINES: Final = 5_000
_LINE: Final = re.compile(r"<(?:p|br|li|h[1-6]|tr|hr)\b")
# What XML forbids and no font draws: a title with one of them would make the PDF unreadable.
_UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
# To WeasyPrint they end a paragraph where HTML goes on: it gives up.
_SEPARATORS: Final = re.compile("[\u2028\u2029]")
# The time to place a word grows with the square of its length.
_LONG: Final = re.compile(r"((?:&[#\w]{1,10};|[^\s&<>]){1000})(?=[^\s<>])")
_TAG: Final = re.compile(r"(<[^>]*>)")
# As nh3 writes them.
_LINK: Final = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_SCHEME: Final = re.compile(r"^(?:https?://|mailto:)")


def letter_html(letter: LetterContent) -> str:
    """Return a letter as a whole page in its own language. Raises NotValid for an endless one."""
    return _written("letters/letter.html", letter.language, {"letter": _on_paper(letter)})


def sheet_html(sheet: Sheet) -> str:
    """Return a sheet of facts as a whole page, as ``letter_html`` does."""
    return _written("letters/sheet.html", sheet.language, {"sheet": sheet})


def addresses_shown(html: str) -> SafeString:
    """Return HTML in which each link says where it leads: paper cannot be clicked."""
    return mark_safe(_LINK.sub(_shown, conditional_escape(html)))  # noqa: S308 - safe, or escaped


def _shown(link: re.Match[str]) -> str:
    address, words = link.groups()
    bare = _SCHEME.sub("", address)
    if words in (address, bare, bare.rstrip("/")):
        return link[0]
    return f"{link[0]} ({bare})"


def _on_paper(letter: LetterContent) -> dict[str, Any]:
    """Give the fields of a letter, with the addresses of its links written out."""
    names = ("body", "grounds_of_law", "grounds_of_fact", "recourse")
    return vars(letter) | {name: addresses_shown(getattr(letter, name)) for name in names}


def _written(template: str, language: str, context: dict[str, Any]) -> str:
    with translation.override(language):
        direction = "rtl" if translation.get_language_bidi() else "ltr"
        names = {"language": language, "direction": direction}
        html: str = render_to_string(template, context | names)
    html = _SEPARATORS.sub(" ", _UNPRINTABLE.sub("", html))
    if len(_LINE.findall(html)) > MOST_LINES:
        raise NotValid(
            _("This would print more than %(count)d lines. Send what is long as an attachment.")
            % {"count": MOST_LINES}
        )
    head, body, rest = html.partition("<body")
    return head + body + _breakable(rest)


def _breakable(html: str) -> str:
    """Return HTML in which no word is longer than a page is wide many times over."""
    parts = _TAG.split(html)
    # Text and tags take turns.
    parts[::2] = [_LONG.sub(r"\1<wbr>", text) for text in parts[::2]]
    return "".join(parts)
