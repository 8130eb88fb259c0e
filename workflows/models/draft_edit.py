# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from invariants import SameTown
from invariants.models import TownModel
from workflows.editing import edit_from_data, told_from_data
from workflows.sentences import sentence

if TYPE_CHECKING:
    from workflows.editing import Edit


class DraftEdit(TownModel):
    """One change of a draft: what was done, the way back, and who did it.

    ``things`` are what it touched (``steps/new``, ``start``); ``revision`` is when it was made,
    undone or made again, whichever came last.
    """

    class State(models.TextChoices):
        DONE = "done"
        UNDONE = "undone"
        # Undone, and another edit was made since: it cannot come back.
        DROPPED = "dropped"

    version = models.ForeignKey(
        "workflows.WorkflowVersion",
        on_delete=models.PROTECT,
        related_name="edits",
        db_constraint=False,
        # The unique constraint on the number begins with it.
        db_index=False,
    )
    number = models.PositiveIntegerField()
    revision = models.PositiveIntegerField()
    edit = models.JSONField()
    back = models.JSONField()
    things = ArrayField(models.CharField(max_length=60))
    sentence = models.JSONField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.DONE)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            SameTown("version", name="workflows_draftedit_version"),
            models.UniqueConstraint(
                fields=("version", "number"), name="workflows_draftedit_number"
            ),
            models.CheckConstraint(
                condition=models.Q(state="done", undone_at=None)
                | models.Q(state__in=("undone", "dropped"), undone_at__isnull=False),
                name="workflows_draftedit_undone_at",
            ),
        ]

    def __str__(self) -> str:
        return sentence(told_from_data(self.sentence))

    @property
    def parsed(self) -> Edit:
        return edit_from_data(self.edit)
