# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from grc.accounts.enums import Role
from grc.catalog.models.held_function import HeldFunction, one_way
from grc.catalog.models.service import Service
from invariants import SameTown
from invariants.models import TownModel

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grc.accounts.models import User

# Who holds a function when a service says nothing: people of the team in charge, by role.
DEFAULT_ROLES = {"agent": Role.AGENT, "validator": Role.SUPERVISOR, "supervisor": Role.SUPERVISOR}


class FunctionMapping(HeldFunction):
    """Who holds one function of the workflow for one service: a role in a team, or one person."""

    service = models.ForeignKey(
        Service,
        verbose_name=_("service"),
        on_delete=models.CASCADE,
        related_name="function_mappings",
        db_constraint=False,
    )

    class Meta:
        verbose_name = _("function mapping")
        verbose_name_plural = _("function mappings")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            SameTown("service", name="catalog_functionmapping_same_town_service"),
            SameTown("team", name="catalog_functionmapping_same_town_team"),
            models.UniqueConstraint(
                fields=("service", "function", "team", "person"),
                name="catalog_functionmapping_unique",
                nulls_distinct=False,
            ),
            one_way("catalog_functionmapping_one_way"),
        ]


def functions_held(
    user: User, team_id: int, mappings: Iterable[HeldFunction], functions: Iterable[str]
) -> set[str]:
    """Return which of ``functions`` this person holds for a request in the hands of ``team_id``."""
    mapped: dict[str, list[HeldFunction]] = {}
    for mapping in mappings:
        mapped.setdefault(mapping.function, []).append(mapping)
    return {
        function for function in functions if _holds(user, team_id, function, mapped.get(function))
    }


def _holds(user: User, team_id: int, function: str, mappings: list[HeldFunction] | None) -> bool:
    if mappings is None:
        role = DEFAULT_ROLES.get(function)
        return role is not None and user.holds(role, team_id)
    return any(mapping.is_held_by(user, team_id) for mapping in mappings)
