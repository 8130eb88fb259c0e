# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""From HTML to tagged PDF (PDF/UA-1) by WeasyPrint, which is read with the first letter."""

from __future__ import annotations

import threading
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.utils import translation
from django.utils.translation import gettext as _

from grc.answers.letters.libraries import LettersUnavailable, missing_packages
from grc.answers.letters.writing import letter_html, sheet_html
from grc.core.refusals import NotValid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grc.answers.letters.content import LetterContent
    from grc.answers.letters.sheet import Sheet

VARIANT: Final = "pdf/ua-1"
STYLES: Final = Path(__file__).parent
MOST_AT_ONCE: Final = 200
#: The one address that a page may name: the picture that came with the letter.
LOGO: Final = "letter:logo"
_BLANK: Final = "<!DOCTYPE html><html lang='{language}'><title>{title}</title><body></body></html>"
# Pango keeps fonts in the process; nothing promises that two threads may ask it at once.
_one_at_a_time = threading.Lock()


def letter_pdf(letter: LetterContent) -> bytes:
    """Return one letter as a tagged PDF.

    Raises LettersUnavailable where the system lacks a library or a font, NotValid for a letter
    of thousands of lines.
    """
    with _one_at_a_time:
        return _bytes(_letter(letter))


def letters_pdf(letters: Sequence[LetterContent], *, duplex: bool = False) -> bytes:
    """Return letters one after the other in one file, each on a sheet of its own.

    ``duplex``: for a printer that prints both sides, each letter has an even number of pages. The
    file declares the language of the first letter. Raises what ``letter_pdf`` does, and NotValid
    for none or too many: each is held in memory, half a megabyte a page, until the last is
    laid out.
    """
    if not letters:
        raise NotValid(_("Choose at least one letter to print."))
    if len(letters) > MOST_AT_ONCE:
        raise NotValid(_("Print at most %(count)d letters at once.") % {"count": MOST_AT_ONCE})
    with _one_at_a_time:
        documents = [_letter(letter) for letter in letters]
        if len(documents) == 1 and not duplex:
            return _bytes(documents[0])
        with translation.override(letters[0].language):
            title = _("%(count)d letters") % {"count": len(letters)}
        bundle = _rendered(_BLANK.format(language=letters[0].language, title=title), "blank.css")
        blank = bundle.pages[0]
        pages = []
        for document in documents:
            pages += document.pages
            if duplex and len(document.pages) % 2:
                pages.append(blank)
        return _bytes(bundle.copy(pages))


def proof_pdf(sheet: Sheet) -> bytes:
    """Return a sheet of facts as a tagged PDF. Raises what ``letter_pdf`` does."""
    with _one_at_a_time:
        return _bytes(_rendered(sheet_html(sheet), "paper.css", "sheet.css"))


def _letter(letter: LetterContent) -> Any:
    return _rendered(letter_html(letter), "paper.css", "letter.css", logo=letter.sender.logo)


def _rendered(html: str, *styles: str, logo: bytes = b"") -> Any:
    weasyprint = _weasyprint()
    asked = {"url_fetcher": _fetcher(logo)}
    page = weasyprint.HTML(string=html, **asked)
    sheets = [weasyprint.CSS(string=_style(name), font_config=_fonts(), **asked) for name in styles]
    return page.render(stylesheets=sheets, font_config=_fonts(), pdf_variant=VARIANT)


def _bytes(document: Any) -> bytes:
    pdf = document.write_pdf(pdf_variant=VARIANT)
    return bytes(pdf)


def _fetcher(logo: bytes) -> Any:
    """Give what answers for addresses: the letter's own picture, and a refusal for all others."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OnlyTheLogo(URLFetcher):  # type: ignore[misc]  # WeasyPrint is not typed
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url == LOGO and logo:
                return URLFetcherResponse(url, logo, {"Content-Type": "image/png"})
            raise ValueError("A letter fetches nothing.")

    return OnlyTheLogo()


# One for all letters: each that WeasyPrint makes for itself costs a quarter of a megabyte for good.
@lru_cache(maxsize=1)
def _fonts() -> Any:
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


@lru_cache(maxsize=4)
def _style(name: str) -> str:
    return (STYLES / name).read_text("utf-8")


@lru_cache(maxsize=1)
def _weasyprint() -> Any:
    """Read WeasyPrint: 40 MB that no process should hold before its first letter."""
    if missing := missing_packages():
        raise LettersUnavailable(missing)
    import weasyprint

    return weasyprint
