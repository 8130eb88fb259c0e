# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Long lists a page at a time, by where the page before ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from django.db.models import Model, Q

from grc.studio.access import LARGEST_KEY

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import QueryDict

_Row = TypeVar("_Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[_Row]):
    """Some rows, and the addresses of the first page and of the next; empty where there is none."""

    rows: list[_Row]
    first: str = ""
    next: str = ""


def page_of(
    queryset: QuerySet[_Row], order: tuple[str, ...], data: QueryDict, *, size: int
) -> Page[_Row]:
    """Return the page that the address asks for; ``after`` in it is the key of a row.

    The order must end with the key. A row that is gone leads back to the first page.
    """
    after = data.get("after", "")
    key = int(after) if after.isdecimal() and len(after) < 19 else 0
    # Among these rows only: people of other towns stand in the same table.
    last = queryset.filter(pk=min(key, LARGEST_KEY)).first() if key else None
    rows = list((_beyond(queryset, order, last) if last else queryset).order_by(*order)[: size + 1])
    more = rows[size - 1].pk if len(rows) > size else None
    return Page(
        rows[:size],
        first=_address(data, None) if last else "",
        next=_address(data, more) if more else "",
    )


def _beyond(queryset: QuerySet[_Row], order: tuple[str, ...], last: Model) -> QuerySet[_Row]:
    """Keep the rows that come after ``last`` in the order."""
    wanted, same = Q(), Q()
    for name in order:
        value = getattr(last, name)
        wanted |= same & Q(**{f"{name}__gt": value})
        same &= Q(**{name: value})
    return queryset.filter(wanted)


def _address(data: QueryDict, after: int | None) -> str:
    kept = data.copy()
    kept.pop("after", None)
    if after is not None:
        kept["after"] = str(after)
    return f"?{kept.urlencode()}"
