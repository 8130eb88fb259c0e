# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grc.accounts.enums import Role
from grc.accounts.models import Team
from invariants.models import TownModel

if TYPE_CHECKING:
    from grc.accounts.models import User


class HeldFunctionQuerySet(models.QuerySet[Any]):
    def naming(self, user: User) -> Self:
        """Keep those that name this person, or a team by a role that they have in it."""
        by_role = (models.Q(role=role, team__in=user.team_ids(role)) for role in Role)
        return self.filter(reduce(or_, by_role, models.Q(person=user)))


class HeldFunction(TownModel):
    """Who holds a function of a workflow: a role in a team, or one person."""

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

    objects = HeldFunctionQuerySet.as_manager()

    class Meta(TownModel.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.function} · {self.person or self.team or ''} · {self.role}"

    def is_held_by(self, user: User, team_id: int) -> bool:
        """Return whether this person holds it for a request in the hands of ``team_id``.

        Administrators hold every function.
        """
        if self.person_id is not None:
            return user.pk == self.person_id or user.is_administrator
        return user.holds(Role(self.role), self.team_id or team_id)


def one_way(name: str) -> models.CheckConstraint:
    """Return the constraint that a function is held by a role or by a person, not by both."""
    return models.CheckConstraint(
        condition=(models.Q(person__isnull=True) & ~models.Q(role=""))
        | models.Q(person__isnull=False, team__isnull=True, role=""),
        name=name,
        violation_error_message=_("Name a role in a team, or a person."),
    )
