# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from invariants import Frozen, SameTown
from invariants.models import TownModel, town_key
from workflows.findings import Finding
from workflows.happenings import tell
from workflows.machine import Machine
from workflows.models.editable import EditableVersion, NotADraft
from workflows.models.workflow import Workflow
from workflows.parsing import parse_definition
from workflows.sentences import sentence
from workflows.vocabularies import judge, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AbstractBaseUser

# Machines kept per process: enough for every version in use by a few hundred services.
MACHINES_KEPT = 512


class Unsound(Exception):
    """The definition cannot be published; ``findings`` says why, the message in sentences."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(" ".join(sentence(finding) for finding in self.findings))


class VersionQuerySet(models.QuerySet["WorkflowVersion"]):
    def drafts(self) -> Self:
        return self.filter(state=WorkflowVersion.State.DRAFT)

    def published(self) -> Self:
        return self.filter(state=WorkflowVersion.State.PUBLISHED)

    def published_for(self, slug: str) -> WorkflowVersion:
        """Return the published version of a workflow of the town in scope.

        Raises ``WorkflowVersion.DoesNotExist``.
        """
        return self.published().select_related("workflow").get(workflow__slug=slug)


class WorkflowVersion(EditableVersion, TownModel):
    """One edition of a workflow; once published it never changes, requests stay on theirs."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        RETIRED = "retired", _("retired")

    workflow = models.ForeignKey(
        Workflow,
        on_delete=models.PROTECT,
        related_name="versions",
        db_constraint=False,
        # The unique constraint on the number begins with it.
        db_index=False,
    )
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    created_at = models.DateTimeField(auto_now_add=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    # Why it was published in spite of warnings.
    published_why = models.TextField(blank=True, default="", db_default="")
    retired_at = models.DateTimeField(null=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            town_key("workflows_workflowversion_town_key"),
            SameTown("workflow", name="workflows_workflowversion_workflow"),
            models.UniqueConstraint(
                fields=("workflow", "number"), name="workflows_workflowversion_number"
            ),
            models.UniqueConstraint(
                fields=("workflow",),
                condition=Q(state="published"),
                name="workflows_workflowversion_one_published",
                violation_error_message=_("Another version of this workflow is published."),
            ),
            models.UniqueConstraint(
                fields=("workflow",),
                condition=Q(state="draft"),
                name="workflows_workflowversion_one_draft",
                violation_error_message=_("This workflow already has a draft."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft", published_at=None)
                | Q(state__in=("published", "retired"), published_at__isnull=False),
                name="workflows_workflowversion_published_at",
            ),
            models.CheckConstraint(
                condition=Q(state="retired", retired_at__isnull=False)
                | Q(state__in=("draft", "published"), retired_at=None),
                name="workflows_workflowversion_retired_at",
            ),
            Frozen(
                name="workflows_workflowversion_frozen",
                frozen_when="OLD.state <> 'draft'",
                free=("state", "retired_at"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workflow} {self.number}"

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def machine(self) -> Machine:
        """The machine of this version; a frozen one is built once per process, then shared."""
        if self.published_at is None:
            return Machine(parse_definition(self.definition))
        return machine_of(self.pk, self.published_at, self)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything to say about the soundness of the definition, warnings included."""
        return judge(parse_definition(self.definition), words_of(self.workflow))

    @transaction.atomic
    def publish(self, *, by: AbstractBaseUser | None, why: str = "") -> None:
        """Make this draft the version that new requests follow, and retire the one before.

        Raises ``NotADraft`` and ``Unsound``; warnings do not prevent it, ``why`` may answer them.
        """
        from workflows.models.step_function import write_down

        self.workflow.lock()
        self.refresh_from_db(fields=("state", "definition"))
        if not self.is_draft:
            raise NotADraft
        errors = [finding for finding in self.findings if finding.severity == "error"]
        if errors:
            raise Unsound(errors)
        now = timezone.now()
        self._retire_the_one_before(now, by)
        self.state, self.published_at = self.State.PUBLISHED, now
        self.published_by_id, self.published_why = None if by is None else by.pk, why
        self.save(update_fields=("state", "published_at", "published_by", "published_why"))
        write_down(self, parse_definition(self.definition))
        tell("workflow_published", self.workflow, by=by, version=self.pk, number=self.number)

    def _retire_the_one_before(self, now: datetime, by: AbstractBaseUser | None) -> None:
        before = self.workflow.versions.published().values_list("pk", "number").first()
        if before is not None:
            self.workflow.versions.published().update(state=self.State.RETIRED, retired_at=now)
            pk, number = before
            tell("workflow_retired", self.workflow, by=by, version=pk, number=number)


@dataclass(frozen=True)
class _Edition:
    """What a frozen definition is known by.

    The moment belongs to it: a publication that was rolled back leaves its key to a draft.
    """

    pk: int
    published_at: datetime
    version: WorkflowVersion | None = field(compare=False)


def machine_of(pk: int, published_at: datetime, version: WorkflowVersion | None = None) -> Machine:
    """Return the machine of a frozen version of the town in scope, read only if it is not known.

    Raises ``WorkflowVersion.DoesNotExist``.
    """
    return _built(_Edition(pk, published_at, version))


@lru_cache(maxsize=MACHINES_KEPT)
def _built(edition: _Edition) -> Machine:
    version = edition.version or WorkflowVersion.objects.only("definition").get(pk=edition.pk)
    return Machine(parse_definition(version.definition))
