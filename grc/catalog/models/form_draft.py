# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grc.catalog.models.form_version import FormVersion
from grc.catalog.models.service import Service
from invariants import SameTown
from invariants.models import TownModel, town_key
from workflows.fields import parse_fields

if TYPE_CHECKING:
    from workflows.fields import Field


class FormDraft(TownModel):
    """The form of a service while it is being changed; citizens see nothing of it.

    It ends when it is published or given up. ``base`` is the edition that it began from.
    """

    service = models.ForeignKey(
        Service,
        verbose_name=_("service"),
        on_delete=models.PROTECT,
        related_name="form_drafts",
        db_constraint=False,
        # There is one draft of a service at most: a unique constraint begins with it.
        db_index=False,
    )
    base = models.ForeignKey(
        FormVersion,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_constraint=False,
    )
    fields = models.JSONField(_("fields"), default=list)
    revision = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField(_("begun"), auto_now_add=True)

    class Meta:
        verbose_name = _("draft of a form")
        verbose_name_plural = _("drafts of forms")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            town_key("catalog_formdraft_town_key"),
            SameTown("service", name="catalog_formdraft_same_town_service"),
            SameTown("base", name="catalog_formdraft_same_town_base"),
            models.UniqueConstraint(fields=("service",), name="catalog_formdraft_one_a_service"),
        ]

    def __str__(self) -> str:
        return f"{self.service} · {self.revision}"

    @property
    def parsed(self) -> tuple[Field, ...]:
        """The typed fields, in the order of the form."""
        return parse_fields(self.fields)


class FormEdit(TownModel):
    """One change of a draft: who, when, what, and the fields as they were before."""

    class Verb(models.TextChoices):
        ADDED = "added", _("added")
        CHANGED = "changed", _("changed")
        MOVED = "moved", _("moved")
        DUPLICATED = "duplicated", _("duplicated")
        REMOVED = "removed", _("removed")

    draft = models.ForeignKey(
        FormDraft,
        on_delete=models.PROTECT,
        related_name="edits",
        db_constraint=False,
        # The unique constraint on the number begins with it.
        db_index=False,
    )
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=10, choices=Verb.choices)
    field = models.CharField(max_length=40)
    before = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            SameTown("draft", name="catalog_formedit_same_town_draft"),
            models.UniqueConstraint(fields=("draft", "number"), name="catalog_formedit_number"),
        ]

    def __str__(self) -> str:
        return f"{self.draft} · {self.verb} {self.field}"
