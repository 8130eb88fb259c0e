# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What belongs to a standard text: editions, services, the words that find it, its uses."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grc.answers.models.answer import Answer
from grc.answers.models.standard_text import LONGEST_WORD, StandardText
from grc.answers.texts.unchanged import unchanged_share
from grc.catalog.models import Service
from invariants import CompositeForeignKey, Frozen, SameTown
from invariants.models import TownModel, town_key


class TextEdition(TownModel):
    """The words of a standard text from one change to the next, frozen from birth."""

    standard_text = models.ForeignKey(
        StandardText,
        verbose_name=_("standard text"),
        on_delete=models.PROTECT,
        related_name="editions",
        db_constraint=False,
    )
    number = models.PositiveIntegerField(_("number"))
    language = models.CharField(_("language"), max_length=10)
    body = models.TextField(_("text"))
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("edition of a text")
        verbose_name_plural = _("editions of texts")
        ordering = ("number",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            town_key("answers_textedition_town_key"),
            models.UniqueConstraint(
                fields=("id", "standard_text"), name="answers_textedition_text_key"
            ),
            SameTown("standard_text", name="answers_textedition_same_town"),
            models.UniqueConstraint(
                fields=("standard_text", "number"), name="answers_textedition_number_unique"
            ),
            Frozen(name="answers_textedition_frozen"),
        ]

    def __str__(self) -> str:
        return f"{self.standard_text_id} · {self.number}"


class TextService(TownModel):
    """A service that a standard text is meant for."""

    standard_text = models.ForeignKey(
        StandardText, on_delete=models.PROTECT, related_name="ties", db_constraint=False
    )
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )

    class Meta:
        verbose_name = _("service of a text")
        verbose_name_plural = _("services of texts")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            SameTown("standard_text", name="answers_textservice_same_town_text"),
            SameTown("service", name="answers_textservice_same_town_service"),
            models.UniqueConstraint(
                fields=("municipality", "service", "standard_text"),
                name="answers_textservice_unique",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standard_text_id} · {self.service_id}"


class TextWord(TownModel):
    """A word that a living text is found by, without accents."""

    standard_text = models.ForeignKey(
        StandardText, on_delete=models.PROTECT, related_name="words", db_constraint=False
    )
    # Text ranges are leakproof where LIKE is not; in this collation a prefix is a range.
    word = models.CharField(max_length=LONGEST_WORD, db_collation="C")

    class Meta:
        verbose_name = _("word of a text")
        verbose_name_plural = _("words of texts")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            SameTown("standard_text", name="answers_textword_same_town"),
            models.UniqueConstraint(
                fields=("municipality", "word", "standard_text"), name="answers_textword_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.word


class AnswerText(TownModel):
    """A standard text was put into an answer: which edition, with which values, by whom, when."""

    answer = models.ForeignKey(
        Answer,
        verbose_name=_("answer"),
        on_delete=models.PROTECT,
        related_name="texts",
        db_constraint=False,
    )
    standard_text = models.ForeignKey(
        StandardText,
        verbose_name=_("standard text"),
        on_delete=models.PROTECT,
        related_name="uses",
        db_constraint=False,
    )
    edition = models.ForeignKey(
        TextEdition,
        verbose_name=_("edition"),
        on_delete=models.PROTECT,
        related_name="uses",
        db_constraint=False,
    )
    filled = models.TextField(_("text with its values"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+"
    )
    inserted_at = models.DateTimeField(_("inserted"))

    class Meta:
        verbose_name = _("text in an answer")
        verbose_name_plural = _("texts in answers")
        ordering = ("pk",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["municipality", "answer"], name="text_of_answer"),
            models.Index(fields=["municipality", "standard_text", "answer"], name="text_used_in"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            SameTown("answer", name="answers_answertext_same_town_answer"),
            SameTown("standard_text", name="answers_answertext_same_town_text"),
            SameTown("edition", name="answers_answertext_same_town_edition"),
            CompositeForeignKey(
                name="answers_answertext_edition_of_text",
                fields=("edition", "standard_text"),
                via="edition",
                to_fields=("id", "standard_text"),
            ),
            Frozen(name="answers_answertext_frozen"),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} · {self.edition_id}"

    def unchanged_in(self, body: str) -> float:
        """Return which share of the inserted text still stands in ``body``, from 0 to 1."""
        return unchanged_share(self.filled, body)
