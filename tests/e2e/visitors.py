# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""People at their browsers, and what their browsers complain of."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Error

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

    from tests.e2e.house import House

PATIENCE = 15_000
# Chromium calls a page with such a status an error; these are the pages that say no, in words.
SAID_NO = frozenset({409, 422})
STATUS = re.compile(r"Failed to load resource: .* status of (\d+) ")
TELL_VIOLATIONS = """addEventListener("securitypolicyviolation", (event) => console.error(
  `policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`
));"""


class Visitors:
    """The browsers of a test, one context each: nobody shares cookies with anybody."""

    def __init__(self, browser: Browser, house: House) -> None:
        self.browser, self.house = browser, house
        self.contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def arrive(self, person: Any = None, *, expected: Iterable[int] = (), **options: Any) -> Page:
        """Open a browser and its first page. A ``person`` is signed in already.

        ``expected``: statuses that the browser may complain of, besides those that say no.
        """
        context = self.browser.new_context(
            base_url=self.house.url, **({"locale": "en-GB"} | options)
        )
        context.set_default_timeout(PATIENCE)
        context.add_init_script(TELL_VIOLATIONS)
        context.on("console", lambda message: self._hear(message, {*SAID_NO, *expected}))
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))
        context.on("response", self._look)
        self.contexts.append(context)
        if person is not None:
            context.add_cookies([self._session(person)])
        return context.new_page()

    def keep_pictures(self, folder: Path) -> None:
        """Keep what each page shows, for whoever reads a failure."""
        folder.mkdir(parents=True, exist_ok=True)
        pages = [page for context in self.contexts for page in context.pages]
        for number, page in enumerate(pages, start=1):
            with suppress(Error):
                page.screenshot(path=folder / f"{number}.png", full_page=True)

    def leave(self) -> None:
        for context in self.contexts:
            context.close()

    def _session(self, person: Any) -> Any:
        from tests.live.browser import session_of

        key = self.house.ask(lambda: session_of(person))
        return {"name": "session", "value": key, "url": self.house.url}

    def _hear(self, message: ConsoleMessage, expected: set[int]) -> None:
        if message.type != "error":
            return
        status = STATUS.match(message.text)
        if status is None or int(status[1]) not in expected:
            where = message.location.get("url", "")
            self.complaints.append(f"console: {message.text} ({where})")

    def _look(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"status: {response.status} {response.url}")
