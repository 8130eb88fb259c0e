# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from workflows.models.version import NotADraft, Unsound, WorkflowVersion, machine_of
from workflows.models.workflow import Workflow

__all__ = ["NotADraft", "Unsound", "Workflow", "WorkflowVersion", "machine_of"]
