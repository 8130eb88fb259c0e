# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a machine can find that keeps people out of a page (law R3.18)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

# What RGAA and WCAG ask and a machine can check.
TAGS: Final = [
    "RGAAv4",
    "wcag2a",
    "wcag2aa",
    "wcag21a",
    "wcag21aa",
    "wcag22aa",
    "best-practice",
]
SCRIPT: Final = Axe().axe_script
# All that axe finds in order would be a megabyte to carry over for a page of fifty rows.
RUN: Final = (
    f"axe.run({json.dumps({'runOnly': TAGS, 'resultTypes': ['violations']})})"
    ".then(({ violations }) => violations)"
)


def violations(page: Page) -> list[dict[str, Any]]:
    """Return the rules that the page breaks as it is now, each with its nodes."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(SCRIPT)
    found: list[dict[str, Any]] = page.evaluate(RUN)
    return found


def assert_accessible(page: Page) -> None:
    """Fail with what axe found, and where."""
    found = violations(page)
    assert not found, [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]
