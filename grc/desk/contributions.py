# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What other teams were asked about a request, and what they said, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from grc.service_requests.guards import can_contribute, can_work

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grc.accounts.models import User
    from grc.journal.models import Event
    from grc.service_requests.models import Contribution, ServiceRequest


@dataclass(frozen=True, kw_only=True)
class ContributionShown:
    """One of them; ``give`` and ``withdraw`` are addresses, empty where this person may not."""

    contribution: Contribution
    give: str
    withdraw: str


def contributions_of(
    user: User, service_request: ServiceRequest, events: Iterable[Event]
) -> list[ContributionShown]:
    """Return them in their order; nothing is read where the history tells of none."""
    if not any(event.name == "contribution_asked" for event in events):
        return []
    rows = service_request.contributions.select_related("team", "asked_by", "given_by")
    return [_shown(user, service_request, row) for row in rows]


def address_of(gesture: str, service_request: ServiceRequest, team: int) -> str:
    """Return the address of a gesture about what that team is asked."""
    return reverse(f"desk:{gesture}", args=[service_request.display_reference, team])


def _shown(
    user: User, service_request: ServiceRequest, contribution: Contribution
) -> ContributionShown:
    team = contribution.team
    gives = contribution.is_open and can_contribute(user, team)
    withdraws = contribution.is_open and can_work(user, service_request)
    return ContributionShown(
        contribution=contribution,
        give=address_of("contribute", service_request, team.pk) if gives else "",
        withdraw=address_of("stop_asking", service_request, team.pk) if withdraws else "",
    )
