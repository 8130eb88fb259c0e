# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The mailbox in a real browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from grc.dev.mailbox import Mailbox
from tests.dev.letters import letter, send

pytestmark = pytest.mark.browser


def test_script_in_a_message_does_not_run(chromium: Browser, mailbox: Mailbox) -> None:
    """A message that tries to leave its frame stays in it."""
    send(mailbox)
    page = chromium.new_page()
    address = f"{mailbox.url}messages/{mailbox.messages()[0].identifier}"
    page.goto(address)
    expect(page.frame_locator("article iframe").locator("h1")).to_have_text("Votre demande")
    assert page.url == address
    page.close()


def test_link_in_a_message_opens_outside(chromium: Browser, mailbox: Mailbox) -> None:
    """A link of a message takes the whole page, as in a mail program."""
    send(mailbox)
    page = chromium.new_page()
    page.route("https://ville.test/**", lambda route: route.fulfill(body="arrived"))
    page.goto(f"{mailbox.url}messages/{mailbox.messages()[0].identifier}")
    page.frame_locator("article iframe").get_by_role("link", name="Suivre").click()
    expect(page.get_by_text("arrived")).to_be_visible()
    page.close()


def test_list_refreshes_beside_the_search(chromium: Browser, mailbox: Mailbox) -> None:
    """A new message appears by itself, and what was typed in the search is still there."""
    page = chromium.new_page(locale="en")
    page.goto(mailbox.url)
    expect(page.frame_locator("nav iframe").get_by_text("No message yet")).to_be_visible()
    page.get_by_label("Recipient").fill("camille")
    send(mailbox, letter(subject="nouveau"))
    expect(page.frame_locator("nav iframe").get_by_text("nouveau")).to_be_visible(timeout=15_000)
    expect(page.get_by_label("Recipient")).to_have_value("camille")
    page.get_by_role("button", name="Search").click()
    page.frame_locator("nav iframe").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("nouveau")
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_accessible(chromium: Browser, mailbox: Mailbox, width: int, scheme: str) -> None:
    """No barrier that axe can find, and nothing wider than the screen.

    The list inside refreshes without a script, which axe calls a barrier; it is a tool's page.
    """
    send(mailbox)
    page = chromium.new_page(
        viewport={"width": width, "height": 740},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    for path in ("", f"messages/{mailbox.messages()[0].identifier}", "nothing"):
        page.goto(mailbox.url + path)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
