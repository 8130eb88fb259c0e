# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Pages that say no: what happened, what is kept, what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from grc.core.refusals import Refusal

View = TypeVar("View", bound=Callable[..., Any])
# Django's words for a form whose cookie or token went out of date. A form that another site sent
# is refused in other words, and is never given back.
OUT_OF_DATE = ("CSRF cookie", "CSRF token")


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


def given_back_by(give_back: Callable[..., HttpResponseBase]) -> Callable[[View], View]:
    """Let ``give_back`` answer, with the view's arguments, a form that was too old to be sent.

    It shows the form as it was typed, with a fresh token, and does nothing else.
    """

    def mark(view: View) -> View:
        view.give_back = give_back  # type: ignore[attr-defined]
        return view

    return mark


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Say that the form was too old or came from elsewhere; give it back where the page can."""
    match = request.resolver_match
    give_back = getattr(match.func, "give_back", None) if match else None
    if match and give_back and reason.startswith(OUT_OF_DATE):
        response: HttpResponseBase = give_back(request, *match.args, **match.kwargs)
        return response
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
