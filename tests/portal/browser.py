# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A real browser before the real pages: a keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

OUTLINE = """() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== "none" && style.outlineWidth !== "0px";
}"""


def tab_to(page: Page, selector: str, *, most: int = 120) -> None:
    """Press Tab until the element has the focus; the focus is seen wherever it is."""
    for _press in range(most):
        page.keyboard.press("Tab")
        assert page.evaluate(OUTLINE), page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached with the keyboard")


def press(page: Page, selector: str, key: str = "Enter") -> None:
    """Go to the element with Tab and press a key on it."""
    tab_to(page, selector)
    page.keyboard.press(key)


def type_in(page: Page, **fields: Any) -> None:
    """Go to each field with Tab, in the order of the page, and type; hyphens as underscores."""
    for name, text in fields.items():
        tab_to(page, f'[name="{name.replace("_", "-")}"]')
        page.keyboard.press("Control+a")
        page.keyboard.type(text)
