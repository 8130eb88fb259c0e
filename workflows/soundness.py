# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Whether a workflow makes sense."""

from __future__ import annotations

from collections.abc import Collection

from workflows.definition import Definition
from workflows.findings import Finding


def check(
    definition: Definition, *, languages: Collection[str] = ("fr", "en")
) -> tuple[Finding, ...]:
    """Return everything to say about the workflow."""
    return ()
