# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Sending somebody the link of their request again, without telling others that it exists."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from grc.core.text import clean
from grc.portal.filing import see_other
from grc.portal.limits import LOST_LINKS
from grc.service_requests.models import ServiceRequest
from grc.service_requests.notifications import TrackingLink
from grc.service_requests.reference import parse_reference
from grc.ui.errors import given_back_by

if TYPE_CHECKING:
    from django.http import HttpResponse

    from grc.ui.http import TownRequest


class LostLinkForm(forms.Form):
    """What one remembers: the reference of the request and the address that was given."""

    reference = forms.CharField(
        label=gettext_lazy("Reference of the request"),
        help_text=gettext_lazy(
            "Eight letters and figures, such as 7KQF-2MXY. It is in the mail that we sent you."
        ),
        error_messages={"required": gettext_lazy("Write the reference, such as 7KQF-2MXY.")},
        widget=forms.TextInput(attrs={"size": 14, "autocomplete": "off", "spellcheck": "false"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address that you gave with the request"),
        error_messages={
            "required": gettext_lazy("Write an e-mail address such as name@example.org."),
            "invalid": gettext_lazy("Write an e-mail address such as name@example.org."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )

    def clean_reference(self) -> str:
        """Refuse what cannot be a reference; its check character tells that, and nothing else."""
        reference = parse_reference(clean(self.cleaned_data["reference"]))
        if reference is None:
            raise ValidationError(
                _(
                    "No reference reads like this. Check each character: there are eight, and"
                    " neither 0, 1, I, L nor O."
                ),
                "bad_reference",
            )
        return reference


def give_back(request: TownRequest) -> HttpResponse:
    """Give the form back as it was typed: it was too old to be sent safely."""
    sentence = _("This page had been open for too long to be sent safely. Send it again.")
    return _page(request, LostLinkForm(initial=request.POST.dict()), status=403, notice=sentence)


@login_not_required
@given_back_by(give_back)
@require_http_methods(["GET", "HEAD", "POST"])
def lost_link(request: TownRequest) -> HttpResponse:
    """Ask for what one remembers. Whatever it finds, the answer and the work are the same."""
    if request.method != "POST":
        return _page(request, LostLinkForm())
    form = LostLinkForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    reference = form.cleaned_data["reference"]
    if LOST_LINKS.reached(request) or LOST_LINKS.reached(request, reference):
        sentence = _(
            "This has been asked several times in a few minutes. Wait ten minutes before you try"
            " again, or call us with the reference."
        )
        return _page(request, form, status=429, notice=sentence)
    send_again(request, reference, form.cleaned_data["email"])
    return see_other(reverse("portal:link_sent"))


@login_not_required
@require_safe
@never_cache
def link_sent(request: TownRequest) -> HttpResponse:
    """Say what happens if the reference and the address belong together; never whether."""
    return render(request, "portal/link_sent.html")


def send_again(request: TownRequest, reference: str, email: str) -> None:
    """Send the link if reference and address belong together (law R5.27).

    Otherwise the same mail is written for another request, and undone before anything leaves:
    neither the words nor the time of the answer tell whether a reference exists.
    """
    rows = ServiceRequest.objects.select_related("team").exclude(requester_email="")
    newest = rows.order_by("-pk").first()
    found = rows.filter(reference=reference).first()
    service_request = found or newest
    if service_request is None:
        return
    service_request.municipality = request.municipality
    with transaction.atomic():
        TrackingLink(service_request).defer(
            municipality=request.municipality, subject=service_request
        )
        if found is None or not _same(found.requester_email, email):
            transaction.set_rollback(True)


def _same(one: str, other: str) -> bool:
    return secrets.compare_digest(one.casefold().encode(), other.casefold().encode())


def _page(
    request: TownRequest, form: LostLinkForm, *, status: int = 200, notice: str = ""
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "notice": notice}
    return render(request, "portal/lost_link.html", context, status=status)
