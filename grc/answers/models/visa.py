# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grc.answers.enums import Decision, StageKind
from grc.answers.models.round import Round
from invariants import AppendOnly, CompositeForeignKey, SameTown
from invariants.models import TownModel


class Visa(TownModel):
    """One person's decision at a stage, bound to the exact content that they read.

    Two keys make copies trustworthy: the author and the hash of a visa are those of its round. So
    the database itself refuses a visa by the author, or on another text (law R1.34).
    """

    round = models.ForeignKey(
        Round,
        verbose_name=_("round"),
        on_delete=models.PROTECT,
        related_name="visas",
        db_constraint=False,
    )
    stage = models.PositiveSmallIntegerField(_("stage"))
    kind = models.CharField(
        _("kind"), max_length=10, choices=StageKind.choices, default=StageKind.VALIDATION
    )
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author of the round"),
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    content_hash = models.CharField(_("SHA-256 of the content"), max_length=64)
    reason = models.TextField(_("reason or remark"), blank=True)
    decided_at = models.DateTimeField(_("decided"))

    class Meta:
        verbose_name = _("visa")
        verbose_name_plural = _("visas")
        ordering = ("pk",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            SameTown("round", name="answers_visa_same_town_round"),
            CompositeForeignKey(
                name="answers_visa_author_of_round",
                fields=("round", "author"),
                via="round",
                to_fields=("id", "author"),
            ),
            CompositeForeignKey(
                name="answers_visa_content_of_round",
                fields=("round", "content_hash"),
                via="round",
                to_fields=("id", "content_hash"),
            ),
            models.CheckConstraint(
                condition=~models.Q(by=models.F("author")),
                name="answers_visa_not_by_author",
                violation_error_message=_("Somebody else than the author must validate."),
            ),
            models.UniqueConstraint(fields=("round", "stage"), name="answers_visa_one_a_stage"),
            models.CheckConstraint(
                condition=~models.Q(decision="returned") | ~models.Q(reason=""),
                name="answers_visa_return_has_reason",
                violation_error_message=_("Say why you return this answer."),
            ),
            AppendOnly(name="answers_visa_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.by} · {self.get_decision_display()}"
