# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What the requester was asked for: noted as received by another way, or not waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from grc.core.refusals import NotAllowed, NotNow
from grc.desk.access import find, gesture, member_required
from grc.desk.forms import ReceivedForm
from grc.desk.gestures import Panel, data_of
from grc.desk.items import address_of
from grc.desk.panels import fill, press
from grc.service_requests.guards import can_work

if TYPE_CHECKING:
    from django.http import HttpResponse

    from grc.core.refusals import Refusal
    from grc.service_requests.models import AskedItem, ServiceRequest
    from grc.ui.http import MemberRequest


@member_required
def note_item(request: MemberRequest, reference: str, item: int) -> HttpResponse:
    """Open the form of what came by letter or at the counter, or take it with its files."""
    service_request = find(request, reference)
    asked = get_object_or_404(service_request.asked_items, pk=item)
    panel = Panel(
        name="note_item",
        title=_("Received: %(item)s") % {"item": asked},
        href=address_of("note_item", service_request, asked.pk),
        submit=_("Note as received"),
        form=ReceivedForm(data_of(request), request.FILES or None),
        help=_("By letter, by mail or at the counter. It counts from today."),
    )

    def verb(given: dict[str, Any]) -> str:
        service_request.note_item(asked, by=request.user, files=given["attachments"])
        return _("Received: %(item)s.") % {"item": asked}

    unless = _refusal(request, service_request, asked)
    return fill(request, service_request, panel, verb, anchor="items", unless=unless)


@gesture
def waive_item(request: MemberRequest, service_request: ServiceRequest, item: int) -> HttpResponse:
    asked = get_object_or_404(service_request.asked_items, pk=item)

    def verb() -> str:
        service_request.waive_item(asked, by=request.user)
        return _("“%(item)s” is not waited for any more.") % {"item": asked}

    return press(request, service_request, verb, anchor="items")


def _refusal(
    request: MemberRequest, service_request: ServiceRequest, asked: AskedItem
) -> Refusal | None:
    if not can_work(request.user, service_request):
        team = service_request.team
        return NotAllowed(_("Only people of %(team)s can do this.") % {"team": team})
    if not asked.is_open:
        return NotNow(_("“%(item)s” is not asked for any more.") % {"item": asked})
    return None
