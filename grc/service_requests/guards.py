# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Who may do what with a request: the button, the page and the command ask the same function.

No guard is cached: each asks the memberships that the page read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from grc.accounts.enums import Role
from grc.catalog.models.function_mapping import functions_held
from grc.service_requests.holders import mappings_of

if TYPE_CHECKING:
    from grc.accounts.models import Team, User
    from grc.service_requests.models import ServiceRequest


def can_work(user: User, service_request: ServiceRequest) -> bool:
    """One must either be an administrator of the town, or belong to the team in charge."""
    return user.is_active and user.holds(Role.AGENT, service_request.team_id)


def can_assign(user: User, service_request: ServiceRequest) -> bool:
    """One must either be an administrator of the town, or supervise the team in charge."""
    return user.is_active and user.holds(Role.SUPERVISOR, service_request.team_id)


def can_contribute(user: User, team: Team) -> bool:
    """One must either be an administrator of the town, or belong to the team that is asked."""
    return user.is_active and user.holds(Role.AGENT, team.pk)


def functions_of(user: User, service_request: ServiceRequest) -> set[str]:
    """Return the workflow's functions that this person holds for this request."""
    machine = service_request.workflow_version.machine
    return functions_held(
        user,
        service_request.team_id,
        mappings_of(service_request),
        [function.code for function in machine.definition.functions],
    )
