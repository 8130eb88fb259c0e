# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from workflows.models.draft_edit import DraftEdit
from workflows.models.editable import EditedMeanwhile, NotADraft, NothingToUndo
from workflows.models.step_function import StepFunction
from workflows.models.version import Unsound, WorkflowVersion, machine_of
from workflows.models.workflow import Workflow

__all__ = [
    "DraftEdit",
    "EditedMeanwhile",
    "NotADraft",
    "NothingToUndo",
    "StepFunction",
    "Unsound",
    "Workflow",
    "WorkflowVersion",
    "machine_of",
]
