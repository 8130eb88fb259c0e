# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The home page: everything that can be asked, and one box to find it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from grc.catalog.models import Service
from grc.portal.search import search

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse

    from grc.ui.http import TownRequest

# Beyond this many services the groups are folded: a page of titles is read, a wall is not.
MOST_UNFOLDED = 40


@login_not_required
@require_safe
def home(request: TownRequest) -> HttpResponse:
    """List the services by group; with ``?q=``, those that the words are about."""
    services = list(Service.objects.offered().in_order())
    words = request.GET.get("q", "").strip()
    context = {
        "words": words,
        "found": search(services, words) if words else [],
        "groups": _groups(services),
        "folded": len(services) > MOST_UNFOLDED,
    }
    return render(request, "portal/home.html", context)


def _groups(services: Iterable[Service]) -> list[tuple[str, list[Service]]]:
    """Return the services under the title of their group, in the town's order; the rest last."""
    order: dict[str, int] = {}
    for service in services:
        order.setdefault(service.group_title, len(order))
    ordered = sorted(services, key=lambda s: (not s.group_title, order[s.group_title]))
    return [(title, list(rows)) for title, rows in groupby(ordered, lambda s: s.group_title)]
