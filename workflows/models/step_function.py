# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models

from invariants import AppendOnly, SameTown
from invariants.models import TownModel
from workflows.definition import Trigger
from workflows.models.version import WorkflowVersion

if TYPE_CHECKING:
    from workflows.definition import Definition


class StepFunction(TownModel):
    """A function that has a button at a step of a published version.

    It says in the database what the frozen definition says: whose turn it may be where a request
    stands. Written once, when the version is published.
    """

    version = models.ForeignKey(
        WorkflowVersion,
        on_delete=models.PROTECT,
        related_name="step_functions",
        db_constraint=False,
        # The unique constraint begins with it.
        db_index=False,
    )
    step = models.CharField(max_length=40)
    function = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TownModel.Meta.constraints,
            SameTown("version", name="workflows_stepfunction_version"),
            models.UniqueConstraint(
                fields=("version", "step", "function"), name="workflows_stepfunction_once"
            ),
            AppendOnly(name="workflows_stepfunction_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} · {self.step} · {self.function}"


def write_down(version: WorkflowVersion, definition: Definition) -> None:
    """Write down which functions have a button where, for a version that is published now."""
    buttons = (way for way in definition.transitions if way.trigger is Trigger.BUTTON)
    turns = {(step, code) for way in buttons for step in way.sources for code in way.functions}
    StepFunction.objects.bulk_create(
        StepFunction(
            municipality_id=version.municipality_id, version=version, step=step, function=function
        )
        for step, function in sorted(turns)
    )
