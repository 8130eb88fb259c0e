# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The people who work in the town."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Prefetch, Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grc.accounts import people as commands
from grc.accounts.models import Membership, User
from grc.core.text import on_one_line
from grc.service_requests.models import ServiceRequest
from grc.studio.access import LARGEST_KEY, SeeOther, administrator_required
from grc.studio.forms import data_of, refusal_of
from grc.studio.navigation import show
from grc.studio.paging import page_of
from grc.studio.people.forms import InviteForm, NameForm, RoleForm, SpotForm

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from grc.core.refusals import Refusal
    from grc.ui.http import MemberRequest

PAGE = 50
LONGEST_SEARCH = 80
MOST_COUNTED = 1000
BY_NAME = ("last_name", "first_name", "pk")


@require_safe
@administrator_required
def people(request: MemberRequest) -> HttpResponse:
    """List those who work here, or those who did, with their places."""
    has_left = request.GET.get("state") == "left"
    search = on_one_line(request.GET.get("q", ""))[:LONGEST_SEARCH]
    current = Membership.objects.values("user")
    found = User.objects.filter(pk__in=Membership.ever.values("user"))
    found = found.exclude(pk__in=current) if has_left else found.filter(pk__in=current)
    for word in search.split():
        found = found.filter(
            Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(email__icontains=word)
        )
    places = Membership.ever.select_related("team").order_by("team__sort_name", "pk")
    found = found.prefetch_related(Prefetch("memberships", queryset=places))
    page = page_of(found, BY_NAME, request.GET, size=PAGE)
    context = {"page": page, "has_left": has_left, "search": search}
    return show(request, "studio/people.html", context, place="people")


@administrator_required
def invite(request: MemberRequest) -> HttpResponse:
    """Give somebody new a first place, and write to them."""
    form = InviteForm(data_of(request))
    if request.method != "POST":
        return show(request, "studio/invite.html", {"form": form}, place="people")
    refused: Refusal | None = None
    if form.is_valid():
        given = form.cleaned_data
        names = given["email"], given["first_name"], given["last_name"]
        refused = refusal_of(lambda: commands.invite(*names, form.spot, by=request.user))
        if refused is None:
            sent = _("%(email)s receives a link to choose a password.")
            messages.success(request, sent % {"email": given["email"]})
            return SeeOther(reverse("studio:people"))
    status = refused.status if refused else 422
    context = {"form": form, "refused": refused}
    return show(request, "studio/invite.html", context, place="people", status=status)


@require_safe
@administrator_required
def person(request: MemberRequest, pk: int) -> HttpResponse:
    """Read what somebody may do here, and change it."""
    return _page(request, _person(pk))


@administrator_required
def rename(request: MemberRequest, pk: int) -> HttpResponse:
    found = _person(pk)
    form = NameForm(data_of(request))
    if request.method == "POST" and not form.is_valid():
        return _page(request, found, name_form=form, status=422)
    names = [form.cleaned_data[name] for name in form.fields] if form.is_bound else []
    return _press(
        request,
        found,
        lambda: commands.rename(found, *names, by=request.user),
        _("The name is saved."),
        name_form=form,
    )


@administrator_required
def add_spot(request: MemberRequest, pk: int) -> HttpResponse:
    found = _person(pk)
    form = SpotForm(data_of(request), prefix="spot")
    if request.method == "POST" and not form.is_valid():
        return _page(request, found, spot_form=form, status=422)
    return _press(
        request,
        found,
        lambda: commands.add_spot(found, form.spot, by=request.user),
        _("The place is given."),
        spot_form=form,
    )


@administrator_required
def change_spot(request: MemberRequest, pk: int, place: int) -> HttpResponse:
    found = _person(pk)
    membership = _membership(found, place)
    form = RoleForm(data_of(request), prefix=f"place-{membership.pk}")
    if request.method == "POST" and not form.is_valid():
        return _page(request, found, role_form=(membership.pk, form), status=422)
    return _press(
        request,
        found,
        lambda: commands.change_spot(membership, **form.cleaned_data, by=request.user),
        _("The place is saved."),
        role_form=(membership.pk, form),
    )


@administrator_required
def remove_spot(request: MemberRequest, pk: int, place: int) -> HttpResponse:
    found = _person(pk)
    membership = _membership(found, place)
    return _press(
        request,
        found,
        lambda: commands.remove_spot(membership, by=request.user),
        _("They are no longer there."),
    )


@administrator_required
def deactivate(request: MemberRequest, pk: int) -> HttpResponse:
    found = _person(pk)
    return _press(
        request,
        found,
        lambda: commands.deactivate(found, by=request.user),
        _("%(person)s no longer works here.") % {"person": found},
    )


@administrator_required
def reactivate(request: MemberRequest, pk: int) -> HttpResponse:
    found = _person(pk)
    return _press(
        request,
        found,
        lambda: commands.reactivate(found, by=request.user),
        _("%(person)s works here again.") % {"person": found},
    )


@administrator_required
def invite_again(request: MemberRequest, pk: int) -> HttpResponse:
    found = _person(pk)
    return _press(
        request,
        found,
        lambda: commands.invite_again(found, by=request.user),
        _("Another link is on its way to %(email)s.") % {"email": found.email},
    )


def _press(
    request: MemberRequest, found: User, command: Callable[[], object], said: str, **forms: Any
) -> HttpResponse:
    """Do it and lead back to the person; refused, show the page as it was typed."""
    if request.method == "POST":
        refused = refusal_of(command)
        if refused is not None:
            return _page(request, _person(found.pk), refused=refused, **forms)
        messages.success(request, said)
    return SeeOther(reverse("studio:person", args=[found.pk]))


def _page(
    request: MemberRequest,
    found: User,
    *,
    name_form: NameForm | None = None,
    spot_form: SpotForm | None = None,
    role_form: tuple[int, RoleForm] | None = None,
    refused: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    places = Membership.ever.filter(user=found).select_related("team")
    memberships = list(places.order_by("team__sort_name", "pk"))
    names = {"first_name": found.first_name, "last_name": found.last_name}
    context = {
        "person": found,
        "is_here": any(one.ended_at is None for one in memberships),
        "is_invited": not found.has_usable_password(),
        "theirs": ServiceRequest.objects.open()
        .assigned_to(found)
        .order_by()[:MOST_COUNTED]
        .count(),
        "places": [(one, _role_form(one, role_form)) for one in memberships],
        "name_form": name_form or NameForm(initial=names),
        "spot_form": spot_form or SpotForm(prefix="spot"),
        "refused": refused,
        "form": next((f for f in (name_form, spot_form) if f and f.is_bound and f.errors), None),
    }
    status = refused.status if refused else status
    return show(request, "studio/person.html", context, place="people", status=status)


def _role_form(membership: Membership, typed: tuple[int, RoleForm] | None) -> RoleForm:
    if typed is not None and typed[0] == membership.pk:
        return typed[1]
    initial = {"role": membership.role, "capacity": membership.capacity}
    return RoleForm(initial=initial, prefix=f"place-{membership.pk}")


def _person(pk: int) -> User:
    """Return somebody who works here or did. Raises Http404 for anybody else."""
    here = Membership.ever.values("user")
    return get_object_or_404(User.objects.filter(pk__in=here), pk=min(pk, LARGEST_KEY))


def _membership(found: User, pk: int) -> Membership:
    place = Membership.objects.filter(user=found, pk=min(pk, LARGEST_KEY)).first()
    if place is None:
        raise Http404
    return place
