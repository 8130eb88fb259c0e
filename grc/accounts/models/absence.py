# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grc.accounts.models.membership import Team
from invariants import SameTown
from invariants.models import TownModel, town_key

if TYPE_CHECKING:
    from datetime import date


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def on(self, day: date) -> Self:
        """Keep the absences of that day."""
        return self.filter(cancelled_at=None, starts_on__lte=day, ends_on__gte=day)


class Absence(TownModel):
    """Somebody is away, the first and the last day included, and another stands in for them.

    Without a ``team`` it counts for all their teams; each team may have a substitute of its own.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    team = models.ForeignKey(
        Team,
        verbose_name=_("team"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
        help_text=_("Empty: all teams."),
    )
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("substitute"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    created_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ("-starts_on", "pk")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "ends_on"],
                name="absence_by_end",
                condition=models.Q(cancelled_at__isnull=True),
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            town_key("accounts_absence_town_key"),
            SameTown("team", name="accounts_absence_same_town_team"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="accounts_absence_dates",
                violation_error_message=_("The last day comes before the first."),
            ),
            models.CheckConstraint(
                condition=models.Q(substitute__isnull=True)
                | ~models.Q(substitute=models.F("person")),
                name="accounts_absence_by_another",
                violation_error_message=_("Choose another person to stand in."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.starts_on} – {self.ends_on}"
