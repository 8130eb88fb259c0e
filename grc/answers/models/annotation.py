# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grc.answers.enums import AnnotationState
from grc.answers.models.round import Round
from invariants import Frozen, SameTown
from invariants.models import TownModel


class Annotation(TownModel):
    """What a validator says about one passage: a remark, a replacement that they propose, or both.

    ``start`` and ``end`` are offsets in the text of the round, ``quoted`` the passage itself. A
    null ``replacement`` is a remark only; an empty one proposes to take the passage out.
    """

    round = models.ForeignKey(
        Round,
        verbose_name=_("round"),
        on_delete=models.PROTECT,
        related_name="annotations",
        db_constraint=False,
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+"
    )
    start = models.PositiveIntegerField(_("from"))
    end = models.PositiveIntegerField(_("to"))
    quoted = models.TextField(_("passage"))
    replacement = models.TextField(_("replacement"), null=True, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    made_at = models.DateTimeField(_("made"))
    state = models.CharField(
        _("state"), max_length=8, choices=AnnotationState.choices, default=AnnotationState.OPEN
    )
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("settled by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        verbose_name = _("annotation")
        verbose_name_plural = _("annotations")
        ordering = ("start", "pk")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["municipality", "round", "start"], name="annotation_of_round"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            SameTown("round", name="answers_annotation_same_town"),
            models.CheckConstraint(
                condition=models.Q(end__gt=models.F("start")), name="answers_annotation_passage"
            ),
            models.CheckConstraint(
                condition=models.Q(replacement__isnull=False) | ~models.Q(remark=""),
                name="answers_annotation_says_something",
                violation_error_message=_("Write a remark or a replacement."),
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", settled_at__isnull=True, settled_by__isnull=True)
                | (
                    ~models.Q(state="open")
                    & models.Q(settled_at__isnull=False, settled_by__isnull=False)
                ),
                name="answers_annotation_settled_says_who",
            ),
            Frozen(name="answers_annotation_frozen", free=("state", "settled_by", "settled_at")),
            Frozen(name="answers_annotation_final", frozen_when="OLD.state <> 'open'"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} · {self.start}-{self.end}"
