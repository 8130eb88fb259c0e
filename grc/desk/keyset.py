# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Pages of requests by key: the hundredth costs what the first costs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grc.service_requests.querysets import ServiceRequestQuerySet

_CURSOR = re.compile(r"(\d{1,17})-(\d{1,18})", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some rows, newest first, and the cursors of the pages beside it; empty at the ends.

    Rows are whatever the queryset gives, with ``pk`` and ``submitted_at``.
    """

    rows: list[Any]
    newer: str = ""
    older: str = ""


def page_of(queryset: ServiceRequestQuerySet, data: Mapping[str, str], *, size: int) -> Page:
    """Return the page that ``before`` or ``after`` asks for, the first one by default.

    A cursor that was tampered with counts as none.
    """
    before = read_cursor(data.get("before", ""))
    if before is not None:
        page = _older(queryset.older_than(*before), size, is_first=False)
        if page.rows:
            return page
    after = read_cursor(data.get("after", ""))
    if after is not None:
        newer = list(queryset.newer_than(*after).order_by("submitted_at", "id")[: size + 1])
        if len(newer) > size:
            rows = newer[:size][::-1]
            return Page(rows=rows, newer=cursor_of(rows[0]), older=cursor_of(rows[-1]))
    return _older(queryset, size, is_first=True)


def cursor_of(row: Any) -> str:
    """Return what tells where this row stands: its moment, in microseconds, and its key."""
    return f"{(row.submitted_at - _EPOCH) // _MICROSECOND}-{row.pk}"


def read_cursor(text: str) -> tuple[datetime, int] | None:
    """Return the moment and the key of a cursor, None for a text that is none."""
    match = _CURSOR.fullmatch(text)
    if match is None:
        return None
    return _EPOCH + int(match[1]) * _MICROSECOND, int(match[2])


def _older(queryset: ServiceRequestQuerySet, size: int, *, is_first: bool) -> Page:
    found = list(queryset.newest_first()[: size + 1])
    rows = found[:size]
    return Page(
        rows=rows,
        newer=cursor_of(rows[0]) if rows and not is_first else "",
        older=cursor_of(rows[-1]) if len(found) > size else "",
    )
