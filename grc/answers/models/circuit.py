# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import ClassVar, Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grc.answers.circuits.definition import Definition
from grc.answers.circuits.reading import parse
from invariants import SameTown
from invariants.models import TownModel, town_key
from workflows.text import LocalisedText, resolve


class Circuit(TownModel):
    """A way of validating that the town chose: the template that answers take a copy of."""

    code = models.SlugField(_("code"), max_length=40)
    name = models.JSONField(_("name"), default=dict)
    definition = models.JSONField(_("stages"))
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    class Meta:
        verbose_name = _("circuit")
        verbose_name_plural = _("circuits")
        ordering = ("code",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            town_key("answers_circuit_town_key"),
            models.UniqueConstraint(
                fields=("municipality", "code"), name="answers_circuit_code_unique"
            ),
        ]

    def __str__(self) -> str:
        return resolve(LocalisedText(self.name), get_language() or "fr") or self.code

    @property
    def parsed(self) -> Definition:
        return parse(self.definition)


class CircuitRuleQuerySet(models.QuerySet["CircuitRule"]):
    def in_order(self) -> Self:
        """Keep the rules that count, the first that holds decides."""
        return self.filter(circuit__retired_at=None).order_by("position").select_related("circuit")


class CircuitRule(TownModel):
    """Which answers take which circuit: the first rule whose condition holds.

    ``condition`` is structured (``workflows.rules``); null holds always. ``sample_percent`` of
    the answers that leave by this rule are looked at afterwards.
    """

    position = models.PositiveSmallIntegerField(_("position"))
    name = models.JSONField(_("name"), default=dict)
    condition = models.JSONField(_("condition"), null=True, blank=True)
    circuit = models.ForeignKey(
        Circuit,
        verbose_name=_("circuit"),
        on_delete=models.PROTECT,
        related_name="rules",
        db_constraint=False,
    )
    sample_percent = models.PositiveSmallIntegerField(
        _("looked at afterwards, in percent"), default=0, validators=[MaxValueValidator(100)]
    )

    low_risk = models.BooleanField(
        _("low risk"),
        default=False,
        help_text=_("Several may be approved at once from the list, without opening each."),
    )

    objects = CircuitRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule that chooses a circuit")
        verbose_name_plural = _("rules that choose a circuit")
        ordering = ("position",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            SameTown("circuit", name="answers_circuitrule_same_town"),
            models.UniqueConstraint(
                fields=("municipality", "position"),
                name="answers_circuitrule_position_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=models.Q(sample_percent__lte=100),
                name="answers_circuitrule_percent",
            ),
        ]

    def __str__(self) -> str:
        return resolve(LocalisedText(self.name), get_language() or "fr")
