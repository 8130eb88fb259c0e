# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Who comes in at this door: people who work in the town, and the requests that they may see."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from grc.service_requests.models import ServiceRequest
from grc.service_requests.reference import parse_reference

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from grc.ui.http import MemberRequest

    View = Callable[..., HttpResponseBase]


def member_required(view: View) -> View:
    """Answer 404 to whoever does not work in this town; never leave a copy in a shared cache."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not cast("MemberRequest", request).user.is_member:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def gesture(view: View) -> View:
    """Let members press a button on a request; its address, opened as a page, leads to the request.

    Somebody whose session ended meanwhile comes back to that address after signing in.
    """

    @member_required
    @wraps(view)
    def pressed(request: MemberRequest, reference: str, *args: Any, **kwargs: Any) -> Any:
        service_request = find(request, reference)
        if request.method != "POST":
            return redirect("desk:request", service_request.display_reference)
        return view(request, service_request, *args, **kwargs)

    return pressed


def find(request: MemberRequest, reference: str) -> ServiceRequest:
    """Return the request of this reference if this person may see it. Raises Http404 otherwise."""
    parsed = parse_reference(reference)
    if parsed is None:
        raise Http404
    try:
        found = ServiceRequest.objects.visible_to(request.user).with_context().get(reference=parsed)
    except ServiceRequest.DoesNotExist as missing:
        raise Http404 from missing
    # Row security shows this town's rows only; the page has read the town already.
    found.municipality = request.municipality
    return found
