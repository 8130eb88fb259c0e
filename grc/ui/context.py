# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What every template may read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def town(request: HttpRequest) -> dict[str, Any]:
    """Give the town of the page, or None on the page of an unknown host."""
    return {"municipality": getattr(request, "municipality", None), "demo": settings.DEMO}
