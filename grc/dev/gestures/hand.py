# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A hand on mouse and keyboard that counts what it does. Words that are typed count apart."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page


@dataclass(kw_only=True)
class Count:
    """What one gesture cost. ``keys`` are keys pressed, a chord is one; ``typed`` are characters
    of words; ``page_loads`` are pages that were opened meanwhile."""

    name: str
    clicks: int = 0
    keys: int = 0
    typed: int = 0
    page_loads: int = 0
    seconds: float = 0.0

    @property
    def gestures(self) -> int:
        """Clicks and keys together, typed words apart."""
        return self.clicks + self.keys

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


class Hand:
    """Does what a person does on one page, from ``with`` to its end, and counts it."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.count = page, Count(name=name)

    def __enter__(self) -> Hand:
        self.page.on("domcontentloaded", self._loaded)
        self._began = time.perf_counter()
        return self

    def __exit__(self, *_error: object) -> None:
        self.count.seconds = round(time.perf_counter() - self._began, 2)
        self.page.remove_listener("domcontentloaded", self._loaded)

    def _loaded(self, _page: Page) -> None:
        self.count.page_loads += 1

    def click(self, selector: str, *, opens: bool = False) -> None:
        """Click; where that ``opens`` a page, wait for it."""
        self.count.clicks += 1
        target = self.page.locator(selector).first
        if not opens:
            target.click()
            return
        with self.page.expect_navigation():
            target.click()

    def press(self, key: str) -> None:
        self.count.keys += 1
        self.page.keyboard.press(key)

    def choose(self, selector: str, label: str) -> None:
        """Choose from a list: one click opens it, one takes the line."""
        self.count.clicks += 2
        self.page.locator(selector).select_option(label=label)

    def type(self, selector: str, words: str) -> None:
        """Type words into a field that has the focus, or is the next to be read."""
        self.count.typed += len(words)
        self.page.locator(selector).fill(words)
