# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The first page of the studio."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from grc.studio.access import administrator_required
from grc.studio.navigation import show
from grc.studio.overview import attention, what_there_is

if TYPE_CHECKING:
    from django.http import HttpResponse

    from grc.ui.http import MemberRequest


@require_safe
@administrator_required
def overview(request: MemberRequest) -> HttpResponse:
    """Say what the town has, and what needs attention."""
    context = {"sentences": what_there_is(), "points": attention()}
    return show(request, "studio/overview.html", context, place="overview")
