# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Pressing a button, filling in a form: one verb, a redirect; a refusal keeps what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction

from grc.core.refusals import Refusal
from grc.desk.gestures import SeeOther, back_to
from grc.desk.request_page import refused_page, request_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from grc.desk.gestures import Panel
    from grc.service_requests.models import ServiceRequest
    from grc.ui.http import MemberRequest


def press(
    request: MemberRequest,
    service_request: ServiceRequest,
    verb: Callable[[], str],
    *,
    panel: Panel | None = None,
    anchor: str = "main",
    to: str = "",
) -> HttpResponse:
    """Do it and lead back to the request, or to another address; ``verb`` returns what to say.

    Refused, it leaves nothing half done: the page as it is now says why.
    """
    try:
        with transaction.atomic():
            said = verb()
    except Refusal as refusal:
        return refused_page(request, service_request, refusal, panel)
    if to:
        messages.success(request, said)
        return SeeOther(to)
    return back_to(request, service_request, said=said, anchor=anchor)


def fill(
    request: MemberRequest,
    service_request: ServiceRequest,
    panel: Panel,
    verb: Callable[[dict[str, Any]], str],
    *,
    anchor: str = "main",
    unless: Refusal | None = None,
) -> HttpResponse:
    """Open the form on the page of the request, or take what was typed in it.

    ``unless`` says why the form is not even opened for this person; the verb has its own guard.
    """
    if request.method != "POST":
        if unless is not None:
            return refused_page(request, service_request, unless)
        return request_page(request, service_request, panel=panel)
    if not panel.form.is_valid():
        return request_page(request, service_request, panel=panel, status=422)
    given = panel.form.cleaned_data
    return press(request, service_request, lambda: verb(given), panel=panel, anchor=anchor)
