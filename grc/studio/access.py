# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Who comes in at this door: administrators of the town. Other members read why they may not."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.http import Http404, HttpResponseRedirect
from django.views.decorators.cache import never_cache

from grc.accounts.guards import refusal_to_configure
from grc.core.refusals import NotAllowed

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from grc.ui.http import MemberRequest

    View = Callable[..., HttpResponseBase]

#: The largest key that PostgreSQL can compare: a longer one in an address is not found.
LARGEST_KEY = 2**63 - 1


def administrator_required(view: View) -> View:
    """Answer 404 to whoever does not work in this town, 403 with a sentence to other members."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = cast("MemberRequest", request).user
        if not user.is_member:
            raise Http404
        if refusal := refusal_to_configure(user):
            raise NotAllowed(refusal)
        return view(request, *args, **kwargs)

    return guarded


class SeeOther(HttpResponseRedirect):
    """After a gesture: look at that page. A reload does not repeat the gesture."""

    status_code = 303
