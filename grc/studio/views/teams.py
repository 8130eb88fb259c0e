# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The teams of the town."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grc.accounts.models import Team
from grc.accounts.teams import TeamContent, begin_team, change_team, restore_team, retire_team
from grc.accounts.ties import reasons_to_keep
from grc.studio.access import LARGEST_KEY, SeeOther, administrator_required
from grc.studio.forms import data_of, refusal_of
from grc.studio.navigation import show
from grc.studio.paging import page_of
from grc.studio.people.forms import TeamForm

if TYPE_CHECKING:
    from django.http import HttpResponse

    from grc.core.refusals import Refusal
    from grc.ui.http import MemberRequest

PAGE = 100
WORKING = Q(memberships__ended_at=None, memberships__user__is_active=True)


@require_safe
@administrator_required
def teams(request: MemberRequest) -> HttpResponse:
    """List the teams with what they have in charge."""
    is_retired = request.GET.get("state") == "retired"
    found = Team.objects.filter(retired_at__isnull=not is_retired).annotate(
        people=Count("memberships__user", filter=WORKING, distinct=True),
        in_charge=Count("services", distinct=True),
    )
    page = page_of(found.select_related("parent"), ("sort_name", "pk"), request.GET, size=PAGE)
    context = {"page": page, "is_retired": is_retired}
    return show(request, "studio/teams.html", context, place="teams")


@administrator_required
def begin(request: MemberRequest) -> HttpResponse:
    """Create a team."""
    form = TeamForm(data_of(request))
    if request.method != "POST":
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=422)
    refused = refusal_of(lambda: begin_team(form.content, by=request.user))
    if refused is not None:
        return _page(request, form, refused=refused)
    messages.success(request, _("The team is there. Give it people, then services."))
    return SeeOther(reverse("studio:teams"))


@administrator_required
def team(request: MemberRequest, pk: int) -> HttpResponse:
    """Read and change what is written about a team."""
    found = _team(pk)
    now = TeamContent.of(found)
    if request.method != "POST":
        initial = asdict(now) | {"based_on": now.fingerprint}
        return _page(request, TeamForm(initial=initial, team=found), found)
    form = TeamForm(request.POST, team=found)
    if not form.is_valid():
        return _page(request, form, found, status=422)
    based_on = form.cleaned_data["based_on"]
    refused = refusal_of(
        lambda: change_team(found, form.content, based_on=based_on, by=request.user)
    )
    if refused is not None:
        return _page(request, form, found, refused=refused)
    messages.success(request, _("The team is saved."))
    return SeeOther(reverse("studio:teams"))


@administrator_required
def retire(request: MemberRequest, pk: int) -> HttpResponse:
    """Give the team nothing more to do, unless something still hangs on it."""
    found = _team(pk)
    if request.method == "POST":
        refused = refusal_of(lambda: retire_team(found, by=request.user))
        if refused is not None:
            now = TeamContent.of(found)
            initial = asdict(now) | {"based_on": now.fingerprint}
            return _page(request, TeamForm(initial=initial, team=found), found, refused=refused)
        messages.success(request, _("The team is retired: nothing is given to it any more."))
    return SeeOther(reverse("studio:team", args=[found.pk]))


@administrator_required
def restore(request: MemberRequest, pk: int) -> HttpResponse:
    found = _team(pk)
    if request.method == "POST":
        restore_team(found, by=request.user)
        messages.success(request, _("The team works again."))
    return SeeOther(reverse("studio:team", args=[found.pk]))


def _page(
    request: MemberRequest,
    form: TeamForm,
    team: Team | None = None,
    *,
    refused: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "team": team, "refused": refused}
    if team is not None:
        context["reasons"] = [] if team.is_retired else reasons_to_keep(team)
        members = team.memberships.filter(user__is_active=True).select_related("user")
        context["members"] = members.order_by("user__last_name", "user__first_name")[:PAGE]
        if form.is_bound and refused is not None and refused.status == 409:
            now = TeamContent.of(team)
            context["meanwhile"] = form.meanwhile(asdict(now))
            form.rebase(now.fingerprint)
    status = refused.status if refused else status
    return show(request, "studio/team.html", context, place="teams", status=status)


def _team(pk: int) -> Team:
    return get_object_or_404(Team, pk=min(pk, LARGEST_KEY))
