# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Wait for a page of a strict policy.

Playwright's ``wait_for_function`` evaluates inside the page from its second look on, which our
policy forbids: a test that has to wait fails, one that need not passes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from grc.dev.processes import wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Page

PATIENCE = 15


def await_truth(page: Page, expression: str, argument: Any = None) -> None:
    """Ask the page from outside until the expression holds."""
    assert wait_until(lambda: bool(page.evaluate(expression, argument)), PATIENCE), expression
