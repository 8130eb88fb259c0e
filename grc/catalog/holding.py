# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Who holds which function of which service today, for pages about all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grc.accounts.enums import Role
from grc.accounts.models import Membership
from grc.catalog.models.function_mapping import DEFAULT_ROLES, FunctionMapping
from workflows.models import WorkflowVersion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from grc.accounts.models import User
    from grc.catalog.models import Service
    from workflows.definition import FunctionLabel


class Holding:
    """Answers for the services it was given; reads the database three times, however many."""

    def __init__(self, services: Iterable[Service]) -> None:
        self.services = list(services)
        self._functions = _functions({service.workflow_id for service in self.services})
        self._mappings: dict[tuple[int, str], list[FunctionMapping]] = {}
        mappings = FunctionMapping.objects.filter(service__in=self.services).order_by("pk")
        for mapping in mappings.select_related("team", "person"):
            key = (mapping.service_id, mapping.function)
            self._mappings.setdefault(key, []).append(mapping)
        members = Membership.objects.filter(user__is_active=True).select_related("user", "team")
        self._members = list(members.order_by("user__last_name", "user__first_name", "pk"))

    def functions(self, service: Service) -> tuple[FunctionLabel, ...]:
        """Return the functions of the workflow that new requests of this service follow."""
        return self._functions.get(service.workflow_id, ())

    def mappings(self, service: Service, function: str) -> list[FunctionMapping]:
        """Return what the service says about a function; nothing where the default counts."""
        return self._mappings.get((service.pk, function), [])

    def people(self, service: Service, function: str) -> list[User]:
        """Return who holds a function for new requests of a service, each once.

        Administrators hold every function; they are not counted here unless they are named.
        """
        mappings = self.mappings(service, function)
        if not mappings:
            role = DEFAULT_ROLES.get(function)
            return self._holders(service.team_id, role) if role else []
        found: dict[int, User] = {}
        for mapping in mappings:
            found |= {person.pk: person for person in self.people_of(service, mapping)}
        return list(found.values())

    def people_of(self, service: Service, mapping: FunctionMapping) -> list[User]:
        """Return who holds a function by one of the things that the service says about it."""
        if mapping.person_id is None:
            return self._holders(mapping.team_id or service.team_id, Role(mapping.role))
        found = {m.user_id: m.user for m in self._members if m.user_id == mapping.person_id}
        return list(found.values())

    def missing(self) -> Iterator[tuple[Service, FunctionLabel]]:
        """Yield the functions that nobody but administrators holds, with their service."""
        for service in self.services:
            for function in self.functions(service):
                if not self.people(service, function.code):
                    yield service, function

    def _holders(self, team_id: int, role: Role) -> list[User]:
        members = (m for m in self._members if m.team_id == team_id and m.allows(role))
        return list({member.user_id: member.user for member in members}.values())


def _functions(workflows: set[int]) -> dict[int, tuple[FunctionLabel, ...]]:
    published = WorkflowVersion.objects.published().filter(workflow__in=workflows)
    return {version.workflow_id: version.machine.definition.functions for version in published}
