# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models, transaction
from django.db.models import Max
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from invariants.models import TownModel, town_key
from workflows.editing import Replace
from workflows.parsing import definition_to_data, parse_definition
from workflows.text import resolve

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from workflows.models.version import WorkflowVersion


class Workflow(TownModel):
    """A way of working that services share; what it says lives in its versions."""

    slug = models.SlugField(max_length=80)
    # Language to text, or one text for all languages.
    name = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            town_key("workflows_workflow_town_key"),
            models.UniqueConstraint(
                fields=("municipality", "slug"),
                name="workflows_workflow_slug",
                violation_error_message=_("Another workflow has this address: choose a new one."),
            ),
        ]

    def __str__(self) -> str:
        return resolve(self.name, get_language() or "") or self.slug

    @property
    def published(self) -> WorkflowVersion | None:
        """The version that new requests follow."""
        return self.versions.published().first()

    @property
    def pending_draft(self) -> WorkflowVersion | None:
        """The version being written."""
        return self.versions.drafts().first()

    @transaction.atomic
    def draft(self, definition: object, *, by: AbstractBaseUser | None) -> WorkflowVersion:
        """Create the draft, or replace what it says.

        An unsound definition is kept, to be mended; raises ``DefinitionError`` for what is not
        a definition at all.
        """
        data = definition_to_data(parse_definition(definition))
        self.lock()
        if (pending := self.pending_draft) is not None:
            if pending.definition != data or pending.drafted_by_id != (by and by.pk):
                pending.edit(Replace(data), by=by)
            return pending
        version = self._new_version()
        version.definition = data
        version.drafted_by_id = None if by is None else by.pk
        version.save()
        return version

    def lock(self) -> None:
        """Make others wait who would write or publish a version, until the transaction ends."""
        type(self).objects.select_for_update(of=("self",)).values_list("pk").get(pk=self.pk)

    def _new_version(self) -> WorkflowVersion:
        last = self.versions.aggregate(last=Max("number"))["last"] or 0
        return self.versions.model(
            municipality_id=self.municipality_id, workflow=self, number=last + 1
        )
