# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the history tells of missing documents and of the clock, each with its dates (law R1.23)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import pgettext

from grc.ui import dates

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from grc.journal.models import Event
    from grc.service_requests.models import AskedItem

    Items = Mapping[int, AskedItem]


def items_in(event: Event) -> set[int]:
    """Return the keys of the items that an event speaks of."""
    if event.name not in OF_ITEMS:
        return set()
    found = [event.data.get("item"), *event.data.get("items", ())]
    return {key for key in found if isinstance(key, int)}


def _asked(event: Event, items: Items) -> str:
    return pgettext("history", "Asked of the requester until %(day)s: %(items)s") % {
        "day": _day(event, "due_on"),
        "items": _named(event, items),
    }


def _received(event: Event, items: Items) -> str:
    return pgettext("history", "Received: %(items)s") % {"items": _named(event, items)}


def _waived(event: Event, items: Items) -> str:
    return pgettext("history", "Not waited for any more: %(items)s") % {
        "items": _named(event, items)
    }


def _suspended(event: Event, items: Items) -> str:
    if not event.data.get("until"):
        return pgettext("history", "The legal time begins once everything indispensable is there")
    return pgettext(
        "history",
        "Legal time suspended until %(until)s at the latest; legal date then %(legal)s",
    ) % {"until": _day(event, "until"), "legal": _day(event, "legal_on")}


def _resumed(event: Event, items: Items) -> str:
    return pgettext("history", "Legal time running; legal date %(legal)s") % {
        "legal": _day(event, "legal_on")
    }


def _named(event: Event, items: Items) -> str:
    keys = [event.data["item"]] if "item" in event.data else event.data.get("items", ())
    return ", ".join(items[key].title for key in keys if key in items)


def _day(event: Event, key: str) -> str:
    said = event.data.get(key)
    return dates.day(date.fromisoformat(said), short=True) if said else ""


OF_ITEMS: dict[str, Callable[[Event, Items], str]] = {
    "items_asked": _asked,
    "item_received": _received,
    "item_waived": _waived,
    "items_dropped": _waived,
    "clock_suspended": _suspended,
    "clock_resumed": _resumed,
}
