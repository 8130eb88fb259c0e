# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Pages by key: the hundredth costs what the first costs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from django.db.models import Q

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.db.models import QuerySet

    from grc.service_requests.querysets import ServiceRequestQuerySet

Place = TypeVar("Place")
From = TypeVar("From", contravariant=True)

_CURSOR = re.compile(r"(\d{1,17})-(\d{1,18})", re.ASCII)
_DAY_CURSOR = re.compile(r"(\d{4}-\d\d-\d\d)-(\d{1,18})", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some rows, and the cursors of the pages before and after; empty at the ends.

    Where the newest come first, the page before holds what is newer.
    """

    rows: list[Any]
    newer: str = ""
    older: str = ""


class Fetch(Protocol[From]):
    """Reads rows in their order from a place on, or backwards from it; None: from the beginning."""

    def __call__(self, place: From | None, /, *, backwards: bool, most: int) -> list[Any]: ...


def walk(
    fetch: Fetch[Place],
    data: Mapping[str, str],
    *,
    size: int,
    cursor: Callable[[Any], str],
    read: Callable[[str], Place | None],
) -> Page:
    """Return the page that ``before`` or ``after`` asks for, the first one by default.

    ``before`` goes on, ``after`` goes back, as where the newest come first. A cursor that was
    tampered with counts as none.
    """
    before = read(data.get("before", ""))
    if before is not None:
        found = fetch(before, backwards=False, most=size + 1)
        if found:
            return _page(found, size, cursor, is_first=False)
    after = read(data.get("after", ""))
    if after is not None:
        back = fetch(after, backwards=True, most=size + 1)
        if len(back) > size:
            rows = back[:size][::-1]
            return Page(rows=rows, newer=cursor(rows[0]), older=cursor(rows[-1]))
    return _page(fetch(None, backwards=False, most=size + 1), size, cursor, is_first=True)


def page_of(queryset: ServiceRequestQuerySet, data: Mapping[str, str], *, size: int) -> Page:
    """Return a page of requests, the newest first.

    Rows are whatever the queryset gives, with ``pk`` and ``submitted_at``.
    """

    def fetch(place: tuple[datetime, int] | None, /, *, backwards: bool, most: int) -> list[Any]:
        if backwards and place:
            newer = queryset.newer_than(*place).order_by("submitted_at", "id")
            return list(newer[:most])
        older = queryset.older_than(*place) if place else queryset
        return list(older.newest_first()[:most])

    return walk(fetch, data, size=size, cursor=cursor_of, read=read_cursor)


def page_by_day(queryset: QuerySet[Any], data: Mapping[str, str], *, size: int) -> Page:
    """Return a page of rows that begin on a day (``starts_on``), the earliest first."""

    def fetch(place: tuple[date, int] | None, /, *, backwards: bool, most: int) -> list[Any]:
        if place is None:
            return list(queryset.order_by("starts_on", "pk")[:most])
        day, pk = place
        if backwards:
            earlier = Q(starts_on__lte=day) & (Q(starts_on__lt=day) | Q(pk__lt=pk))
            return list(queryset.filter(earlier).order_by("-starts_on", "-pk")[:most])
        later = Q(starts_on__gte=day) & (Q(starts_on__gt=day) | Q(pk__gt=pk))
        return list(queryset.filter(later).order_by("starts_on", "pk")[:most])

    return walk(fetch, data, size=size, cursor=_day_cursor_of, read=read_day_cursor)


def cursor_of(row: Any) -> str:
    """Return what tells where this row stands: its moment, in microseconds, and its key."""
    return f"{microseconds(row.submitted_at)}-{row.pk}"


def read_cursor(text: str) -> tuple[datetime, int] | None:
    """Return the moment and the key of a cursor, None for a text that is none."""
    match = _CURSOR.fullmatch(text)
    if match is None:
        return None
    return moment_of(int(match[1])), int(match[2])


def read_day_cursor(text: str) -> tuple[date, int] | None:
    """Return the day and the key of a cursor, None for a text that is none."""
    match = _DAY_CURSOR.fullmatch(text)
    if match is None:
        return None
    try:
        return date.fromisoformat(match[1]), int(match[2])
    except ValueError:
        return None


def microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def moment_of(count: int) -> datetime:
    return _EPOCH + count * _MICROSECOND


def _day_cursor_of(row: Any) -> str:
    return f"{row.starts_on.isoformat()}-{row.pk}"


def _page(found: list[Any], size: int, cursor: Callable[[Any], str], *, is_first: bool) -> Page:
    rows = found[:size]
    return Page(
        rows=rows,
        newer=cursor(rows[0]) if rows and not is_first else "",
        older=cursor(rows[-1]) if len(found) > size else "",
    )
