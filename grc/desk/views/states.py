# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Every text that an answer had, two compared, an earlier one taken up again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grc.core.refusals import Refusal
from grc.desk.access import find, member_required
from grc.desk.actions import address
from grc.desk.forms import LARGEST_KEY
from grc.desk.gestures import SeeOther
from grc.desk.states import states_page, text_or_404

if TYPE_CHECKING:
    from django.http import HttpResponse

    from grc.answers.models import Answer
    from grc.service_requests.models import ServiceRequest
    from grc.ui.http import MemberRequest


@require_safe
@member_required
def states(request: MemberRequest, reference: str, answer: int) -> HttpResponse:
    """See every text that was kept, and what changed from one to another."""
    service_request = find(request, reference)
    return states_page(request, service_request, _answer(service_request, answer))


@member_required
def take_up(request: MemberRequest, reference: str, answer: int) -> HttpResponse:
    """Make an earlier text the draft again."""
    service_request = find(request, reference)
    found = _answer(service_request, answer)
    if request.method != "POST":
        return SeeOther(reverse("desk:states", args=[service_request.display_reference, found.pk]))
    kept = text_or_404(found, request.POST.get("text", ""))
    revision = request.POST.get("based_on", "")
    is_number = revision.isascii() and revision.isdecimal() and len(revision) < 10
    try:
        with transaction.atomic():
            found.take_up(kept, based_on=int(revision) if is_number else -1, by=request.user)
    except Refusal as refusal:
        fresh = _answer(service_request, found.pk)
        return states_page(request, service_request, fresh, refused=refusal)
    messages.success(request, _("This text is the draft again. What stood there before is kept."))
    return SeeOther(address("answer", service_request) + "#main")


def _answer(service_request: ServiceRequest, pk: int) -> Answer:
    """Return this answer of the request. Raises Http404 for any other."""
    found: Answer | None = service_request.answers.filter(pk=min(pk, LARGEST_KEY)).first()
    if found is None:
        raise Http404
    found.service_request = service_request
    return found
