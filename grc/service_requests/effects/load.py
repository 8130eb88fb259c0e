# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Who has the fewest open requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q
from django.utils import timezone

from grc.accounts.models import Absence, Membership
from grc.service_requests.holders import people_holding

if TYPE_CHECKING:
    from collections.abc import Collection

    from grc.accounts.models import User
    from grc.service_requests.models import ServiceRequest


def least_busy(service_request: ServiceRequest, function: str) -> User | None:
    """Return the least busy of those who hold a function and work in the team in charge.

    Nobody where none of them does. See ``least_loaded``.
    """
    people = {person.pk: person for person in people_holding(service_request, (function,))}
    members = Membership.objects.filter(team=service_request.team_id, user__in=people)
    here = {key: people[key] for key in members.values_list("user", flat=True)}
    return here.get(least_loaded(service_request, here) or 0)


def least_loaded(service_request: ServiceRequest, people: Collection[int]) -> int | None:
    """Return who of these has the fewest open requests; of two, who was given one longest ago.

    Whoever is absent today comes only where everybody is. Asks the database twice.
    """
    from grc.service_requests.models import ServiceRequest

    town = service_request.municipality
    today = timezone.now().astimezone(town.zone).date()
    absent = Absence.objects.on(today).filter(
        Q(team=None) | Q(team=service_request.team_id), person__in=people
    )
    away = set(absent.values_list("person", flat=True))
    rows = ServiceRequest.objects.open().filter(assignee__in=people).order_by()
    counted = rows.values_list("assignee").annotate(Count("pk"), Max("assigned_at"))
    loads = {person: (count, last.timestamp()) for person, count, last in counted}
    order = sorted(people, key=lambda key: (key in away, *loads.get(key, (0, 0.0)), key))
    return order[0] if order else None
