# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from grc.desk.access import find, member_required
from grc.desk.navigation import navigation
from grc.desk.request_page import list_beside, living_parts, request_page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from grc.ui.http import MemberRequest


@require_safe
@member_required
def service_request(request: MemberRequest, reference: str) -> HttpResponse:
    """Show one request: what was said, what is so, what can be done."""
    return request_page(request, find(request, reference))


@require_safe
@member_required
def service_request_live(request: MemberRequest, reference: str) -> HttpResponse:
    """Give the parts that others may have changed, for a page that is open."""
    query = request.GET.urlencode()
    context = living_parts(request, find(request, reference)) | {
        "navigation": navigation(request.user, request.municipality),
        "query": f"?{query}" if query else "",
    }
    return render(request, "desk/request_live.html", context)


@require_safe
@member_required
def queue_beside(request: MemberRequest, reference: str) -> HttpResponse:
    """Give the list that stands beside a request, as it is now."""
    found = find(request, reference)
    context = list_beside(request, found) | {
        "navigation": navigation(request.user, request.municipality)
    }
    return render(request, "desk/queue_live.html", context)


@require_safe
@member_required
def file(request: MemberRequest, reference: str, pk: int) -> FileResponse:
    """Send a file of the request, to be kept rather than shown (law R5.32)."""
    attachment = get_object_or_404(find(request, reference).attachments, pk=pk)
    response = FileResponse(
        attachment.file.open("rb"),
        as_attachment=True,
        filename=attachment.name,
        content_type=attachment.content_type,
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
