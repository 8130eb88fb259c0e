# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Many letters in one file: each on a sheet of its own, each with its own numbers."""

from __future__ import annotations

import threading

import pytest

from grc.answers.letters import letter_pdf, letters_pdf, printing
from grc.core.markup import to_html
from grc.core.refusals import NotValid

pytestmark = pytest.mark.usefixtures("press")

THREE_PAGES = to_html("\n\n".join(["Les travaux dureront six semaines. " * 16] * 14))


def test_no_letter_is_refused():
    """There is nothing to take to the printer."""
    with pytest.raises(NotValid, match="at least one"):
        letters_pdf([])


def test_too_many_letters_are_refused(letter, monkeypatch):
    """Each is held in memory until the last is laid out."""
    monkeypatch.setattr(printing, "MOST_AT_ONCE", 2)
    with pytest.raises(NotValid, match="at most 2"):
        letters_pdf([letter()] * 3)


@pytest.mark.parametrize(("duplex", "sheets"), [(False, 5), (True, 8)])
def test_each_letter_begins_on_a_sheet_of_its_own(letter, read, duplex, sheets):
    """On both sides of the paper, each has an even number of pages; numbers are its own."""
    letters = [
        letter(reference="A"),
        letter(reference="B", body=THREE_PAGES),
        letter(reference="C"),
    ]
    pages = read(letters_pdf(letters, duplex=duplex)).pages
    assert len(pages) == sheets
    printed = [page for page in pages if page]
    assert [page.partition("Page ")[2] for page in printed] == ["1/1", "1/3", "2/3", "3/3", "1/1"]
    for reference, page in zip("ABBBC", printed, strict=True):
        assert f"Ref. {reference} " in page
    if duplex:
        assert [bool(page) for page in pages] == [True, False, True, True, True, False, True, False]


def test_the_file_of_many_is_tagged_as_each_is(letter, read):
    """Every letter brings its structure; the file has a title and a language (law R3.14)."""
    alone = read(letter_pdf(letter()))
    together = read(letters_pdf([letter(), letter(reference="B")], duplex=True))
    assert together.kinds.count("P") == 2 * alone.kinds.count("P")
    assert together.kinds.count("Figure") == 2
    assert together.root["/MarkInfo"]["/Marked"]
    assert together.root["/Lang"] == "en"
    assert together.title == "2 letters"


def test_threads_print_at_the_same_time(letter, read):
    """Four pages ask at once; each gets its own letter."""
    found: dict[int, str] = {}

    def work(number: int) -> None:
        for _again in range(3):
            found[number] = read(letter_pdf(letter(reference=f"T-{number}"))).text

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(f"Our reference: T-{number} " in found[number] for number in range(4))
