# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from invariants import Frozen, SameTown
from invariants.models import TownModel


def random_path(answer_file: AnswerFile, name: str) -> str:
    """Return where the bytes are kept: a random name, outside the web root (law R5.32)."""
    return f"{answer_file.municipality_id}/{uuid.uuid4().hex}"


class AnswerFileQuerySet(models.QuerySet["AnswerFile"]):
    def enclosed(self) -> Self:
        """Keep the files that leave with the draft as it is now."""
        return self.filter(removed_at=None)


class AnswerFile(TownModel):
    """A file that leaves with an answer. One that was taken out stays: a round may name it."""

    answer = models.ForeignKey(
        "answers.Answer",
        verbose_name=_("answer"),
        on_delete=models.PROTECT,
        related_name="files",
        db_constraint=False,
    )
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    file = models.FileField(_("file"), upload_to=random_path, max_length=120)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(_("added"))
    removed_at = models.DateTimeField(_("taken out"), null=True, blank=True)

    objects = AnswerFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of an answer")
        verbose_name_plural = _("files of answers")
        ordering = ("pk",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["municipality", "answer", "id"], name="file_of_answer"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            SameTown("answer", name="answers_answerfile_same_town"),
            models.UniqueConstraint(
                fields=("municipality", "answer", "sha256"),
                condition=models.Q(removed_at=None),
                name="answers_answerfile_once",
            ),
            Frozen(name="answers_answerfile_frozen", free=("removed_at",)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def as_content(self) -> dict[str, Any]:
        """What a round freezes of it; its hash stands for its bytes."""
        return {
            "id": self.pk,
            "name": self.name,
            "type": self.content_type,
            "size": self.size,
            "sha256": self.sha256,
        }
