# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Real browsers that note when each number was first on their screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.soak.sockets.town import Seat

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# A number counts from the frame that paints it, by the clock that the commits are noted with.
WATCH = """window.seen = {};
const look = () => requestAnimationFrame(() => {
  const now = Date.now() / 1000;
  for (const [, number] of document.body.textContent.matchAll(/Signal (\\d+)\\./g)) {
    window.seen[number] ??= now;
  }
});
new MutationObserver(look).observe(document, { childList: true, subtree: true });"""


class Screen:
    """The desk of somebody, open on their list."""

    def __init__(self, browser: Browser, seat: Seat) -> None:
        self.seat = seat
        context = browser.new_context()
        cookie: Any = {"name": "session", "value": seat.session, "url": f"http://{seat.host}"}
        context.add_cookies([cookie])
        self._page = context.new_page()
        self._page.add_init_script(WATCH)
        self._page.goto(f"http://{seat.host}/bureau/")
        self._page.wait_for_selector("body[data-live-state=watching]", state="attached")

    @property
    def seen(self) -> dict[int, float]:
        """When each number was first seen, in seconds of the wall's clock."""
        seen: dict[str, float] = self._page.evaluate("window.seen")
        return {int(number): at for number, at in seen.items()}

    def wait(self, seconds: float) -> None:
        """Let the browser work, and speak to us, for a while."""
        self._page.wait_for_timeout(seconds * 1000)
