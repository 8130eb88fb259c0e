# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from grc.answers.models.text_editing import TextEditing, begin_text
from grc.answers.models.text_usage import TextUsage, used_with
from grc.catalog.models import Service
from grc.core.text import sort_key
from invariants import SameTown
from invariants.models import TownModel, town_key
from workflows.definition import StepKind

if TYPE_CHECKING:
    from datetime import date

    from grc.accounts.models import User
    from grc.answers.models.text_editing import TextContent
    from grc.service_requests.models import ServiceRequest

#: Words of a search that are looked at; more of them find nothing else.
MOST_SEARCHED: Final = 6
LONGEST_WORD: Final = 40
# After every character that a word can hold.
_LAST: Final = "\U0010ffff"


class StandardTextQuerySet(models.QuerySet["StandardText"]):
    def living(self) -> Self:
        """Keep the texts that can be inserted: those that nobody retired."""
        return self.filter(retired_at__isnull=True)

    def with_edition(self) -> Self:
        return self.select_related("edition", "owner")

    def after(self, review_on: date, pk: int) -> Self:
        """Keep the texts that come after this one in the order of their reviews."""
        return self.filter(Q(review_on__gt=review_on) | Q(review_on=review_on, pk__gt=pk))

    def to_review(self, on: date) -> Self:
        """Keep the living texts whose review falls on that day or before."""
        return self.living().filter(review_on__lte=on)

    def matching(self, search: str) -> Self:
        """Keep the texts that have a word beginning with each word of the search, accents or not.

        Words are ranges of an index: row security lets nothing else use one.
        """
        from grc.answers.models.text_parts import TextWord

        texts = self
        for word in sort_key(search).split()[:MOST_SEARCHED]:
            prefix = word[:LONGEST_WORD]
            found = TextWord.objects.filter(word__gte=prefix, word__lt=prefix + _LAST)
            # The second half never holds. A choice of two is asked of a hash made once, where
            # PostgreSQL would read all matches again for each text when it takes them for few.
            texts = texts.filter(Q(pk__in=found.values("standard_text")) | Q(pk__lt=0))
        return texts

    def proposed_for(self, service_request: ServiceRequest, search: str = "") -> Self:
        """Return the texts for this request, the likeliest first; the caller says how many.

        First those in the requester's language, for this service, for this kind of step; among
        them the most used. A search also finds the texts of other services, after those.
        """
        from grc.answers.models.text_parts import TextService

        tied = TextService.objects.filter(
            standard_text=OuterRef("pk"), service=service_request.service_id
        )
        texts = self.living().with_edition().annotate(fits_service=Exists(tied))
        if search.strip():
            texts = texts.matching(search)
        else:
            texts = texts.filter(Q(is_for_all=True) | Q(fits_service=True))
        fits_language = Case(When(language=service_request.language, then=1), default=0)
        fits_step = Case(
            When(step_kinds__contains=[service_request.step_kind], then=2),
            When(step_kinds=[], then=1),
            default=0,
        )
        fits_all = Case(When(is_for_all=True, then=Value(1)), default=Value(0))
        return texts.order_by(
            fits_language.desc(),
            "-fits_service",
            fits_all.desc(),
            fits_step.desc(),
            "-usage_count",
            "sort_title",
            "pk",
        )

    def begin(self, content: TextContent, *, by: User) -> StandardText:
        """Write a new standard text.

        Raises NotAllowed for who may not, NotValid with one sentence a fault.
        """
        return begin_text(self.model, content, by=by)

    def used_with(self) -> Self:
        """Add how answers made with each text fared: ``sent_count``, ``rounds_count`` (theirs, all
        together), ``contested_count``."""
        return used_with(self)


class StandardText(TextEditing, TextUsage, TownModel):
    """A text that agents put into their answers, with somebody who answers for it.

    It speaks one language: its editions are exact words that somebody vouches for until a day, and
    a translation is other words, with an owner, a review and figures of its own.
    """

    # By which workflows name it, whatever town they came from; its translations have the same.
    code = models.SlugField(
        _("code"), max_length=60, blank=True, default="", db_default="", db_index=False
    )
    title = models.CharField(_("title"), max_length=160)
    sort_title = models.CharField(max_length=160, editable=False)
    language = models.CharField(_("language"), max_length=10)
    edition = models.ForeignKey(
        "answers.TextEdition",
        verbose_name=_("current edition"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
    )
    services = models.ManyToManyField(
        Service,
        verbose_name=_("services"),
        through="answers.TextService",
        related_name="standard_texts",
        blank=True,
    )
    # True when the text is tied to no service: a proposal then needs no look at the ties.
    is_for_all = models.BooleanField(_("for all services"), default=True)
    step_kinds = ArrayField(
        models.CharField(max_length=30, choices=[(kind.value, kind.value) for kind in StepKind]),
        verbose_name=_("kinds of step"),
        default=list,
        blank=True,
    )
    outcomes = ArrayField(
        models.CharField(max_length=20), verbose_name=_("outcomes"), default=list, blank=True
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who answers for it"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    review_on = models.DateField(_("to be read again on"))
    usage_count = models.PositiveIntegerField(_("times used"), default=0)
    # Counts the saves, as that of a draft does: nobody overwrites silently.
    revision = models.PositiveIntegerField(_("revision"), default=0)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = StandardTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("standard text")
        verbose_name_plural = _("standard texts")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "-usage_count", "id"],
                name="text_living",
                condition=Q(retired_at__isnull=True),
            ),
            models.Index(
                fields=["municipality", "review_on", "id"],
                name="text_to_review",
                condition=Q(retired_at__isnull=True),
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            town_key("answers_standardtext_town_key"),
            SameTown("edition", name="answers_standardtext_same_town_edition"),
            models.UniqueConstraint(
                fields=("municipality", "code", "language"),
                condition=~Q(code=""),
                name="answers_standardtext_code_unique",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_title = sort_key(self.title)[:160]
        super().save(*args, **kwargs)

    @property
    def is_retired(self) -> bool:
        return self.retired_at is not None

    @property
    def body(self) -> str:
        return self.edition.body if self.edition else ""

    @property
    def legal_basis(self) -> str:
        return self.edition.legal_basis if self.edition else ""
