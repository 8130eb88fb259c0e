# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grc.accounts.enums import Role
from grc.accounts.models import Team
from grc.answers.enums import StageKind, Timer, TurnEnd
from grc.answers.models.round import Round
from invariants import Frozen, SameTown
from invariants.models import TownModel, town_key

if TYPE_CHECKING:
    from datetime import datetime

#: Where a request has no due date: after all others.
NO_DUE_DATE: Final = date.max


class TurnQuerySet(models.QuerySet["Turn"]):
    def open(self) -> Self:
        """Keep those that wait for somebody."""
        return self.filter(closed_at=None)

    def timed_out(self, at: datetime) -> Self:
        """Keep those whose time has passed at that moment, the longest ago first."""
        return self.open().filter(timer_at__lte=at).order_by("timer_at", "pk")


class Turn(TownModel):
    """One ask, at one seat of a stage: whose turn it is, since when, until when.

    Either a ``person`` is asked, or whoever holds ``role`` in ``team`` (in the town where there is
    no team). ``team`` beside a person says in which team they are asked, for their substitute. A
    seat that passed to somebody above has more than one turn: the first decision closes them all.
    """

    round = models.ForeignKey(
        Round,
        verbose_name=_("round"),
        on_delete=models.PROTECT,
        related_name="turns",
        db_constraint=False,
    )
    stage = models.CharField(_("stage"), max_length=44)
    kind = models.CharField(_("kind"), max_length=10, choices=StageKind.choices)
    seat = models.PositiveSmallIntegerField(_("seat"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    team = models.ForeignKey(
        Team,
        verbose_name=_("team"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, blank=True)
    delegable = models.BooleanField(_("may be delegated"), default=True)
    # Copies, so that an inbox of thousands is sorted and narrowed inside one index.
    service = models.CharField(_("service"), max_length=80)
    answer_kind = models.CharField(_("kind of answer"), max_length=12)
    due_on = models.DateField(_("due date of the request"))
    asked_at = models.DateTimeField(_("asked"))
    passed_from = models.ForeignKey(
        "self",
        verbose_name=_("passed from"),
        on_delete=models.PROTECT,
        related_name="passed_to",
        null=True,
        blank=True,
        db_constraint=False,
    )
    timer = models.CharField(_("what time does"), max_length=10, choices=Timer.choices, blank=True)
    timer_at = models.DateTimeField(_("time allowed until"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("passed to somebody above"), null=True, blank=True)
    closed_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.CharField(
        _("how it ended"), max_length=12, choices=TurnEnd.choices, blank=True
    )

    objects = TurnQuerySet.as_manager()

    class Meta:
        verbose_name = _("turn")
        verbose_name_plural = _("turns")
        ordering = ("pk",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "person", "due_on", "asked_at", "id"],
                name="turn_of_person",
                condition=models.Q(closed_at__isnull=True, person__isnull=False),
            ),
            models.Index(
                fields=["municipality", "team", "role", "due_on", "asked_at", "id"],
                name="turn_of_role",
                condition=models.Q(closed_at__isnull=True, person__isnull=True),
            ),
            models.Index(
                fields=["municipality", "timer_at"],
                name="turn_timed_out",
                condition=models.Q(closed_at__isnull=True, timer_at__isnull=False),
            ),
            models.Index(fields=["municipality", "round", "id"], name="turn_of_round"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            town_key("answers_turn_town_key"),
            SameTown("round", name="answers_turn_same_town_round"),
            SameTown("team", name="answers_turn_same_town_team"),
            SameTown("passed_from", name="answers_turn_same_town_passed_from"),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, role="")
                | (models.Q(person__isnull=True) & ~models.Q(role="")),
                name="answers_turn_person_or_role",
            ),
            models.CheckConstraint(
                condition=models.Q(timer="", timer_at__isnull=True)
                | (~models.Q(timer="") & models.Q(timer_at__isnull=False)),
                name="answers_turn_timer_has_time",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, ended_by="")
                | (models.Q(closed_at__isnull=False) & ~models.Q(ended_by="")),
                name="answers_turn_end_says_how",
            ),
            models.CheckConstraint(
                condition=~models.Q(timer="lapse") | models.Q(kind="opinion"),
                name="answers_turn_silence_never_approves",
            ),
            Frozen(
                name="answers_turn_frozen",
                free=(
                    *("timer", "timer_at", "reminded_at", "escalated_at"),
                    *("closed_at", "ended_by"),
                ),
            ),
            Frozen(name="answers_turn_final", frozen_when="OLD.closed_at IS NOT NULL"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} · {self.stage} · {self.seat}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None
