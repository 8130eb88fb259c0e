# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from random import SystemRandom
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grc.accounts.enums import Role
from grc.answers.models.round import Round
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.core.text import clean
from invariants import Frozen, SameTown
from invariants.models import TownModel

if TYPE_CHECKING:
    from grc.accounts.models import User


class Verdict(models.TextChoices):
    FINE = "fine", gettext_lazy("nothing to say")
    FINDING = "finding", gettext_lazy("something to say")


class SpotCheckQuerySet(models.QuerySet["SpotCheck"]):
    def waiting(self) -> Self:
        """Keep those that nobody has looked at."""
        return self.filter(checked_at=None)

    def open_to(self, user: User) -> Self:
        """Keep those that this person may look at: of the teams they supervise, not their own."""
        teams = user.team_ids(Role.SUPERVISOR)
        return self.filter(round__answer__service_request__team__in=teams).exclude(
            round__author=user
        )


class SpotCheck(TownModel):
    """An answer that left without a visa and was drawn by lot, to be looked at afterwards.

    What is found teaches; it changes nothing of what was sent.
    """

    round = models.OneToOneField(
        Round,
        verbose_name=gettext_lazy("round"),
        on_delete=models.PROTECT,
        related_name="spot_check",
        db_constraint=False,
    )
    percent = models.PositiveSmallIntegerField(gettext_lazy("drawn among, in percent"))
    drawn_at = models.DateTimeField(gettext_lazy("drawn"))
    verdict = models.CharField(
        gettext_lazy("verdict"), max_length=8, choices=Verdict.choices, blank=True
    )
    finding = models.TextField(gettext_lazy("finding"), blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=gettext_lazy("looked at by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    checked_at = models.DateTimeField(gettext_lazy("looked at"), null=True, blank=True)

    objects = SpotCheckQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("check afterwards")
        verbose_name_plural = gettext_lazy("checks afterwards")
        ordering = ("pk",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "drawn_at"],
                name="spot_check_waiting",
                condition=models.Q(checked_at__isnull=True),
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            SameTown("round", name="answers_spotcheck_same_town"),
            models.CheckConstraint(
                condition=models.Q(verdict="", checked_at__isnull=True, checked_by__isnull=True)
                | (
                    ~models.Q(verdict="")
                    & models.Q(checked_at__isnull=False, checked_by__isnull=False)
                ),
                name="answers_spotcheck_checked_says_who",
            ),
            models.CheckConstraint(
                condition=~models.Q(verdict="finding") | ~models.Q(finding=""),
                name="answers_spotcheck_finding_is_written",
                violation_error_message=gettext_lazy("Write what you found."),
            ),
            Frozen(name="answers_spotcheck_final", frozen_when="OLD.checked_at IS NOT NULL"),
        ]

    def __str__(self) -> str:
        return f"{self.round} · {self.get_verdict_display()}"

    @transaction.atomic
    def record(self, verdict: str, *, finding: str = "", by: User) -> SpotCheck:
        """Say what one found in an answer that left without a visa.

        Raises NotAllowed for who does not supervise its team or wrote it, NotNow when somebody
        looked at it already, NotValid for a finding without words.
        """
        answer = self.round.answer.lock()
        fresh = type(self).objects.select_for_update(of=("self",)).get(pk=self.pk)
        if not type(self).objects.open_to(by).filter(pk=self.pk).exists():
            raise NotAllowed(_("Only another supervisor of the team looks at this answer."))
        if fresh.checked_at is not None:
            raise NotNow(_("Somebody has already looked at this answer."))
        finding = clean(finding)
        if verdict not in Verdict.values or (verdict == Verdict.FINDING and not finding):
            raise NotValid(_("Say whether there is something to say, and what."))
        fresh.verdict, fresh.finding = verdict, finding
        fresh.checked_by, fresh.checked_at = by, timezone.now()
        fresh.save()
        answer.record("checked", by=by, round=self.round.number, verdict=verdict)
        return fresh


def is_drawn(percent: int) -> bool:
    """Return whether the lot falls: ``percent`` times in a hundred, and nobody can tell when."""
    return SystemRandom().random() * 100 < percent


def draw(round_: Round, percent: int) -> SpotCheck | None:
    """Draw an answer that leaves without a visa, or not."""
    if not is_drawn(percent):
        return None
    return SpotCheck.objects.create(
        municipality_id=round_.municipality_id,
        round=round_,
        percent=percent,
        drawn_at=timezone.now(),
    )
