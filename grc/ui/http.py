# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The HTTP request as every door receives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from grc.accounts.models import User
    from grc.municipalities.models import Municipality


class TownRequest(HttpRequest):
    """A request that reached its town; ``user`` is AnonymousUser until somebody signs in."""

    municipality: Municipality
    htmx: HtmxDetails
    LANGUAGE_CODE: str


class MemberRequest(TownRequest):
    """A request of somebody who signed in and works in this town."""

    user: User
