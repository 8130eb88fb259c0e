# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grc.answers.circuits.reading import parse
from grc.answers.enums import RoundState
from grc.answers.models.answer import Answer
from grc.core.canonical import content_hash
from invariants import Demanded, Frozen, SameTown
from invariants.models import TownModel, town_key

if TYPE_CHECKING:
    from grc.answers.circuits.definition import Definition

# An approval by somebody who did not write in the text, that nobody took back.
FOUR_EYES = """
    NOT NEW.validates OR EXISTS (
        SELECT FROM answers_visa visa
        WHERE visa.municipality_id = NEW.municipality_id AND visa.round_id = NEW.id
        AND visa.decision = 'approved' AND visa.kind IN ('validation', 'signature')
        AND NOT NEW.writers @> to_jsonb(visa.by_id)
        AND NOT EXISTS (SELECT FROM answers_visa back WHERE back.annuls_id = visa.id)
    )
"""


class RoundQuerySet(models.QuerySet["Round"]):
    def open(self) -> Self:
        return self.filter(state=RoundState.OPEN)


class Round(TownModel):
    """One version of an answer: the text frozen, its hash, the circuit it goes through.

    An author submits it, or a validator makes it by correcting the one before (``is_amendment``).
    """

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
    # The copy that was pinned; what was changed since on this case is in its changes.
    circuit = models.JSONField(_("circuit"))
    circuit_code = models.CharField(_("circuit chosen"), max_length=40, blank=True)
    # Why this circuit: the rule, and what made it hold. Ids, codes and numbers only.
    chosen_by = models.JSONField(_("why this circuit"), default=dict)
    validates = models.BooleanField(_("needs an approval"), default=True)
    is_amendment = models.BooleanField(_("corrected by a validator"), default=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    # Who changed the text since the last foreign visa; none of them can be its only approver.
    writers = models.JSONField(_("writers"), default=list)
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
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            town_key("answers_round_town_key"),
            models.UniqueConstraint(fields=("id", "author"), name="answers_round_author_key"),
            models.UniqueConstraint(
                fields=("id", "content_hash"), name="answers_round_content_key"
            ),
            models.UniqueConstraint(
                fields=("id", "is_amendment"), name="answers_round_amendment_key"
            ),
            SameTown("answer", name="answers_round_same_town_answer"),
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
            Demanded(
                name="answers_round_four_eyes",
                when="NEW.state = 'approved' AND OLD.state <> 'approved'",
                demand=FOUR_EYES,
                message="Nobody but its writers approved this text.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer} · {self.number}"

    @property
    def pinned_circuit(self) -> Definition:
        """The circuit as it was when the round began."""
        return parse(self.circuit)

    @property
    def current_circuit(self) -> Definition:
        """The circuit as it is now: what was changed on this case included."""
        change = self.circuit_changes.order_by("pk").last()
        return self.pinned_circuit if change is None else parse(change.circuit)

    @property
    def fingerprints(self) -> dict[str, str]:
        """What the event of this round records, so that the chain covers text and circuit."""
        return {"content": self.content_hash, "circuit": content_hash(self.circuit)}

    @property
    def is_intact(self) -> bool:
        """Return whether the frozen content still has the hash that was approved."""
        return content_hash(self.content) == self.content_hash and self.body == self.content["body"]
