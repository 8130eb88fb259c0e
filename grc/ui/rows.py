# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a row of a list shows. Equal rows look the same: they are drawn once and remembered.

Words are plain text, never markup: two rows that differ only in what is safe would be equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Tag:
    """A word about a row, with its tint and its drawing."""

    label: str
    kind: str = ""
    icon: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A request as a list shows it; the names are those of the list_row component."""

    href: str
    title: str
    reference: str
    who: str
    service: str
    place: str
    at: date
    precision: str
    due: date | None
    tags: tuple[Tag, ...]
    assignee: str
    current: bool = False
    unread: bool = False
