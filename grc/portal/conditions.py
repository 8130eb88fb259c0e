# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The published conditions of use: channels, addresses, formats and sizes (law R1.02)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from grc.accounts.models import Team
from grc.catalog.forms import MOST_FILES
from grc.catalog.models import Service
from grc.service_requests.file_types import LARGEST
from grc.service_requests.forms import FORMATS
from grc.service_requests.models.files import LARGEST_TOTAL

if TYPE_CHECKING:
    from django.http import HttpResponse

    from grc.ui.http import TownRequest


@login_not_required
@require_safe
def conditions(request: TownRequest) -> HttpResponse:
    """Say how a request reaches the town, from what is configured and nothing else."""
    offered = Service.objects.offered()
    context = {
        "services": offered.count(),
        "teams": Team.objects.filter(services__in=offered).distinct(),
        "formats": FORMATS,
        "most_files": MOST_FILES,
        "largest": LARGEST,
        "largest_total": LARGEST_TOTAL,
    }
    return render(request, "portal/conditions.html", context)
