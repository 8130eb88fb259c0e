# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Who acts for whom by an act, and who signs for the town."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grc.answers.delegating import office_words, today_of
from grc.answers.guards import (
    refusal_to_delegate,
    refusal_to_name_signatories,
    refusal_to_see_circuits,
)
from grc.answers.models import Delegation, Signatory
from grc.answers.scope import scope_words, service_titles
from grc.core.refusals import NotAllowed, NotValid, Refusal
from grc.desk.access import member_required
from grc.desk.gestures import SeeOther, data_of
from grc.desk.keyset import page_by_day
from grc.desk.navigation import addresses_beside, show
from grc.desk.power_forms import DelegationForm, EndForm, SignatoryForm

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from grc.accounts.models import User
    from grc.answers.models.delegation import DelegationQuerySet
    from grc.ui.http import MemberRequest

#: Delegations of others on one page, as an administrator reads them.
PAGE_SIZE = 50


@require_safe
@member_required
def delegations(request: MemberRequest) -> HttpResponse:
    """See what one gave and holds; who signs; for administrators, everything."""
    return _page(request)


@member_required
def give(request: MemberRequest) -> HttpResponse:
    """Delegate a power, or record the act by which somebody does."""
    form = DelegationForm(data_of(request), by=request.user, municipality=request.municipality)

    def verb() -> str:
        delegate = form.cleaned_data["delegate"]
        Delegation.objects.give(form.principal, delegate, form.terms(), by=request.user)
        return _("The delegation is recorded: %(person)s is told by mail.") % {"person": delegate}

    return _form_page(request, "desk/delegation_form.html", form, verb)


@member_required
def revoke(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a power back."""
    delegation = get_object_or_404(_known(request.user), pk=pk)

    def verb() -> str:
        delegation.revoke(by=request.user)
        return _("The delegation is revoked.")

    return _press(request, verb)


@member_required
def begin_signatory(request: MemberRequest) -> HttpResponse:
    """Record who signs for the town."""
    if refusal := refusal_to_name_signatories(request.user):
        raise NotAllowed(refusal)
    form = SignatoryForm(data_of(request), municipality=request.municipality)

    def verb() -> str:
        signatory = Signatory.objects.begin(by=request.user, **form.cleaned_data)
        return _("%(signatory)s is recorded.") % {"signatory": signatory}

    return _form_page(request, "desk/signatory_form.html", form, verb)


@member_required
def end_signatory(request: MemberRequest, pk: int) -> HttpResponse:
    """Record the last day on which somebody signs."""
    signatory = get_object_or_404(Signatory.objects.all(), pk=pk)

    def verb() -> str:
        form = EndForm(request.POST)
        if not form.is_valid():
            raise NotValid(_("Say which is the last day on which they sign."))
        signatory.end(form.cleaned_data["on"], by=request.user)
        return _("The last day is recorded.")

    return _press(request, verb)


def _form_page(
    request: MemberRequest, template: str, form: Any, verb: Callable[[], str]
) -> HttpResponse:
    refused = None
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                with transaction.atomic():
                    said = verb()
            except Refusal as refusal:
                refused, status = refusal, refusal.status
            else:
                messages.success(request, said)
                return SeeOther(reverse("desk:delegations"))
    context = {"form": form, "refused": refused}
    return show(request, template, context, place="powers", status=status)


def _press(request: MemberRequest, verb: Callable[[], str]) -> HttpResponse:
    if request.method != "POST":
        return redirect("desk:delegations")
    try:
        with transaction.atomic():
            said = verb()
    except Refusal as refusal:
        return _page(request, refused=refusal)
    messages.success(request, said)
    return SeeOther(reverse("desk:delegations"))


def _known(user: User) -> DelegationQuerySet:
    """The delegations that this person may see: given, held, or all for an administrator."""
    found = Delegation.objects.select_related("principal", "delegate", "municipality")
    if user.is_administrator:
        return found
    return found.filter(Q(principal=user) | Q(delegate=user))


def _page(request: MemberRequest, *, refused: Refusal | None = None) -> HttpResponse:
    user, today = request.user, today_of(request.municipality)
    known = _known(user).not_over(today).order_by("starts_on", "pk")
    others = known.exclude(Q(principal=user) | Q(delegate=user))
    listed = page_by_day(others, request.GET.dict(), size=PAGE_SIZE)
    groups = {
        "given": list(known.filter(principal=user)),
        "held": list(known.filter(delegate=user)),
        "others": listed.rows,
    }
    titles = service_titles(one for group in groups.values() for one in group)
    signatories = Signatory.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today))

    def line(one: Delegation) -> tuple[Delegation, str, bool]:
        words = scope_words(one, titles, today=today)
        return one, words, not refusal_to_delegate(user, one.principal)

    context: dict[str, Any] = {name: [line(one) for one in of] for name, of in groups.items()}
    context |= {
        "signatories": [(one, office_words(one.starts_on, one.ends_on)) for one in signatories],
        "names_signatories": not refusal_to_name_signatories(user),
        "end_form": EndForm(initial={"on": today}),
        "refused": refused,
        **addresses_beside(listed, request.GET),
        "sees_circuits": not refusal_to_see_circuits(user),
    }
    status = refused.status if refused else 200
    return show(request, "desk/delegations.html", context, place="powers", status=status)
