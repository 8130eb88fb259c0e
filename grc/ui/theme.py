# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The few colours that a town chooses, as a style sheet of their own: the CSP allows no inline."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from grc.ui.contrast import theme_css

if TYPE_CHECKING:
    from grc.ui.http import TownRequest


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def theme(request: HttpRequest) -> HttpResponse:
    """Return the custom properties of the town of this host."""
    accent = cast("TownRequest", request).municipality.accent
    return HttpResponse(theme_css(accent), content_type="text/css; charset=utf-8")
