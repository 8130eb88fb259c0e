# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What every page of the desk shows around its own content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Value
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grc.accounts.guards import can_configure
from grc.answers.rounds.waiting import waiting_for
from grc.answers.texts.guards import can_write_texts
from grc.service_requests.models import ServiceRequest

if TYPE_CHECKING:
    from django.http import HttpResponse, QueryDict

    from grc.accounts.models import User
    from grc.desk.keyset import Page
    from grc.municipalities.models import Municipality
    from grc.ui.http import MemberRequest

MOST_COUNTED = 99


@dataclass(frozen=True, kw_only=True)
class Item:
    """One line of the navigation; ``code`` names it on the page, ``said`` is its count aloud."""

    code: str
    href: str
    label: str
    icon: str = ""
    count: str = ""
    said: str = ""


@dataclass(frozen=True)
class Navigation:
    """The lines of the navigation, and those of the person's teams."""

    items: list[Item]
    teams: list[Item]


def navigation(user: User, municipality: Municipality) -> Navigation:
    """Return where this person can go, with what they have to do, counted in one query."""
    mine = ServiceRequest.objects.visible_to(user).open().assigned_to(user).order_by()
    counted = mine.annotate(what=Value("mine")).values_list("what")[: MOST_COUNTED + 1]
    waiting = (
        waiting_for(user, municipality).order_by().annotate(what=Value("inbox")).values_list("what")
    )
    found = [what for (what,) in counted.union(waiting[: MOST_COUNTED + 1], all=True)]
    items = _items(found.count("mine"), found.count("inbox"))
    return Navigation([*items, *_keeping(user)], _teams(user))


def show(
    request: MemberRequest,
    template: str,
    context: dict[str, Any],
    *,
    place: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render a page of the desk, with its navigation and the filters that its links keep."""
    around = {
        "navigation": navigation(request.user, request.municipality),
        "place": place,
        "query": f"?{request.GET.urlencode()}" if request.GET else "",
    }
    return render(request, template, around | context, status=status)


def addresses_beside(page: Page, data: QueryDict) -> dict[str, str]:
    """Return the addresses of the pages before and after, for the component; empty at the ends."""

    def turned(name: str, cursor: str) -> str:
        kept = data.copy()
        for key in ("before", "after"):
            kept.pop(key, None)
        kept[name] = cursor
        return f"?{kept.urlencode()}" if cursor else ""

    return {"newer": turned("after", page.newer), "older": turned("before", page.older)}


def _items(mine: int, inbox: int) -> list[Item]:
    queue = reverse("desk:queue")
    mine_said = ngettext("%(count)s to deal with", "%(count)s to deal with", mine)
    inbox_said = ngettext("%(count)s to validate", "%(count)s to validate", inbox)
    return [
        Item(code="queue", href=queue, label=_("Queue"), icon="inbox"),
        Item(
            code="mine",
            href=f"{queue}?holder=mine",
            label=_("Mine"),
            icon="user",
            count=_capped(mine),
            said=mine_said % {"count": _capped(mine)},
        ),
        Item(
            code="inbox",
            href=reverse("desk:inbox"),
            label=_("To validate"),
            icon="check-badge",
            count=_capped(inbox),
            said=inbox_said % {"count": _capped(inbox)},
        ),
        Item(code="letters", href=reverse("desk:letters"), label=_("Letters"), icon="envelope"),
        Item(code="entry", href=reverse("desk:entry"), label=_("New request"), icon="plus-circle"),
    ]


def _keeping(user: User) -> list[Item]:
    """Return what only those who look after the desk's configuration see."""
    found = []
    if can_write_texts(user):
        label = _("Standard texts")
        found.append(
            Item(code="texts", href=reverse("desk:texts"), label=label, icon="document-text")
        )
    if can_configure(user):
        address = reverse("studio:overview")
        found.append(Item(code="studio", href=address, label=_("Studio"), icon="cog-6-tooth"))
    return found


def _teams(user: User) -> list[Item]:
    """Return the person's teams, when there is a choice."""
    queue = reverse("desk:queue")
    teams = [membership.team for membership in user.memberships_here if membership.team_id]
    return [
        Item(code=f"team-{team.pk}", href=f"{queue}?team={team.pk}", label=team.name)
        for team in (teams if len(teams) > 1 else [])
    ]


def _capped(count: int) -> str:
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count or "")
