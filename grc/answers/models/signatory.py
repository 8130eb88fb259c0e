# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from invariants.models import TownModel, town_key

if TYPE_CHECKING:
    from datetime import date


class SignatoryQuerySet(models.QuerySet["Signatory"]):
    def in_office(self, on: date) -> Self:
        """Keep those who are in office on that day."""
        return self.filter(starts_on__lte=on).filter(
            models.Q(ends_on=None) | models.Q(ends_on__gte=on)
        )


class Signatory(TownModel):
    """Somebody in whose name an answer leaves: first name, name, capacity (law R1.30).

    One who ``holds_office`` signs by themself, as the mayor does; the others sign by delegation,
    and only where one covers the answer at hand (law R1.31).
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    first_name = models.CharField(_("first name"), max_length=80)
    last_name = models.CharField(_("last name"), max_length=80)
    capacity = models.CharField(
        _("capacity"), max_length=160, help_text=_("As it is printed: deputy mayor for roads.")
    )
    holds_office = models.BooleanField(
        _("signs by themself"), default=False, help_text=_("The mayor; others sign by delegation.")
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    objects = SignatoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        ordering = ("-holds_office", "last_name", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            town_key("answers_signatory_town_key"),
            models.CheckConstraint(
                condition=~models.Q(first_name="")
                & ~models.Q(last_name="")
                & ~models.Q(capacity=""),
                name="answers_signatory_is_named",
                violation_error_message=_("Write first name, name and capacity."),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="answers_signatory_dates",
                violation_error_message=_("The last day comes before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}, {self.capacity}"
