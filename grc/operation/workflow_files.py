# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Workflows in files, which anybody may have written."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_noop

from workflows.findings import DefinitionError, Finding
from workflows.reading import below

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

#: Bytes. The largest workflow that is sound has about a tenth of it.
LARGEST: Final = 2_000_000


class Unreadable(Exception):
    """There is no JSON in the file; ``finding`` says why."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(finding.sentence)


def read_json(path: Path) -> object:
    """Return what a file holds.

    Raises ``Unreadable`` where that is no JSON or too much of it, and ``DefinitionError`` where
    something is written twice.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        message = gettext_noop("The file cannot be read: %(reason)s.")
        reason = error.strerror or type(error).__name__
        raise Unreadable(Finding("unreadable", message, {"reason": reason})) from error
    if len(content) > LARGEST:
        message = gettext_noop("The file is larger than 2 MB: no workflow is.")
        raise Unreadable(Finding("too_large", message))
    data = _parse(content)
    if doubles := list(_written_twice(data)):
        raise DefinitionError(doubles)
    return data


class _Ambiguous(dict[str, Any]):
    """An object in which some names stand twice."""

    twice: Sequence[str]


def _gather(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Python keeps the last of two equal names and says nothing (RFC 8259 section 4)."""
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    ambiguous = _Ambiguous(made)
    times = Counter(name for name, _ in pairs)
    ambiguous.twice = [name for name, count in times.items() if count > 1]
    return ambiguous


def _parse(content: bytes) -> object:
    try:
        text = content.decode(json.detect_encoding(content))
        return json.loads(text, object_pairs_hook=_gather, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Unreadable(_why_not(error)) from error


def _refuse_constant(name: str) -> None:
    """NaN and Infinity are Python's, not JSON's (RFC 8259 section 6)."""
    raise json.JSONDecodeError(name, "", 0)


def _why_not(error: ValueError | RecursionError) -> Finding:
    if isinstance(error, UnicodeDecodeError):
        return Finding("not_text", gettext_noop("This is no text in UTF-8: save it as UTF-8."))
    if isinstance(error, RecursionError):
        message = gettext_noop("It is nested deeper than a thousand levels: no workflow is.")
        return Finding("too_deep", message)
    if not isinstance(error, json.JSONDecodeError):
        return Finding("long_number", gettext_noop("A number has thousands of digits: write less."))
    if not error.doc:
        message = gettext_noop("JSON has no NaN and no Infinity: write a number.")
        return Finding("not_json", message)
    message = gettext_noop(
        "This is no JSON from line %(line)s, column %(column)s on: look for a comma, a quotation"
        " mark or a bracket there or just before."
    )
    return Finding("not_json", message, {"line": str(error.lineno), "column": str(error.colno)})


def _written_twice(data: object) -> Iterator[Finding]:
    """Yield what stands twice in one object: which of them is meant is not ours to choose."""
    message = gettext_noop("“%(name)s” is written twice here: keep one of the two.")
    waiting = [("", data)]
    while waiting:
        place, part = waiting.pop()
        for name in part.twice if isinstance(part, _Ambiguous) else ():
            yield Finding("written_twice", message, {"name": name}, below(place, name))
        inner = (
            part.items()
            if isinstance(part, dict)
            else enumerate(part if isinstance(part, list) else ())
        )
        waiting += reversed([(below(place, key), value) for key, value in inner])
