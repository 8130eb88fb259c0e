# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Text from people becomes HTML that cannot do anything."""

from __future__ import annotations

import json
import re
from html import unescape
from html.parser import HTMLParser

import pytest

from grc.core.markup import to_html, to_plain

ALLOWED = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h2", "h3", "h4", "blockquote", "hr"}


class Inspector(HTMLParser):
    def handle_starttag(self, tag, attrs):
        assert tag in ALLOWED, tag
        for name, value in attrs:
            assert (tag, name) in {("a", "href"), ("a", "rel"), ("ol", "start")}, (tag, name)
            if name == "href":
                assert value.startswith(("http://", "https://", "mailto:", "/", "#", "?")) or (
                    ":" not in value
                ), value


def assert_inert(html):
    """Every tag and every attribute is one of the few that are let through."""
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://example.org/x.png)",
        '<a href="x" onclick="y">z</a>',
        "<style>*{display:none}</style>",
        "[x](data:text/html,boo)",
    ],
)
def test_nothing_active_survives(text):
    """No script, no style, no image, no handler, no foreign scheme."""
    assert_inert(to_html(text))


def test_paragraphs_lists_and_emphasis_are_kept():
    """What an agent needs in a letter is there, and single line breaks show."""
    html = to_html("Bonjour,\nvoici :\n\n- un\n- **deux**")
    assert "<br" in html
    assert "<li>un</li>" in html
    assert "<strong>deux</strong>" in html


def test_naughty_strings_never_break_out(shared_data):
    """Every naughty string gives HTML without active parts."""
    strings = json.loads((shared_data / "07-bad-input/naughty/blns.json").read_text("utf-8"))
    for text in strings:
        assert_inert(to_html(text))


PLAIN = {
    "**Gras**, *penché*, `code` et \\*étoiles\\*.": "Gras, penché, code et *étoiles*.",
    "# Titre\n\nligne\nsuite\n\nfin": "Titre\n\nligne\nsuite\n\nfin",
    "- un\n- **deux**\n  1. a\n  2. b\n\naprès": "- un\n- deux\n  1. a\n  2. b\n\naprès",
    "3. trois\n4. quatre": "3. trois\n4. quatre",
    "- un\n\n  suite\n\n- deux": "- un\n\n  suite\n\n- deux",
    "> cité\n> deux\n>\n> fin": "> cité\n> deux\n>\n> fin",
    "[la page](https://a.example/b?c=1)": "la page (https://a.example/b?c=1)",
    "<https://a.example> <moi@a.example>": "https://a.example moi@a.example",
    "[moi](mailto:moi@a.example)": "moi (moi@a.example)",
    "[x](tel:112) [y](/ici)": "x y",
    "<b>A & B</b> &amp; C": "<b>A & B</b> & C",
    "a\n\n***\n\nb": "a\n\n――――――――――\n\nb",
    "": "",
}


@pytest.mark.parametrize("text", PLAIN)
def test_plain_text_reads_without_marks(text):
    """Nothing of the marks is left but dashes, numbers and quotes; addresses stand in brackets."""
    assert to_plain(text) == PLAIN[text]


def test_every_word_of_the_html_stands_in_the_plain_text(shared_data):
    """Two forms of one text: neither says what the other does not."""
    path = shared_data / "07-bad-input" / "naughty" / "blns.json"
    for text in [*json.loads(path.read_text(encoding="utf-8")), *PLAIN]:
        said = re.sub(r"<[^>]*>", " ", to_html(text))
        words = re.findall(r"\w+", unescape(said))
        plain = to_plain(text)
        assert [word for word in words if word not in plain] == [], text


@pytest.mark.parametrize(("before", "after"), [(">", ""), ("- ", ""), ("*", "*"), ("[", "](/)")])
def test_deep_nests_are_read(before, after):
    """No depth is too much; what the parser gives up, both forms leave out."""
    text = before * 3000 + "fond" + after * 3000
    assert ("fond" in to_plain(text)) == ("fond" in to_html(text))
