# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What conditions of a workflow may speak of: the house says it, the engine does not know it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from workflows.rules import Vocabulary

if TYPE_CHECKING:
    from workflows.models import Workflow

Provider = Callable[["Workflow"], Vocabulary]

_providers: list[Provider] = []


def provide(provider: Provider) -> Provider:
    """Let this function say which facts a workflow of the town in scope may speak of."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def vocabulary_of(workflow: Workflow) -> Vocabulary | None:
    """Return the facts of a workflow; None where nobody said any."""
    if not _providers:
        return None
    return _providers[-1](workflow)
