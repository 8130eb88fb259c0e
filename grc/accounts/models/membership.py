# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grc.accounts.enums import Role
from grc.core.text import sort_key
from invariants import SameTown
from invariants.models import TownModel, town_key


class TeamQuerySet(models.QuerySet["Team"]):
    def working(self) -> Self:
        """Keep the teams that can be given something to do."""
        return self.filter(retired_at=None)


class Team(TownModel):
    """A department of the town hall, on screen a « service »."""

    name = models.CharField(_("name"), max_length=160)
    sort_name = models.CharField(max_length=160, editable=False)
    # The one above: whom a request for validation passes to when nobody here can give it.
    parent = models.ForeignKey(
        "self",
        verbose_name=_("above it"),
        on_delete=models.PROTECT,
        related_name="children",
        null=True,
        blank=True,
        db_constraint=False,
    )
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    postal_address = models.TextField(_("postal address"), blank=True)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ("sort_name", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            town_key("accounts_team_town_key"),
            SameTown("parent", name="accounts_team_same_town_parent"),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="accounts_team_not_above_itself",
                violation_error_message=_("A team cannot be above itself."),
            ),
            models.UniqueConstraint(
                fields=("municipality", "sort_name"),
                name="accounts_team_name_unique",
                violation_error_message=_("A team of this name already exists."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_retired(self) -> bool:
        return self.retired_at is not None

    def save(self, *args: object, **kwargs: object) -> None:
        self.sort_name = sort_key(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class CurrentMemberships(models.Manager["Membership"]):
    """Memberships that count: one that ended gives no right, and nothing finds it by accident."""

    def get_queryset(self) -> models.QuerySet[Membership]:
        return super().get_queryset().filter(ended_at=None)


class Membership(TownModel):
    """How a person belongs to a team. An administrator's may name no team: it spans the town.

    ``objects`` knows those that count; ``ever`` also those of people who no longer work here.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    team = models.ForeignKey(
        Team,
        verbose_name=_("team"),
        on_delete=models.PROTECT,
        related_name="memberships",
        null=True,
        blank=True,
        db_constraint=False,
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.AGENT)
    capacity = models.CharField(
        _("capacity"), max_length=120, blank=True, help_text=_("As it is signed: head of roads.")
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = CurrentMemberships()
    ever = models.Manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            SameTown("team", name="accounts_membership_same_town_team"),
            models.UniqueConstraint(
                fields=("municipality", "user", "team"),
                name="accounts_membership_once_a_team",
                nulls_distinct=False,
                violation_error_message=_("This person is already in this team."),
            ),
            models.CheckConstraint(
                condition=models.Q(team__isnull=False) | models.Q(role=Role.ADMINISTRATOR),
                name="accounts_membership_names_a_team",
                violation_error_message=_("Choose a team: only administrators span the town."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.team or self.municipality} · {self.get_role_display()}"

    def allows(self, role: Role) -> bool:
        """Return whether this membership allows at least what ``role`` allows."""
        return Role(self.role).includes(role)
