# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A sheet of facts: a title, and sections of labelled values, tables, words and exact lines."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Table:
    """Columns and rows of text. The first cell of each row is its heading."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Section:
    """One part of a sheet, printed in this order: words, labelled values, table, exact lines.

    ``exact`` are lines printed sign by sign, as hashes and frozen texts want; nothing is folded
    but what is wider than the sheet.
    """

    heading: str
    text: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    table: Table | None = None
    exact: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A document of facts. ``reference`` stands at the foot of every page."""

    title: str
    language: str
    town: str
    reference: str
    sections: tuple[Section, ...]
    introduction: str = ""
