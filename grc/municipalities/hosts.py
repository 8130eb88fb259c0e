# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Which town a visitor came to, by the name of the host. Every page asks."""

from __future__ import annotations

import copy
from functools import lru_cache
from time import monotonic
from typing import Final

from django.conf import settings
from django.db.models import OuterRef, Subquery

from grc.municipalities.models import Host, Municipality

HOSTS_KEPT: Final = 1024


def town_of(host: str) -> Municipality | None:
    """Return the town that answers under this host (a port and a final dot do not matter).

    A process believes what it read for ``settings.TOWN_BELIEVED`` seconds: the name and the
    telephone of a town change a few times a year, and where they are changed by this process they
    are read again at once.
    """
    name = host.rsplit(":", 1)[0].rstrip(".").lower()
    if not settings.TOWN_BELIEVED:
        return _read(name)
    # A page may change its town, or fill what it computes once: each has its own.
    return copy.copy(_remembered(name, monotonic() // settings.TOWN_BELIEVED))


def forget(**_signal: object) -> None:
    """Read every town again for the next page."""
    _remembered.cache_clear()


@lru_cache(maxsize=HOSTS_KEPT)
def _remembered(name: str, _period: float) -> Municipality | None:
    return _read(name)


def _read(name: str) -> Municipality | None:
    main_host = Host.objects.filter(municipality=OuterRef("municipality")).order_by("pk")
    hosts = Host.objects.select_related("municipality").filter(name=name)
    host = hosts.annotate(main_host=Subquery(main_host.values("name")[:1])).first()
    if host is None:
        return None
    host.municipality.main_host = host.main_host
    return host.municipality
