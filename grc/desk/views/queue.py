# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grc.desk.access import member_required
from grc.desk.filters import offer_choices
from grc.desk.navigation import navigation, show
from grc.desk.queue import asked_for, count_words, listing, narrowed

if TYPE_CHECKING:
    from django.http import HttpResponse

    from grc.desk.filters import QueueFilter
    from grc.service_requests.querysets import ServiceRequestQuerySet
    from grc.ui.http import MemberRequest


@require_safe
@member_required
def queue(request: MemberRequest) -> HttpResponse:
    """Show what this person may see: open requests first, the newest first."""
    filters = narrowed(request)
    context = _list(request, filters) | {"filters": filters}
    return show(request, "desk/queue.html", context, place=_place(filters))


@require_safe
@member_required
def queue_live(request: MemberRequest) -> HttpResponse:
    """Give the list and the counts as they are now, for a page that is open."""
    # Hundreds of pages read this at once: where nothing was chosen, no filter is built.
    region = (
        _list(request, narrowed(request)) if request.GET else _rows(request, asked_for(request))
    )
    context = region | {"navigation": navigation(request.user, request.municipality)}
    return render(request, "desk/queue_live.html", context)


def _list(request: MemberRequest, filters: QueueFilter) -> dict[str, Any]:
    offer_choices(filters, request.user)
    chosen = {"active": _active(request, filters), "is_narrowed": bool(filters.chosen)}
    return _rows(request, filters.qs) | chosen


def _rows(request: MemberRequest, queryset: ServiceRequestQuerySet) -> dict[str, Any]:
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return {
        "listing": listing(request, queryset),
        "count": count_words(queryset),
        "live": f"{reverse('desk:queue_live')}{query}",
    }


def _place(filters: QueueFilter) -> str:
    """Return which line of the navigation this list is, if it is one."""
    chosen = filters.chosen
    if chosen == {"holder": "mine"}:
        return "mine"
    return f"team-{chosen['team']}" if set(chosen) == {"team"} else "queue"


def _active(request: MemberRequest, filters: QueueFilter) -> list[dict[str, str]]:
    """Return each filter in force, in words, with the address that drops it."""
    form = filters.form
    found = []
    for name, value in filters.chosen.items():
        kept = request.GET.copy()
        for key in (name, "before", "after"):
            kept.pop(key, None)
        choices = getattr(form.fields[name].widget, "choices", ())
        said = next((str(label) for key, label in choices if str(key) == str(value)), str(value))
        label = _("%(filter)s: %(value)s") % {"filter": form.fields[name].label, "value": said}
        found.append({"label": label, "href": f"{reverse('desk:queue')}?{kept.urlencode()}"})
    return found
