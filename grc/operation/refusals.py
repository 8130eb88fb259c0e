# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Why a backup was not made, or not put back: one sentence each, and what to do."""

from __future__ import annotations

from grc.core.refusals import NotNow


class CannotBackUp(NotNow):
    """No archive was made; what was begun is gone."""


class CannotRestore(NotNow):
    """The archive was not put back, or what was put back is not what was backed up."""
