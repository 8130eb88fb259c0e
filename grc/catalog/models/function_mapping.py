# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grc.accounts.enums import Role
from grc.accounts.models import Team
from grc.catalog.models.service import Service
from invariants import SameTown
from invariants.models import TownModel

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grc.accounts.models import User

# Who holds a function when a service says nothing: people of the team in charge, by role.
DEFAULT_ROLES = {"agent": Role.AGENT, "validator": Role.SUPERVISOR, "supervisor": Role.SUPERVISOR}


class FunctionMapping(TownModel):
    """Who holds one function of the workflow for one service: a role in a team, or one person."""

    service = models.ForeignKey(
        Service,
        verbose_name=_("service"),
        on_delete=models.CASCADE,
        related_name="function_mappings",
        db_constraint=False,
    )
    function = models.CharField(_("function"), max_length=40)
    team = models.ForeignKey(
        Team,
        verbose_name=_("team"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
        help_text=_("Empty: the team in charge of the request."),
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text=_("Somebody by name, instead of a role."),
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
            models.CheckConstraint(
                condition=(models.Q(person__isnull=True) & ~models.Q(role=""))
                | models.Q(person__isnull=False, team__isnull=True, role=""),
                name="catalog_functionmapping_one_way",
                violation_error_message=_("Name a role in a team, or a person."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.function} · {self.person or self.team or ''} · {self.role}"

    def is_held_by(self, user: User, team_id: int) -> bool:
        """Return whether this person holds it for a request in the hands of ``team_id``.

        Administrators hold every function.
        """
        if self.person_id is not None:
            return user.pk == self.person_id or user.is_administrator
        return user.holds(Role(self.role), self.team_id or team_id)


def functions_held(
    user: User, team_id: int, mappings: Iterable[FunctionMapping], functions: Iterable[str]
) -> set[str]:
    """Return which of ``functions`` this person holds for a request in the hands of ``team_id``."""
    mapped: dict[str, list[FunctionMapping]] = {}
    for mapping in mappings:
        mapped.setdefault(mapping.function, []).append(mapping)
    return {
        function for function in functions if _holds(user, team_id, function, mapped.get(function))
    }


def _holds(user: User, team_id: int, function: str, mappings: list[FunctionMapping] | None) -> bool:
    if mappings is None:
        role = DEFAULT_ROLES.get(function)
        return role is not None and user.holds(role, team_id)
    return any(mapping.is_held_by(user, team_id) for mapping in mappings)
