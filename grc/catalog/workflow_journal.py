# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What is done to workflows is found in the journal: the engine tells it, and knows no journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grc.journal.models import Event
from workflows.happenings import hears

if TYPE_CHECKING:
    from workflows.happenings import Happening


@hears
def keep(happening: Happening) -> None:
    """Record an event about the workflow, whose versions and drafts come and go."""
    Event.objects.record(happening.name, happening.workflow, by=happening.by, **happening.data)
