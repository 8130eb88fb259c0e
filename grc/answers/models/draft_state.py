# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grc.service_requests.enums import Outcome
from invariants import SameTown
from invariants.models import TownModel


class DraftState(TownModel):
    """What the draft was at one save, or a text that somebody typed beside it and that is kept."""

    answer = models.ForeignKey(
        "answers.Answer",
        verbose_name=_("answer"),
        on_delete=models.PROTECT,
        related_name="draft_states",
        db_constraint=False,
    )
    revision = models.PositiveIntegerField(_("revision"))
    body = models.TextField(_("text"), blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices)
    # Kind, grounds and signature, as they were; empty for states kept before these were asked.
    decided = models.JSONField(_("what makes it a decision"), default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+"
    )
    saved_at = models.DateTimeField(_("saved"))
    kept_aside = models.BooleanField(
        _("kept aside"),
        default=False,
        help_text=_("Typed on an older revision: kept, and shown beside the draft."),
    )
    settled = models.BooleanField(_("settled"), default=False)

    class Meta:
        verbose_name = _("state of a draft")
        verbose_name_plural = _("states of drafts")
        ordering = ("pk",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["municipality", "answer", "id"], name="draft_state_of_answer"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            SameTown("answer", name="answers_draftstate_same_town"),
            models.UniqueConstraint(
                fields=("answer", "revision"),
                condition=models.Q(kept_aside=False),
                name="answers_draftstate_revision_unique",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} · {self.revision}"
