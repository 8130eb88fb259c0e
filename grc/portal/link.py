# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The secret address of a request: who holds its link holds the request (law R5.27)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import Http404

from grc.service_requests.models import ServiceRequest
from grc.service_requests.reference import parse_reference

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from grc.ui.http import TownRequest

    View = Callable[..., HttpResponseBase]


# What a citizen's page says of a request comes from these; no agent is named.
HELD = ("service", "team", "form_version", "workflow_version")
# Editions are in the process's memory once they were read; keys of search say nothing to anybody.
UNREAD = ("name_key", "last_name_key", "form_token", "latitude", "longitude", "priority")
COLUMNS = (
    *(field.name for field in ServiceRequest._meta.concrete_fields if field.name not in UNREAD),
    *("service__name", "service__target_days", "service__contest_days"),
    *("service__silence", "team"),
    *("form_version__published_at", "workflow_version__published_at"),
)


def secret(view: View) -> View:
    """Keep a page whose address is a secret out of caches, of search engines and of other sites.

    "same-origin" and not "no-referrer": with the latter browsers send forms with an origin of
    "null", which is how a forged form looks. To other sites both say nothing.
    """

    @wraps(view)
    def wrapped(request: TownRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return wrapped


def held(request: TownRequest, reference: str, key: str) -> ServiceRequest:
    """Return the request of this link. A forged one is answered like one that never existed."""
    rows = ServiceRequest.objects.select_related(*HELD).only(*COLUMNS)
    rows = rows.filter(reference=parse_reference(reference) or "")
    # A reference is unique in its town; an order would cost more than the rest of the question.
    service_request: ServiceRequest | None = next(iter(rows), None)
    wanted = service_request.tracking_key if service_request else ""
    if not secrets.compare_digest(key.encode(), wanted.encode()) or service_request is None:
        raise Http404
    service_request.municipality = request.municipality
    return service_request
