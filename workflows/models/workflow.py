# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models, transaction
from django.db.models import Max
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from invariants import take_turns
from invariants.models import TownModel, town_key
from workflows.editing import Replace, blank, free_code
from workflows.happenings import tell
from workflows.parsing import definition_to_data, parse_definition
from workflows.text import resolve

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.contrib.auth.models import AbstractBaseUser

    from workflows.models.version import WorkflowVersion


class WorkflowQuerySet(models.QuerySet["Workflow"]):
    @transaction.atomic
    def begin(
        self,
        name: Mapping[str, str],
        definition: object,
        *,
        municipality_id: int,
        by: AbstractBaseUser | None,
    ) -> Workflow:
        """Create a workflow with its first draft; its address is made from its name.

        Raises ``DefinitionError`` for what is no definition.
        """
        take_turns("workflow_begun", municipality_id)
        taken = set(self.filter(municipality_id=municipality_id).values_list("slug", flat=True))
        code = free_code(dict(name), {slug.replace("-", "_") for slug in taken}, "workflow")
        workflow = self.create(
            municipality_id=municipality_id, slug=code.replace("_", "-"), name=dict(name)
        )
        tell("workflow_begun", workflow, by=by)
        workflow.draft(definition, by=by)
        return workflow


class Workflow(TownModel):
    """A way of working that services share; what it says lives in its versions."""

    slug = models.SlugField(max_length=80)
    # Language to text, or one text for all languages.
    name = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = WorkflowQuerySet.as_manager()

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
        tell("workflow_drafted", self, by=by, version=version.pk, number=version.number)
        return version

    @transaction.atomic
    def open_draft(self, *, by: AbstractBaseUser | None) -> WorkflowVersion:
        """Return the draft; without one, begin it where the published version stands."""
        self.lock()
        pending = self.pending_draft
        if pending is not None:
            return pending
        published = self.published
        return self.draft(blank() if published is None else published.definition, by=by)

    @transaction.atomic
    def remove(self, *, by: AbstractBaseUser | None) -> None:
        """Remove a workflow without any version. Raises ``ProtectedError`` where it is followed."""
        tell("workflow_removed", self, by=by)
        self.delete()

    def lock(self) -> None:
        """Make others wait who would write or publish a version, until the transaction ends."""
        type(self).objects.select_for_update(of=("self",)).values_list("pk").get(pk=self.pk)

    def _new_version(self) -> WorkflowVersion:
        last = self.versions.aggregate(last=Max("number"))["last"] or 0
        return self.versions.model(
            municipality_id=self.municipality_id, workflow=self, number=last + 1
        )
