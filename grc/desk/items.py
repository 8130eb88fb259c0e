# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the requester was asked for, what came of it, and why the legal date moved (law R1.23)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.urls import reverse

from grc.service_requests.guards import can_work
from grc.service_requests.law.dates import pauses_of, waits_to_begin, why_legal_date

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grc.accounts.models import User
    from grc.clock.missing import Pause
    from grc.journal.models import Event
    from grc.service_requests.models import AskedItem, ServiceRequest


@dataclass(frozen=True, kw_only=True)
class ItemShown:
    """One of them; ``note`` and ``waive`` are addresses, empty where this person may not."""

    item: AskedItem
    note: str
    waive: str


@dataclass(frozen=True, kw_only=True)
class ItemsShown:
    """All of them, the days on which the legal time stood still, why its date is another.

    ``waits``: it begins only once everything indispensable is there.
    """

    rows: list[ItemShown] = field(default_factory=list)
    pauses: tuple[Pause, ...] = ()
    reason: str = ""
    waits: bool = False


def items_of(user: User, service_request: ServiceRequest, events: Iterable[Event]) -> ItemsShown:
    """Return them in their order; nothing is read where the history tells of none."""
    if not any(event.name == "items_asked" for event in events):
        return ItemsShown()
    related = service_request.asked_items.select_related("asked_by", "received_by", "waived_by")
    items = list(related.prefetch_related("attachments"))
    may = can_work(user, service_request)
    return ItemsShown(
        rows=[_shown(service_request, item, may=may) for item in items],
        pauses=pauses_of(service_request, items),
        reason=why_legal_date(service_request, items),
        waits=waits_to_begin(service_request),
    )


def address_of(gesture: str, service_request: ServiceRequest, item: int) -> str:
    """Return the address of a gesture about an item."""
    return reverse(f"desk:{gesture}", args=[service_request.display_reference, item])


def _shown(service_request: ServiceRequest, item: AskedItem, *, may: bool) -> ItemShown:
    acts = may and item.is_open
    return ItemShown(
        item=item,
        note=address_of("note_item", service_request, item.pk) if acts else "",
        waive=address_of("waive_item", service_request, item.pk) if acts else "",
    )
