# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The template language inside texts and values: which tags and filters, nothing of the words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from grc.dev.publik.conditions import Names, subject_of

# Read by people; every other template computes a value for a machine.
_READ = {
    *("attachment", "backoffice_info_text", "body", "comment", "confirmation_text", "hint"),
    *("label", "message", "subject", "title"),
}
READ = "text for people"
# What a request says of itself, that no condition asks for.
_OWN = {
    "form_number": "reference",
    "form_tracking_code": "reference",
    "form_url": "address of the request",
    "form_url_backoffice": "address of the request",
    "form_status_url": "address of the request",
    "form_details": "everything that was filed",
    "form_evolution": "everything that happened",
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
_OLD = re.compile(r"\[((?:if-any|if-all|is|for|end|form_|session_|site_)[^\]]{0,200})\]")
_NAME = re.compile(r"\s*([A-Za-z_][\w.]{0,199})")
# What only closes or continues a tag is not one more use of it.
_PARTS = {"elif", "else", "empty"}


def in_texts(root: Element, names: Names) -> Iterator[tuple[str, str]]:
    """Yield each placeholder, tag and filter of a workflow's texts and computed values.

    Of what people read, each placeholder is told by what it speaks of.
    """
    for place in _PLACES:
        for part in root.findall(place):
            for kind, name in _below(part):
                word, _colon, variable = name.partition(":")
                if kind == READ and word == "placeholder":
                    name = f"placeholder, {_subject(variable, names)}"
                yield kind, name if kind == READ else word


def _subject(variable: str, names: Names) -> str:
    return _OWN.get(variable) or subject_of(variable, names)


def _below(element: Element) -> Iterator[tuple[str, str]]:
    skipped = _ELSEWHERE | (_REPLACED if element.findtext("mail_template") else set())
    for child in element:
        if child.tag in skipped:
            continue
        kind = READ if child.tag in _READ else "computed value"
        text = child.text or ""
        if len(child) == 0 and text:
            yield from ((kind, name) for name in _found(text))
        yield from _below(child)


def _found(text: str) -> Iterator[str]:
    if text.startswith("="):
        yield "Python expression"
        return
    for inside in _PLACEHOLDER.findall(text):
        yield f"placeholder:{_variable(inside)}"
        yield from _filters(inside)
    for tag, inside in _TAG.findall(text):
        if tag not in _PARTS and not tag.startswith("end"):
            yield f"tag {tag}"
        yield from _filters(inside)
    for inside in _OLD.findall(text):
        yield "logic in the old brackets" if " " in inside else f"placeholder:{inside}"


def _variable(inside: str) -> str:
    found = _NAME.match(inside)
    return found.group(1) if found else ""


def _filters(inside: str) -> Iterator[str]:
    yield from (f"filter {name}" for name in _FILTER.findall(_QUOTED.sub('""', inside)))
