# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Workflows in files, which anybody may have written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_noop

from workflows.findings import Finding

if TYPE_CHECKING:
    from pathlib import Path

#: Bytes. The largest workflow that is sound has about a tenth of it.
LARGEST: Final = 2_000_000


class Unreadable(Exception):
    """There is no JSON in the file; ``finding`` says why."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(finding.sentence)


def read_json(path: Path) -> object:
    """Return what a file holds; raises ``Unreadable`` where that is no JSON, or too much of it."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        message = gettext_noop("The file cannot be read: %(reason)s.")
        reason = error.strerror or type(error).__name__
        raise Unreadable(Finding("unreadable", message, {"reason": reason})) from error
    if len(content) > LARGEST:
        message = gettext_noop("The file is larger than 2 MB: no workflow is.")
        raise Unreadable(Finding("too_large", message))
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        message = gettext_noop("This is no JSON: %(reason)s.")
        reason = str(error) if isinstance(error, json.JSONDecodeError) else type(error).__name__
        raise Unreadable(Finding("not_json", message, {"reason": reason})) from error
