# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grc.answers.enums import RoundState
from grc.answers.models.round import Round
from invariants import AppendOnly, SameTown
from invariants.models import TownModel, town_key


def random_path(signed_file: SignedFile, name: str) -> str:
    """Return where the bytes are kept: a random name, outside the web root (law R5.32)."""
    return f"{signed_file.municipality_id}/{uuid.uuid4().hex}"


class SignedFileQuerySet(models.QuerySet["SignedFile"]):
    def standing(self) -> Self:
        """Keep those of an approval that stands: one that was taken back took them with it."""
        return self.filter(
            round__state=RoundState.APPROVED, kept_at__gte=models.F("round__closed_at")
        )


class SignedFile(TownModel):
    """The act in its final form: the letter of a round as it was signed, by hand or elsewhere.

    One that was kept by mistake stays; the last one of the approved round counts. ``backend`` says
    what brought it, ``ticket`` under which number a parapheur knows it.
    """

    answer = models.ForeignKey(
        "answers.Answer",
        verbose_name=_("answer"),
        on_delete=models.PROTECT,
        related_name="signed_files",
        db_constraint=False,
    )
    round = models.ForeignKey(
        Round,
        verbose_name=_("round"),
        on_delete=models.PROTECT,
        related_name="signed_files",
        db_constraint=False,
    )
    name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    file = models.FileField(_("file"), upload_to=random_path, max_length=120)
    backend = models.CharField(_("brought by"), max_length=40)
    ticket = models.CharField(_("number in the parapheur"), max_length=200, blank=True)
    # Nobody where a parapheur gave it back by itself.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    kept_at = models.DateTimeField(_("kept"))

    objects = SignedFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("signed letter")
        verbose_name_plural = _("signed letters")
        ordering = ("pk",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["municipality", "answer", "id"], name="signed_file_of_answer"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            town_key("answers_signedfile_town_key"),
            SameTown("answer", name="answers_signedfile_same_town_answer"),
            SameTown("round", name="answers_signedfile_same_town_round"),
            AppendOnly(name="answers_signedfile_append_only"),
        ]

    def __str__(self) -> str:
        return self.name
