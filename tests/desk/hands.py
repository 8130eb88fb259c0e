# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Agents in a real browser: signed in, with a keyboard; what is checked on every page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.focus import RINGED
from tests.threads import together

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

# What the browser says when a page is refused on purpose.
EXPECTED = ("status of 4",)


class Desk:
    """Somebody's browser at their desk."""

    def __init__(self, browser: Browser, site: str, town: Any, user: Any, **options: Any) -> None:
        self.site, self.complaints = site, list[str]()
        self.context: BrowserContext = browser.new_context(
            **{"locale": "en", "reduced_motion": "reduce"} | options
        )
        (key,) = together(town, lambda: session_of(user))
        cookies: list[Any] = [{"name": "session", "value": key, "url": site}]
        self.context.add_cookies(cookies)
        self.page = self.context.new_page()
        self.page.on("console", lambda said: said.type == "error" and self.hear(said.text))
        self.page.on("pageerror", lambda error: self.hear(str(error)))

    def hear(self, complaint: str) -> None:
        # The sockets' server does not play in these tests.
        if "/live/" not in complaint and not any(words in complaint for words in EXPECTED):
            self.complaints.append(complaint)

    def open(self, path: str) -> Page:
        self.page.goto(self.site + path)
        return self.page

    def press(self, selector: str, key: str = "Enter", *, most: int = 150) -> None:
        """Go to the element with Tab, the focus seen on the way, and press a key on it."""
        for _ in range(most):
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                self.page.keyboard.press(key)
                return
            self.page.keyboard.press("Tab")
            if self.page.evaluate("document.activeElement !== document.body"):
                assert self.page.evaluate(RINGED), self.page.evaluate(
                    "document.activeElement.outerHTML"
                )
        raise AssertionError(f"{selector} cannot be reached with the keyboard")

    def type_in(self, selector: str, text: str) -> None:
        """Go to the field with Tab and type in place of what is there."""
        self.press(selector, "Control+a")
        self.page.keyboard.insert_text(text)

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than its window."""
        return int(
            self.page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
        )


def session_of(user: Any) -> str:
    """Return the key of a new session of somebody who signed in."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)
