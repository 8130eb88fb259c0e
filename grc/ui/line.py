# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The line as words: for the component, and as text for plain mails and proof sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext

from grc.core.line import LinePoint
from grc.core.precision import Precision
from grc.ui import dates

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["LinePoint", "as_text", "when_words"]

MARKS = {"done": "●", "now": "◐", "next": "○"}


def when_words(point: LinePoint, *, short: bool = False) -> list[str]:
    """Return the moments of a point in words: since when it is so, by when it will be."""
    words = []
    if point.at is not None:
        at = dates.known(point.at, point.precision, short=short)
        is_since = point.state == "now" and point.precision != Precision.UNKNOWN
        words.append(gettext("since %(moment)s") % {"moment": at} if is_since else at)
    if point.by is not None and point.state != "done":
        words.append(gettext("by %(day)s") % {"day": dates.day(point.by, short=short)})
    return words


def as_text(points: Iterable[LinePoint], language: str) -> str:
    """Return the line as text, one point a line, for a plain mail in that language."""
    with translation.override(language):
        return "\n".join(_point_as_text(point) for point in points)


def _point_as_text(point: LinePoint) -> str:
    details = ", ".join(filter(None, [point.who, *when_words(point)]))
    said = f"{MARKS[point.state]} {point.label}"
    return f"{said} \u2013 {details}" if details else said
