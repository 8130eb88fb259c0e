# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Whatever people wrote can be printed."""

from __future__ import annotations

import json

import pytest
from django.utils.safestring import SafeString

from grc.answers.letters import Section, Sheet, letter_pdf, proof_pdf
from grc.answers.letters.writing import letter_html
from grc.core.markup import to_html
from grc.core.text import clean

pytestmark = pytest.mark.usefixtures("press")


def test_every_naughty_string_is_printed(shared_data, letter, read):
    """As text, as subject, as recipient and in a sheet of facts: no error, no page lost."""
    found = json.loads((shared_data / "07-bad-input/naughty/blns.json").read_text("utf-8"))
    for start in range(0, len(found), 130):
        some = found[start : start + 130]
        body = SafeString("<p>Début</p>" + "".join(to_html(text) for text in some) + "<p>Fin</p>")
        words = " ".join(some)[:1_000]
        text = read(letter_pdf(letter(body=body, subject=words, recipient=tuple(some[:6])))).text
        assert "Début" in text
        assert "Fin" in text
        facts = Section(heading=words, exact=tuple(some), rows=((words, words),))
        sheet = Sheet(title=words, language="en", town="x", reference="R", sections=(facts,))
        assert "Ref. R" in read(proof_pdf(sheet)).text


@pytest.mark.parametrize(
    "body",
    [
        "mot " * 12_500,
        "a" * 20_000,
        "&" * 10_000,
        "مرحبا بالعالم " * 700,
        "שלום " * 2_000,
        "Z̡̛̗̮̹͚̱" * 1_000,
        "👩‍👩‍👧‍👦" * 1_000,
        "\n".join(f"{'  ' * depth}- x" for depth in range(200)),
        ">" * 2_000 + "x",
        "a\n" * 500,
        "\u202e" * 1_000 + "à l'envers",
        "漢字" * 2_000,
    ],
    ids=[
        "50,000 signs",
        "one long word",
        "one long word of ampersands",
        "Arabic",
        "Hebrew",
        "stacked accents",
        "families",
        "nested list",
        "nested quotes",
        "many lines",
        "direction overridden",
        "no spaces",
    ],
)
def test_any_amount_of_anything_is_printed(letter, read, body):
    """It takes seconds, gives pages, and keeps the signature."""
    printed = read(letter_pdf(letter(body=to_html(body))))
    assert "Hélène Marchand" in printed.text
    assert all("Ref. CH-2026-004217" in page for page in printed.pages)


def test_signs_that_cannot_be_printed_are_left_out(letter, read):
    """Controls, half characters, line separators, and what is no character at all."""
    evil = "a\x00b\x0b\x1f\ud800c\ufffe\ufeff\u2029d\u2028e\x85f"
    printed = read(letter_pdf(letter(body=SafeString(f"<p>{evil}</p>"), subject=evil)))
    assert "abc d ef" in printed.text
    assert printed.title.startswith("abc d ef")


def test_a_long_word_is_broken_in_text_only(letter):
    """The address of a link stays whole."""
    address = "https://chalons.example/" + "x" * 3_000
    html = letter_html(letter(body=to_html(f"[lien]({address})")))
    assert f'href="{address}"' in html
    assert "<wbr>" in html


def test_a_citizens_name_from_right_to_left_is_printed(letter, read):
    """Names of all alphabets of the house's fonts come out."""
    names = ("Αλέξης Παπαδόπουλος", "Олена Шевченко", "Łukasz Żółć")
    text = read(letter_pdf(letter(recipient=tuple(map(clean, names))))).text
    for name in names:
        assert name in text
