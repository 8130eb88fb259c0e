# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grc.answers.enums import ChangeKind
from grc.answers.models.round import Round
from invariants import AppendOnly, SameTown
from invariants.models import TownModel


class CircuitChange(TownModel):
    """The circuit of one answer, changed on this case alone: by whom, why, and what it became."""

    round = models.ForeignKey(
        Round,
        verbose_name=_("round"),
        on_delete=models.PROTECT,
        related_name="circuit_changes",
        db_constraint=False,
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ChangeKind.choices)
    stage = models.CharField(_("stage"), max_length=44)
    circuit = models.JSONField(_("circuit"))
    reason = models.TextField(_("reason"), blank=True)
    # Nobody where Catalaune itself asks for the author's agreement.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("change of a circuit")
        verbose_name_plural = _("changes of circuits")
        ordering = ("pk",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["municipality", "round", "id"], name="circuit_change_of_round"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            SameTown("round", name="answers_circuitchange_same_town"),
            models.CheckConstraint(
                condition=models.Q(kind="accord")
                | (models.Q(by__isnull=False) & ~models.Q(reason="")),
                name="answers_circuitchange_says_who_and_why",
                violation_error_message=_("Say why you change this circuit."),
            ),
            AppendOnly(name="answers_circuitchange_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} · {self.stage} · {self.kind}"
