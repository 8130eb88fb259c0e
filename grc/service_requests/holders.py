# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Who holds the functions of the workflow for one request: as entrusted, else as its service says.

A function that neither says anything about is held by its default role in the team in charge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from grc.accounts.enums import Role
from grc.accounts.models import Membership
from grc.catalog.models.function_mapping import DEFAULT_ROLES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from grc.accounts.models import User
    from grc.catalog.models.held_function import HeldFunction
    from grc.service_requests.models import ServiceRequest


def mappings_of(service_request: ServiceRequest) -> list[HeldFunction]:
    """Return everything that is said, what was entrusted before what the service says.

    One statement more where something was entrusted; none where the service was read with its own.
    """
    said = list(service_request.service.function_mappings.all())
    if not service_request.functions_entrusted:
        return said
    entrusted = list(service_request.entrusted_functions.all())
    functions = {one.function for one in entrusted}
    return [*entrusted, *(one for one in said if one.function not in functions)]


def mapped(service_request: ServiceRequest, functions: Collection[str]) -> list[HeldFunction]:
    """Return what is said of these functions, with teams and people, in the order it was said."""
    rows = service_request.service.function_mappings.filter(function__in=functions)
    said = list(rows.select_related("team", "person").order_by("pk"))
    if not service_request.functions_entrusted:
        return said
    entrusted = service_request.entrusted_functions.filter(function__in=functions)
    found = list(entrusted.select_related("team", "person"))
    names = {one.function for one in found}
    return [*found, *(one for one in said if one.function not in names)]


def people_holding(service_request: ServiceRequest, functions: Collection[str]) -> list[User]:
    """Return who holds one of these functions, each once; nobody where only administrators do."""
    said = mapped(service_request, functions)
    found = {one.person.pk: one.person for one in but_for_who_left(said) if one.person is not None}
    for team, role in _places(service_request, said, functions):
        members = Membership.objects.filter(team=team, user__is_active=True)
        for membership in members.select_related("user").order_by("pk"):
            if membership.allows(role):
                found.setdefault(membership.user_id, membership.user)
    return list(found.values())


def but_for_who_left(said: Iterable[HeldFunction]) -> list[HeldFunction]:
    """Leave out people who work here no more: they are named still, and hold nothing."""
    said = list(said)
    named = [one.person_id for one in said if one.person_id is not None]
    members = Membership.objects.filter(user__in=named, user__is_active=True)
    here = set(members.values_list("user", flat=True)) if named else set()
    return [one for one in said if one.person_id is None or one.person_id in here]


def holders_of(service_request: ServiceRequest, functions: Collection[str]) -> list[User]:
    """Return who holds one of these functions: the administrators, where nobody else does."""
    return people_holding(service_request, functions) or _administrators()


def _administrators() -> list[User]:
    """Return whoever holds every function: in a village, often the only ones there are."""
    members = Membership.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True)
    return [member.user for member in members.select_related("user").order_by("user")]


def _places(
    service_request: ServiceRequest, said: Iterable[HeldFunction], functions: Collection[str]
) -> list[tuple[int, Role]]:
    """Return the team and the role in it of whoever holds one of these functions by a role."""
    own = service_request.team_id
    names = {one.function for one in said}
    default = [DEFAULT_ROLES[code] for code in functions if code in DEFAULT_ROLES.keys() - names]
    places = [(one.team_id or own, Role(one.role)) for one in said if one.person_id is None]
    return [*places, *((own, role) for role in default)]
