# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""How often an unknown person may try (law R5.21): counted per town, for all processes at once.

The table is that of the shared cache, whose rows expire. Going through the cache would cost four
statements a try, and two tries of the same instant would count as one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

if TYPE_CHECKING:
    from grc.ui.http import TownRequest

COUNT = """
    INSERT INTO core_cache (cache_key, value, expires) VALUES (%s, '1', %s)
    ON CONFLICT (cache_key) DO UPDATE SET value = (core_cache.value::integer + 1)::text
    RETURNING value::integer
"""


@dataclass(frozen=True)
class Limit:
    """At most ``most`` tries in each window of ``seconds``."""

    name: str
    most: int
    seconds: int

    def reached(self, request: TownRequest, who: str = "") -> bool:
        """Count one try of this visitor, or about ``who``, and tell whether it is one too many."""
        window = int(timezone.now().timestamp()) // self.seconds
        who = who or _visitor(request)
        key = f"limit:{self.name}:{request.municipality.pk}:{window}:{who}"
        end = datetime.fromtimestamp(window * self.seconds, UTC) + timedelta(seconds=self.seconds)
        with connection.cursor() as cursor:
            cursor.execute(COUNT, [key, end])
            (tries,) = cursor.fetchone()
        return bool(tries > self.most)


SUBMISSIONS = Limit("submission", 30, 600)
WORDS = Limit("word", 30, 600)
LOST_LINKS = Limit("lost-link", 5, 600)


def _visitor(request: TownRequest) -> str:
    """Return the visitor's network: whoever holds an IPv6 address holds a /64 of them."""
    try:
        address = ip_address(get_adapter().get_client_ip(request))
    except PermissionDenied:
        # A proxy that does not say who asks: all its visitors count as one.
        return "unknown"
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False).network_address)
    return str(address)
