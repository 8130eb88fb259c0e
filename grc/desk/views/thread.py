# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Writing to the requester, and leaving notes for colleagues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from grc.core.refusals import NotAllowed
from grc.desk.access import gesture
from grc.desk.actions import address
from grc.desk.forms import NoteForm, WriteForm
from grc.desk.gestures import Panel
from grc.desk.panels import fill
from grc.service_requests.guards import can_work

if TYPE_CHECKING:
    from django.http import HttpResponse

    from grc.service_requests.models import ServiceRequest
    from grc.ui.http import MemberRequest

ANCHOR = "written"


@gesture
def write(request: MemberRequest, service_request: ServiceRequest) -> HttpResponse:
    """Write to the requester, with files if there are any."""

    def verb(given: dict[str, Any]) -> str:
        message = service_request.write(given["body"], by=request.user, form_token=given["token"])
        for upload in given["attachments"]:
            service_request.attach(upload, by=request.user, message=message)
        if service_request.requester_email:
            return _("Your message is on its way to the requester.")
        return _("Your message is on the requester’s page. They gave no e-mail: tell them.")

    panel = Panel(
        name="write",
        title=_("Write to the requester"),
        href=address("write", service_request),
        submit=_("Send the message"),
        form=WriteForm(request.POST, request.FILES),
    )
    return fill(request, service_request, panel, verb, anchor=ANCHOR)


@gesture
def note(request: MemberRequest, service_request: ServiceRequest) -> HttpResponse:
    """Leave a note for colleagues, or files that only they see."""

    def verb(given: dict[str, Any]) -> str:
        if not can_work(request.user, service_request):
            team = service_request.team
            raise NotAllowed(_("Only people of %(team)s can write here.") % {"team": team})
        message = None
        if given["body"]:
            token = given["token"]
            message = service_request.note(given["body"], by=request.user, form_token=token)
        for upload in given["attachments"]:
            service_request.attach(upload, by=request.user, message=message, internal=True)
        return _("Your note is kept. The requester does not see it.")

    panel = Panel(
        name="note",
        title=_("Internal note"),
        href=address("note", service_request),
        submit=_("Keep the note"),
        form=NoteForm(request.POST, request.FILES),
    )
    return fill(request, service_request, panel, verb, anchor=ANCHOR)
