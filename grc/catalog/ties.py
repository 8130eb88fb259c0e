# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What of the catalogue hangs on a team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grc.accounts.ties import ties_a_team
from grc.catalog.models import FunctionMapping, Service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grc.accounts.models import Team

MOST_NAMED = 5


@ties_a_team
def services_of(team: Team) -> Iterator[str]:
    """Say which services the team has in charge, and where it holds a function."""
    for service in Service.objects.filter(team=team).in_order()[:MOST_NAMED]:
        yield _("It has “%(service)s” in charge: give this service to another team first.") % {
            "service": service
        }
    elsewhere = FunctionMapping.objects.filter(team=team).exclude(service__team=team)
    for mapping in elsewhere.select_related("service").order_by("pk")[:MOST_NAMED]:
        yield _("It holds a function of “%(service)s”: name somebody else there first.") % {
            "service": mapping.service
        }
