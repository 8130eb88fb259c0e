# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What an import may answer: the whole file cannot be used, or this one row cannot."""

from __future__ import annotations

from grc.core.refusals import NotValid


class CannotImport(NotValid):
    """The file, its mapping or its town cannot be used at all; nothing was imported."""


class RowRefused(NotValid):
    """One row cannot become a request; the sentence goes to the report, the import goes on."""
