# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Who is away, and who stands in for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from grc.accounts.enums import Role
from grc.accounts.models import Absence, Membership, User
from grc.answers.delegating import today_of
from grc.answers.guards import refusal_to_see_circuits
from grc.core.refusals import Refusal
from grc.desk.access import member_required
from grc.desk.gestures import SeeOther, data_of
from grc.desk.keyset import page_by_day
from grc.desk.navigation import addresses_beside, show
from grc.desk.power_forms import AbsenceForm

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from grc.ui.http import MemberRequest

#: Absences of other people on one page.
PAGE_SIZE = 50


@member_required
def absences(request: MemberRequest) -> HttpResponse:
    """Say when one is away, or somebody of one's teams; see who stands in for whom."""
    person = _person(request)
    form = AbsenceForm(data_of(request), person=person)
    if request.method != "POST":
        return _page(request, person, form)
    if not form.is_valid():
        return _page(request, person, form, status=422)
    try:
        with transaction.atomic():
            recorded = [
                Absence.objects.record(person, by=request.user, **one) for one in form.absences()
            ]
    except Refusal as refusal:
        return _page(request, person, form, refused=refusal)
    messages.success(request, _("The absence is recorded."))
    for warning in dict.fromkeys(absence.warning for absence in recorded):
        if warning:
            messages.warning(request, warning)
    return SeeOther(reverse("desk:absences"))


@member_required
def cancel(request: MemberRequest, pk: int) -> HttpResponse:
    """Cancel an absence that was recorded."""
    absence = _known(request.user).select_related("person").filter(pk=pk).first()
    if absence is None:
        raise Http404
    if request.method != "POST":
        return redirect("desk:absences")
    try:
        with transaction.atomic():
            absence.cancel(by=request.user)
    except Refusal as refusal:
        form = AbsenceForm(person=request.user)
        return _page(request, request.user, form, refused=refusal)
    messages.success(request, _("The absence is cancelled."))
    return SeeOther(reverse("desk:absences"))


def _known(user: User) -> QuerySet[Absence]:
    """The absences that this person may see: their own, those they fill, those of their teams."""
    others = Absence.objects.supervised_by(user).values("pk")
    return Absence.objects.filter(Q(person=user) | Q(substitute=user) | Q(pk__in=others))


def _people(user: User) -> QuerySet[User]:
    """The people, oneself apart, for whom this person may record an absence."""
    members = Membership.objects.filter(user__is_active=True)
    if not user.is_administrator:
        members = members.filter(team__in=user.team_ids(Role.SUPERVISOR))
    found = User.objects.filter(pk__in=members.values("user")).exclude(pk=user.pk)
    return found.order_by("last_name", "first_name", "pk")


def _person(request: MemberRequest) -> User:
    asked = request.GET.get("person", "")
    if not asked or asked == str(request.user.pk):
        return request.user
    found = None
    if asked.isascii() and asked.isdecimal() and len(asked) < 19:
        found = _people(request.user).filter(pk=int(asked)).first()
    if found is None:
        raise Http404
    return found


def _page(
    request: MemberRequest,
    person: User,
    form: AbsenceForm,
    *,
    refused: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    user, today = request.user, today_of(request.municipality)
    known = Absence.objects.not_over(today).select_related("person", "substitute", "team")
    known = known.order_by("starts_on", "pk")
    others = known.supervised_by(user)
    if person.pk != user.pk:
        others = others.filter(person=person)
    supervised = set(known.supervised_by(user).filter(substitute=user).values_list("pk", flat=True))
    listed = page_by_day(others, request.GET.dict(), size=PAGE_SIZE)
    context = {
        "person": person,
        "is_self": person.pk == user.pk,
        "form": form,
        "refused": refused,
        "mine": list(known.filter(person=user)),
        "filled": [
            (absence, absence.pk in supervised) for absence in known.filter(substitute=user)
        ],
        "others": listed.rows,
        **addresses_beside(listed, request.GET),
        "people": list(_people(user)),
        "today": today,
        "sees_circuits": not refusal_to_see_circuits(user),
    }
    status = refused.status if refused else status
    return show(request, "desk/absences.html", context, place="powers", status=status)
