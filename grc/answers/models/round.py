# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grc.accounts.enums import Role
from grc.accounts.models import Team
from grc.answers.circuit import Circuit
from grc.answers.enums import RoundState
from grc.answers.models.answer import Answer
from grc.core.canonical import content_hash
from invariants import Frozen, SameTown
from invariants.models import TownModel, town_key

if TYPE_CHECKING:
    from grc.accounts.models import User


class RoundQuerySet(models.QuerySet["Round"]):
    def open(self) -> Self:
        return self.filter(state=RoundState.OPEN)

    def awaiting(self, user: User) -> Self:
        """Keep the rounds that this person may decide: never a text that they wrote."""
        rounds = self.open().exclude(author=user)
        if user.is_administrator:
            return rounds
        return rounds.filter(team__in=user.team_ids(Role.SUPERVISOR))


class Round(TownModel):
    """One submission of an answer: the text frozen, its hash, the circuit it goes through."""

    answer = models.ForeignKey(
        Answer,
        verbose_name=_("answer"),
        on_delete=models.PROTECT,
        related_name="rounds",
        db_constraint=False,
    )
    number = models.PositiveSmallIntegerField(_("number"))
    revision = models.PositiveIntegerField(_("revision of the draft"))
    body = models.TextField(_("text"))
    content = models.JSONField(_("frozen content"))
    content_hash = models.CharField(_("SHA-256 of the content"), max_length=64)
    circuit = models.JSONField(_("circuit"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    # All who changed the text of this round; none of them can be its only validator.
    writers = models.JSONField(_("writers"), default=list)
    team = models.ForeignKey(
        Team,
        verbose_name=_("validating team"),
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    submitted_at = models.DateTimeField(_("submitted"))
    state = models.CharField(
        _("state"), max_length=10, choices=RoundState.choices, default=RoundState.OPEN
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ("number",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["municipality", "team", "submitted_at"],
                name="round_awaiting",
                condition=models.Q(state="open"),
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            town_key("answers_round_town_key"),
            models.UniqueConstraint(fields=("id", "author"), name="answers_round_author_key"),
            models.UniqueConstraint(
                fields=("id", "content_hash"), name="answers_round_content_key"
            ),
            SameTown("answer", name="answers_round_same_town_answer"),
            SameTown("team", name="answers_round_same_town_team"),
            models.UniqueConstraint(
                fields=("answer", "number"), name="answers_round_number_unique"
            ),
            models.UniqueConstraint(
                fields=("answer",),
                condition=models.Q(state="open"),
                name="answers_round_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", closed_at__isnull=True)
                | (~models.Q(state="open") & models.Q(closed_at__isnull=False)),
                name="answers_round_closed_at_iff_closed",
            ),
            Frozen(name="answers_round_frozen", free=("state", "closed_at")),
        ]

    def __str__(self) -> str:
        return f"{self.answer} · {self.number}"

    @property
    def pinned_circuit(self) -> Circuit:
        return Circuit.from_data(self.circuit)

    @property
    def is_intact(self) -> bool:
        """Return whether the frozen content still has the hash that was approved."""
        return content_hash(self.content) == self.content_hash and self.body == self.content["body"]
