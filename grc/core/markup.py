# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Markdown, a small part of it: paragraphs, emphasis, lists, links, headings, quotes.

Nothing else survives: raw HTML is text, links are http, https or mailto, images are not drawn.
"""

from __future__ import annotations

from functools import lru_cache
from textwrap import indent
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_SCHEMES = {"http", "https", "mailto"}
_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h2", "h3", "h4", "blockquote", "hr"}


def to_html(text: str) -> SafeString:
    """Return the text as HTML that is safe to show on any page."""
    import nh3

    html = _parser().render(text).replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    cleaned = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes=_SCHEMES,
        link_rel="noopener nofollow",
    )
    return mark_safe(cleaned)  # noqa: S308 - this is what nh3 is for


def to_plain(text: str) -> str:
    """Return the text as it reads without any mark: for mail, and for what is read aloud.

    Emphasis leaves no sign, a link is its words and its address in brackets, lists keep their
    dashes and numbers, quotes begin with ``>``.
    """
    return "\n\n".join(_blocks(iter(_parser().parse(text)))[0])


def _blocks(tokens: Iterator[Token], until: str = "") -> tuple[list[str], bool]:
    """Read blocks up to a closing token; say whether they stand close, as items of a list may."""
    found: list[str] = []
    is_close = True
    for token in tokens:
        if token.type == until:
            break
        if token.type == "inline":
            found.append(_inline(token.children or []))
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            found.append(_list(tokens, token))
        elif token.type == "blockquote_open":
            lines = "\n\n".join(_blocks(tokens, "blockquote_close")[0]).splitlines()
            found.append("\n".join(f"> {line}".rstrip() for line in lines))
        elif token.type == "hr":
            found.append("―" * 10)
        elif token.type == "paragraph_open":
            is_close = is_close and token.hidden
    return [block for block in found if block], is_close


def _list(tokens: Iterator[Token], opening: Token) -> str:
    """Items stand as close as their author wrote them; what is inside one is set in."""
    items: list[str] = []
    between = "\n"
    for token in tokens:
        if token.type == opening.type.replace("open", "close"):
            break
        blocks, is_close = _blocks(tokens, "list_item_close")
        between = between if is_close else "\n\n"
        mark = f"{token.info}. " if token.info else "- "
        inside = indent(("\n" if is_close else "\n\n").join(blocks), " " * len(mark))
        items.append((mark + inside.lstrip(" ")).rstrip())
    return between.join(items)


def _inline(tokens: Iterable[Token]) -> str:
    said: list[str] = []
    links: list[tuple[int, str]] = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            said.append("\n")
        elif token.type == "link_open":
            links.append((len(said), str(token.attrs["href"])))
        elif token.type == "link_close":
            start, href = links.pop()
            said[start:] = [_link("".join(said[start:]), href)]
        else:
            said.append(token.content)
    return "".join(said)


def _link(words: str, href: str) -> str:
    scheme, colon, rest = href.partition(":")
    if not colon or scheme.lower() not in _SCHEMES:
        return words
    address = rest if scheme.lower() == "mailto" else href
    return words if words == address else f"{words} ({address})"


# Read with the first text: workers and most pages need neither it nor its memory.
@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False})
    return parser.disable(["image", "code", "fence", "html_block", "html_inline", "lheading"])
