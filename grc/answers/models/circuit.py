# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from grc.answers.circuits.definition import Definition
from grc.answers.circuits.reading import parse
from invariants import SameTown
from invariants.models import TownModel, town_key
from workflows.text import LocalisedText, resolve

if TYPE_CHECKING:
    from grc.municipalities.models import Municipality


class CircuitQuerySet(models.QuerySet["Circuit"]):
    def living(self) -> Self:
        """Keep the circuits that rules may choose."""
        return self.filter(retired_at=None)

    def load(
        self,
        municipality: Municipality,
        *,
        code: str,
        name: dict[str, str],
        definition: dict[str, Any],
    ) -> Circuit:
        """Keep a circuit that came as data. Raises ValidationError with every fault as a sentence.

        The town must be in scope: the teams, people and facts that it names must be its own.
        """
        circuit = self.model(municipality=municipality, code=code, name=name, definition=definition)
        circuit.full_clean(validate_constraints=False)
        circuit.save(force_insert=True)
        return circuit


class Circuit(TownModel):
    """A way of validating that the town chose: the template that answers take a copy of."""

    code = models.SlugField(_("code"), max_length=40)
    name = models.JSONField(_("name"), default=dict)
    definition = models.JSONField(_("stages"))
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    objects = CircuitQuerySet.as_manager()

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

    def clean(self) -> None:
        """Refuse stages that make no sense in this town, in sentences."""
        from grc.answers.configuring.loading import check_definition

        check_definition(self.definition)

    @property
    def parsed(self) -> Definition:
        return parse(self.definition)


class CircuitRuleQuerySet(models.QuerySet["CircuitRule"]):
    def in_order(self) -> Self:
        """Keep the rules that count, the first that holds decides."""
        return self.filter(circuit__retired_at=None).order_by("position").select_related("circuit")

    def load(
        self,
        circuit: Circuit,
        *,
        position: int,
        name: dict[str, str],
        condition: dict[str, Any] | None = None,
        sample_percent: int = 0,
    ) -> CircuitRule:
        """Keep a rule that came as data. Raises ValidationError with every fault as a sentence."""
        rule = self.model(
            municipality_id=circuit.municipality_id,
            circuit=circuit,
            position=position,
            name=name,
            condition=condition,
            sample_percent=sample_percent,
        )
        rule.full_clean(validate_constraints=False)
        rule.save(force_insert=True)
        return rule


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
        name = resolve(LocalisedText(self.name), get_language() or "fr")
        return name or gettext("Rule %(number)d") % {"number": self.position}

    def clean(self) -> None:
        """Refuse a condition that nobody could decide, and a check of what somebody approved."""
        from grc.answers.configuring.loading import check_condition

        if self.condition is not None:
            check_condition(self.condition)
        if self.sample_percent and not self.circuit.parsed.is_empty:
            raise ValidationError(
                gettext(
                    "Only answers that leave without a visa are looked at afterwards: write no"
                    " percentage where somebody validates."
                )
            )
