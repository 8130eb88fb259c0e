# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The law as dated data: what is printed is the text that was in force on that day (law R1.40)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grc.core.markup import to_html
from grc.journal.models import Event
from grc.municipalities.enums import LegalCode
from grc.municipalities.legal_checks import faults
from grc.municipalities.legal_parts import COMPOSITIONS, Composition, fill, said
from grc.municipalities.refusals import LegalTextMissing
from invariants import Frozen
from invariants.models import TownModel, town_key
from invariants.ranges import Days, SameNumber, SameText

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from grc.journal.models.event import Actor
    from grc.municipalities.legal_parts import Localised
    from grc.municipalities.models.municipality import Municipality


class LegalTextQuerySet(models.QuerySet["LegalText"]):
    def applying(self, on: date) -> Self:
        """Keep the texts that are in force on this day."""
        ends = models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=on)
        return self.filter(ends, valid_from__lte=on)

    def in_force(self, code: str, on: date) -> LegalText:
        """Return the one text of this code that is in force on this day.

        Raises LegalTextMissing, with a sentence for whoever wanted to print it.
        """
        found = self.applying(on).filter(code=code).first()
        if found is None:
            raise LegalTextMissing(code, on)
        return found

    @transaction.atomic
    def enact(
        self,
        municipality: Municipality,
        code: str,
        wording: dict[str, str],
        *,
        by: Actor,
        valid_from: date,
        parts: dict[str, Localised] | None = None,
        source: str = "",
        valid_to: date | None = None,
    ) -> LegalText:
        """Add a text, in force from that day; the one before it ends on the eve.

        Raises ValidationError with one sentence per fault.
        """
        before = self.filter(code=code, valid_from__lt=valid_from, valid_to__isnull=True)
        for lasting in before.select_for_update(of=("self",)):
            lasting.end(valid_from - timedelta(days=1), by=by)
        record = self.create(
            municipality=municipality,
            code=code,
            text=wording,
            parts=parts or {},
            source=source,
            valid_from=valid_from,
            valid_to=valid_to,
        )
        Event.objects.record("legal_text_enacted", record, by=by, code=code)
        return record


class LegalText(TownModel):
    """One version of a text that the law wants printed, and the days on which it is in force.

    ``text`` is Markdown in each language, with placeholders; ``parts`` are what its placeholders
    print, each one text or one text per language. Once in force, a version never changes: it can
    only end. What was printed on a day can so be printed again.
    """

    code = models.CharField(_("text"), max_length=40, choices=LegalCode.choices)
    text = models.JSONField(_("wording"), help_text=_("One text per language."))
    parts = models.JSONField(_("parts"), default=dict, blank=True)
    source = models.CharField(
        _("source"), max_length=200, help_text=_("The article of law: CJA R421-5.")
    )
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(
        _("in force until"), null=True, blank=True, help_text=_("The last day, included.")
    )

    objects = LegalTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal text")
        verbose_name_plural = _("legal texts")
        ordering = ("code", "-valid_from")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            town_key("municipalities_legaltext_town_key"),
            ExclusionConstraint(
                name="municipalities_legaltext_one_a_day",
                expressions=[
                    (SameNumber("municipality"), RangeOperators.OVERLAPS),
                    (SameText("code"), RangeOperators.OVERLAPS),
                    (Days("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_(
                    "Another version of this text is in force on some of these days. Choose a "
                    "later day, or let the other end earlier."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="municipalities_legaltext_ends_after_it_begins",
                violation_error_message=_("A text cannot end before it begins."),
            ),
            models.CheckConstraint(
                condition=~models.Q(code=LegalCode.RECOURSE)
                | models.Q(parts__has_keys=COMPOSITIONS[LegalCode.RECOURSE].required),
                name="municipalities_legaltext_recourse_complete",
                violation_error_message=_("A part that the law requires is missing."),
            ),
            # In UTC, hence frozen an hour or two into the first day in France.
            Frozen(
                name="municipalities_legaltext_frozen",
                frozen_when="OLD.valid_from <= current_date",
                free=("valid_to",),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()} · {self.valid_from:%Y-%m-%d}"

    @property
    def composition(self) -> Composition:
        return COMPOSITIONS.get(self.code, Composition())

    @property
    def languages(self) -> list[str]:
        return list(self.text)

    def clean(self) -> None:
        """Raise ValidationError when the text does not say all that it must."""
        found = faults(self)
        if found:
            raise ValidationError(found)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse (ValidationError) a text in which something is missing, whoever saves it."""
        self.full_clean()
        super().save(*args, **kwargs)

    @transaction.atomic
    def end(self, on: date, *, by: Actor) -> None:
        """Let this text be in force until that day, included.

        Raises ValidationError for a day that is over: what was printed since would change.
        """
        today = timezone.localdate(timezone=self.municipality.zone)
        if on < today - timedelta(days=1):
            raise ValidationError(
                {"valid_to": _("This day is over. Choose yesterday or later as the last day.")}
            )
        self.valid_to = on
        self.save()
        Event.objects.record("legal_text_ended", self, by=by, code=self.code)

    def html(self, language: str, **values: str) -> SafeString:
        """Return the text as it is printed in a letter, with what this case brings.

        Raises KeyError for a value that the text wants and that is not given.
        """
        return to_html(self._filled(language, values, escaped=True))

    def markdown(self, language: str, **values: str) -> str:
        """Return the text as Markdown in which the values of this case are data."""
        return self._filled(language, values, escaped=True)

    def plain(self, language: str, **values: str) -> str:
        """Return the text for a message without layout."""
        return self._filled(language, values, escaped=False)

    def _filled(self, language: str, values: dict[str, str], *, escaped: bool) -> str:
        own = {
            part.code: said(self.parts.get(part.code), language) for part in self.composition.parts
        }
        text = said(cast("dict[str, str]", self.text), language)
        return fill(text, own | values, escaped=escaped)
