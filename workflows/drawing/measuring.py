# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""How much room words take. The reader's font is not known: a little more is reckoned."""

from __future__ import annotations

NARROW, WIDE = frozenset("fijlrtI.,;:!|'’`()[]/ \u00a0\u202f·"), frozenset("mwMWœŒæÆ@%—…")
# Parts of the font's size: of a wide system font, so that narrower ones leave some air.
_NARROW, _WIDE, _CAPITAL, _USUAL = 0.34, 0.90, 0.69, 0.56


def width_of(text: str, size: float) -> float:
    """Return the width of ``text`` set in ``size``, in the unit of the size."""
    return sum(_width(sign) for sign in text) * size


def _width(sign: str) -> float:
    if sign in NARROW:
        return _NARROW
    if sign in WIDE or ord(sign) > 0x2E7F:
        return _WIDE
    return _CAPITAL if sign.isupper() else _USUAL


def wrapped(text: str, width: float, size: float, most: int) -> tuple[str, ...]:
    """Return ``text`` in at most so many lines of that width, what remains cut with “…”."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size) <= width:
            lines[-1] = longer
        else:
            lines += _pieces(word, width, size)
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut(" ".join(lines[most - 1 :]), width, size)]
    return tuple(lines) or ("",)


def _pieces(word: str, width: float, size: float) -> list[str]:
    """Return a word that is longer than a line in pieces that are not."""
    pieces = [""]
    for sign in word:
        if pieces[-1] and width_of(pieces[-1] + sign, size) > width:
            pieces.append("")
        pieces[-1] += sign
    return pieces


def _cut(text: str, width: float, size: float) -> str:
    while text and width_of(text + "…", size) > width:
        text = text[:-1].rstrip()
    return text + "…"
