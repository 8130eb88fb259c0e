# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Text from people becomes HTML that cannot do anything."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest

from grc.core.markup import to_html

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
