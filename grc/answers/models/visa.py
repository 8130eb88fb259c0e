# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grc.answers.enums import Decision, StageKind
from grc.answers.models.round import Round
from grc.answers.models.turn import Turn
from invariants import AppendOnly, CompositeForeignKey, SameTown
from invariants.models import TownModel, town_key


class Visa(TownModel):
    """One person's decision at a stage, bound to the exact content that they read.

    Keys make copies trustworthy: the author and the hash of a visa are those of its round. So the
    database itself refuses a visa by the author, or on another text (law R1.34). Only a validator
    who corrected a text approves what they wrote, and never alone: the round demands four eyes.
    """

    round = models.ForeignKey(
        Round,
        verbose_name=_("round"),
        on_delete=models.PROTECT,
        related_name="visas",
        db_constraint=False,
    )
    # Null only for what was decided before turns were kept, and for what takes a visa back.
    turn = models.OneToOneField(
        Turn,
        verbose_name=_("turn"),
        on_delete=models.PROTECT,
        related_name="visa",
        null=True,
        blank=True,
        db_constraint=False,
    )
    stage = models.CharField(_("stage"), max_length=44)
    seat = models.PositiveSmallIntegerField(_("seat"), default=0)
    kind = models.CharField(
        _("kind"), max_length=10, choices=StageKind.choices, default=StageKind.VALIDATION
    )
    decision = models.CharField(_("decision"), max_length=12, choices=Decision.choices)
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
    # In what capacity, and in whose place: the person who was asked, and the links to them.
    capacity = models.CharField(_("capacity"), max_length=160, blank=True)
    for_person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("in the place of"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    chain = models.JSONField(_("chain of powers"), default=list)
    handed_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("handed over to"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    annuls = models.OneToOneField(
        "self",
        verbose_name=_("takes back"),
        on_delete=models.PROTECT,
        related_name="annulled_by",
        null=True,
        blank=True,
        db_constraint=False,
    )
    is_amendment = models.BooleanField(_("on a text corrected by a validator"), default=False)
    content_hash = models.CharField(_("SHA-256 of the content"), max_length=64)
    reason = models.TextField(_("reason or remark"), blank=True)
    decided_at = models.DateTimeField(_("decided"))

    class Meta:
        verbose_name = _("visa")
        verbose_name_plural = _("visas")
        ordering = ("pk",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            town_key("answers_visa_town_key"),
            SameTown("round", name="answers_visa_same_town_round"),
            SameTown("turn", name="answers_visa_same_town_turn"),
            SameTown("annuls", name="answers_visa_same_town_annuls"),
            CompositeForeignKey(
                name="answers_visa_amendment_of_round",
                fields=("round", "is_amendment"),
                via="round",
                to_fields=("id", "is_amendment"),
            ),
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
                condition=~models.Q(by=models.F("author"))
                | models.Q(is_amendment=True)
                | models.Q(decision="taken_back"),
                name="answers_visa_not_by_author",
                violation_error_message=_("Somebody else than the author must validate."),
            ),
            models.CheckConstraint(
                condition=models.Q(decision="taken_back", annuls__isnull=False)
                | (~models.Q(decision="taken_back") & models.Q(annuls__isnull=True)),
                name="answers_visa_annuls_iff_taken_back",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="opinion")
                | ~models.Q(decision__in=("favourable", "reserved", "unfavourable")),
                name="answers_visa_opinion_at_opinion",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="opinion", decision__in=("approved", "amended")),
                name="answers_visa_opinion_never_approves",
            ),
            models.CheckConstraint(
                condition=~models.Q(decision__in=("returned", "handed_over"))
                | ~models.Q(reason=""),
                name="answers_visa_return_has_reason",
                violation_error_message=_("Say why you return this answer."),
            ),
            AppendOnly(name="answers_visa_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.by} · {self.get_decision_display()}"
