# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Filling in the form of a service and sending it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from grc.catalog.models import Service
from grc.core.refusals import Refusal
from grc.portal.limits import SUBMISSIONS
from grc.service_requests.forms import ONCE, FilingForm
from grc.service_requests.submission import submit
from grc.ui.errors import given_back_by

if TYPE_CHECKING:
    from django.http import HttpResponse

    from grc.ui.http import TownRequest


# What a form says and what filing it needs. The fields of a form version are in the process's
# memory once they were read.
SHOWN = (
    *("code", "name", "description", "contact", "target_days", "workflow_id", "municipality_id"),
    *("form_version__published_at", "team"),
)


def give_back(request: TownRequest, code: str) -> HttpResponse:
    """Give the form back as it was typed: it was too old to be sent safely."""
    form = FilingForm(request.POST, request.FILES, service=_service(request, code))
    return _page(request, form.unchecked(), status=403, notice=too_old())


@login_not_required
@given_back_by(give_back)
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_cache=True)
def fill_in(request: TownRequest, code: str) -> HttpResponse:
    """Show the form of a service; file what was sent."""
    service = _service(request, code)
    if request.method != "POST":
        return _page(request, FilingForm(service=service, initial={ONCE: _token(request, code)}))
    form = FilingForm(request.POST, request.FILES, service=service)
    if SUBMISSIONS.reached(request):
        return _page(request, form.unchecked(), status=429, notice=too_many())
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        service_request = submit(service, form.filing(), by=AnonymousUser())
    except Refusal as refusal:
        form.refuse(str(refusal))
        return _page(request, form, status=refusal.status)
    return see_other(
        reverse("portal:received", args=[service_request.reference, service_request.tracking_key])
    )


def too_old() -> str:
    return _(
        "This page had been open for too long to be sent safely. What you typed is still here:"
        " check it, then send it again."
    )


def too_many() -> str:
    return _(
        "Many messages came from your network in a few minutes. What you typed is still here:"
        " wait ten minutes, then send it again, or call us."
    )


def see_other(address: str) -> HttpResponseRedirect:
    """Return a redirect that the browser follows with GET, whatever it sent before."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def _token(request: TownRequest, code: str) -> UUID:
    """Return the token of this service's form in this browser, the same for a day.

    Found again with the back button and sent once more, what was filed is found, not doubled.
    """
    get_token(request)
    day = timezone.localdate().isoformat()
    digest = salted_hmac("portal.form", f"{code} {day}", secret=request.META["CSRF_COOKIE"])
    return UUID(bytes=digest.digest()[:16])


def _service(request: TownRequest, code: str) -> Service:
    offered = Service.objects.offered().select_related("form_version", "team").only(*SHOWN)
    service = get_object_or_404(offered, code=code)
    service.municipality = request.municipality
    return service


def _page(
    request: TownRequest, form: FilingForm, *, status: int = 200, notice: str = ""
) -> HttpResponse:
    context = {"service": form.service, "form": form, "notice": notice}
    return render(request, "portal/form.html", context, status=status)
