# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The template language inside texts and values: which tags and filters, nothing of the words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

# Read by people; every other template computes a value for a machine.
_READ = {
    *("attachment", "backoffice_info_text", "body", "comment", "confirmation_text", "hint"),
    *("label", "message", "subject", "title"),
}
# Counted elsewhere: as a condition, a recipient, a delay or a loop.
_ELSEWHERE = {"condition", "by", "to", "timeout", "roles", "loop_items_template", "formdef"}
# Kept in the export, but a shared template speaks in their place.
_REPLACED = {"body", "subject"}
_PLACES = ("possible_status", "global_actions")
_PLACEHOLDER = re.compile(r"\{\{((?:[^{}]|\{(?!\{)|\}(?!\}))*)\}\}")
_TAG = re.compile(r"\{%-?\s*([a-z_]+)((?:[^%{]|%(?!\})|\{(?!%))*)%\}")
_FILTER = re.compile(r"\|\s*([A-Za-z_]\w{0,39})")
_QUOTED = re.compile(r'"[^"]*"|\'[^\']*\'')
_OLD = re.compile(r"\[(?:if-any|if-all|is|for|end|form_|session_|site_)[^\]]{0,200}\]")
# What only closes or continues a tag is not one more use of it.
_PARTS = {"elif", "else", "empty"}


def in_texts(root: Element) -> Iterator[tuple[str, str]]:
    """Yield each placeholder, tag and filter of a workflow's texts and computed values."""
    for place in _PLACES:
        for part in root.findall(place):
            yield from _below(part)


def _below(element: Element) -> Iterator[tuple[str, str]]:
    skipped = _ELSEWHERE | (_REPLACED if element.findtext("mail_template") else set())
    for child in element:
        if child.tag in skipped:
            continue
        kind = "text for people" if child.tag in _READ else "computed value"
        text = child.text or ""
        if len(child) == 0 and text:
            yield from ((kind, name) for name in _found(text))
        yield from _below(child)


def _found(text: str) -> Iterator[str]:
    if text.startswith("="):
        yield "Python expression"
        return
    for inside in _PLACEHOLDER.findall(text):
        yield "placeholder"
        yield from _filters(inside)
    for tag, inside in _TAG.findall(text):
        if tag not in _PARTS and not tag.startswith("end"):
            yield f"tag {tag}"
        yield from _filters(inside)
    yield from ("placeholder in the old brackets" for _each in _OLD.findall(text))


def _filters(inside: str) -> Iterator[str]:
    yield from (f"filter {name}" for name in _FILTER.findall(_QUOTED.sub('""', inside)))
