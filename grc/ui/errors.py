# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Pages that say no: what happened, what is kept, what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from grc.core.refusals import Refusal


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Show the sentence of a refusal with its status; a fragment when htmx asked."""
    name = f"{refusal.status}.html" if refusal.status in (403, 409) else "400.html"
    if request.headers.get("HX-Request"):
        name = "ui/refusal_fragment.html"
    return render(request, name, {"sentence": str(refusal)}, status=refusal.status)


def unknown_host(request: HttpRequest) -> HttpResponse:
    """Say that no town answers under this name."""
    return HttpResponse(
        "No town answers under this name. Aucune commune ne répond sous ce nom.\n",
        status=404,
        content_type="text/plain; charset=utf-8",
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form was too old or came from elsewhere."""
    sentence = _(
        "This page had been open for too long to be sent safely. Go back: what you typed is still"
        " there. Reload the page, then send again."
    )
    return render(request, "403.html", {"sentence": sentence}, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Say that something broke. Nothing is read: whatever broke may be the database."""
    return HttpResponse(render_to_string("500.html"), status=500)
