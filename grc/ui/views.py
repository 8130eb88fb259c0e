# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The style guide: every component in every state, and the shapes of the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render

from grc.ui.styleguide import forms, samples

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SHAPES = (
    "portal",
    "portal-form",
    "portal-errors",
    "portal-sent",
    "desk",
    "desk-list",
    "desk-empty",
    "inbox",
)
ERRORS = (400, 403, 404, 409, 429, 500)


@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component."""
    return render(
        request,
        "ui/styleguide/components.html",
        samples.context() | {"shapes": SHAPES, "errors": ERRORS},
    )


@login_not_required
def shape(request: HttpRequest, name: str) -> HttpResponse:
    """Show one page shape with sample content."""
    if name not in SHAPES:
        raise Http404
    context = samples.context() | {"form": forms.form_of(name)}
    return render(request, f"ui/styleguide/{name.replace('-', '_')}.html", context)


@login_not_required
def error(request: HttpRequest, status: int) -> HttpResponse:
    """Show one error page, with its status."""
    if status not in ERRORS:
        raise Http404
    context = {"municipality": samples.TOWN}
    return render(request, f"{status}.html", context, status=status)
