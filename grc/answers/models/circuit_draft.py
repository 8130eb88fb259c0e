# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grc.answers.circuits.definition import Definition
from grc.answers.circuits.reading import parse
from grc.answers.models.circuit import Circuit
from invariants import SameTown
from invariants.models import TownModel
from workflows.text import LocalisedText, resolve


class CircuitDraft(TownModel):
    """A circuit while it is being written; no answer takes it before it is published.

    ``circuit`` is the one that it changes, none for a new one. ``past`` holds the last edits, the
    newest last, each with what it changed, so that it can be undone.
    """

    code = models.SlugField(_("code"), max_length=40)
    circuit = models.ForeignKey(
        Circuit,
        verbose_name=_("circuit"),
        on_delete=models.PROTECT,
        related_name="drafts",
        null=True,
        db_constraint=False,
    )
    name = models.JSONField(_("name"), default=dict)
    definition = models.JSONField(_("stages"))
    revision = models.PositiveIntegerField(default=0)
    past = models.JSONField(default=list)
    begun_at = models.DateTimeField(_("begun"), auto_now_add=True)

    class Meta:
        verbose_name = _("draft of a circuit")
        verbose_name_plural = _("drafts of circuits")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            SameTown("circuit", name="answers_circuitdraft_same_town_circuit"),
            models.UniqueConstraint(
                fields=("municipality", "code"), name="answers_circuitdraft_code_unique"
            ),
        ]

    def __str__(self) -> str:
        return resolve(LocalisedText(self.name), get_language() or "fr") or self.code

    @property
    def parsed(self) -> Definition:
        return parse(self.definition)
