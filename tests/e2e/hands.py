# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Two ways to use a page: with a mouse, and with Tab, Enter and typing alone (law R3.10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from tests.focus import RINGED

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

# A page on which this many presses of Tab lead nowhere cannot be used.
MOST_TABS = 80
# Null: the page put something else in its place meanwhile.
HAS_FOCUS = "element => element.isConnected ? element === document.activeElement : null"
SAY_FOCUS = "() => document.activeElement?.outerHTML.slice(0, 80) ?? 'nothing'"


class Hand(Protocol):
    """Somebody who uses a page."""

    page: Page

    def press(self, target: Locator) -> None:
        """Follow a link, press a button, unfold what is folded."""

    def write(self, target: Locator, text: str) -> None:
        """Put this text into a field, in place of what is there."""


class Mouse:
    """Points and clicks."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator) -> None:
        target.click()

    def write(self, target: Locator, text: str) -> None:
        target.fill(text)


class Keyboard:
    """Never touches the page: what Tab does not reach does not exist."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator) -> None:
        self.reach(target)
        self.page.keyboard.press("Enter")

    def write(self, target: Locator, text: str) -> None:
        self.reach(target)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def reach(self, target: Locator) -> None:
        """Press Tab until the target has the focus; the focus must show."""
        target.wait_for()
        passed: list[str] = []
        while not (is_there := target.evaluate(HAS_FOCUS)):
            if is_there is None:
                continue
            passed.append(self.page.evaluate(SAY_FOCUS))
            assert len(passed) < MOST_TABS, f"{target} is not on the way: {passed}"
            self.page.keyboard.press("Tab")
        assert self.page.evaluate(RINGED), f"{target} does not show that it has the focus"
