# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The small scripts, one thing each, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ui.urls import received

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser


@pytest.fixture
def context(chromium: Browser) -> BrowserContext:
    received.clear()
    return chromium.new_context(locale="en")


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def test_a_double_click_sends_once(page: Page, styleguide_url: str) -> None:
    """Two clicks on a button send one form, with the name of the button."""
    page.goto(styleguide_url.replace("styleguide", "forms"))
    page.locator("#once button").dblclick()
    page.locator("#once button").click()
    page.wait_for_load_state("networkidle")
    assert received == ["POST take"]
    assert page.locator("#once").get_attribute("aria-busy") == "true"


def test_a_form_can_be_sent_again_after_coming_back(page: Page, styleguide_url: str) -> None:
    """The back button finds a form that works."""
    address = styleguide_url.replace("styleguide", "forms")
    page.goto(address)
    page.locator("#once button").click()
    page.goto(styleguide_url)
    page.go_back()
    page.locator("#once button").click()
    page.wait_for_load_state("networkidle")
    assert received == ["POST take", "POST take"]


@pytest.mark.parametrize("form", ["often", "search"])
def test_what_may_be_repeated_is_not_held_back(page: Page, styleguide_url: str, form: str) -> None:
    """A search, or a form that says so, can be sent as often as one likes."""
    page.goto(styleguide_url.replace("styleguide", "forms"))
    for _ in range(2):
        with page.expect_response("**/sent/**"):
            page.locator(f"#{form} button").click()
    assert len(received) == 2


def test_a_button_copies_and_says_so(
    page: Page, context: BrowserContext, styleguide_url: str
) -> None:
    """The words are on the clipboard, and a screen reader hears it."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{styleguide_url}#copy")
    button = page.locator("[data-copy='copied-1']")
    button.focus()
    page.keyboard.press("Enter")
    page.locator("[role=status]").get_by_text("Copied", exact=True).wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "7KQ2-M9RA"


def test_what_a_browser_does_not_copy_is_selected(
    page: Page, context: BrowserContext, styleguide_url: str
) -> None:
    """Where the clipboard is not given, the words are selected whole and one reads what to do."""
    context.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.goto(f"{styleguide_url}#copy")
    page.locator("[data-copy='copied-1']").click()
    page.locator("[role=status]").get_by_text("It is selected").wait_for()
    assert page.evaluate("getSelection().toString()") == "7KQ2-M9RA"


def test_without_scripts_no_button_copies(chromium: Browser, styleguide_url: str) -> None:
    """A button that could do nothing is not there; the words are."""
    page = chromium.new_context(locale="en", java_script_enabled=False).new_page()
    page.goto(styleguide_url)
    assert not page.locator("[data-copy='copied-1']").is_visible()
    assert page.locator("#copied-1").is_visible()


def test_a_refusal_is_said_and_the_page_stays(page: Page, styleguide_url: str) -> None:
    """A gesture refused by the server shows its sentence; the button stays where it was."""
    page.goto(styleguide_url.replace("styleguide", "gestures"))
    page.get_by_role("button", name="Take").click()
    toast = page.locator("#toasts")
    toast.get_by_text("Claire took it a minute ago.").wait_for()
    assert page.get_by_role("button", name="Take").is_visible()


def test_a_broken_server_is_said_in_words(page: Page, styleguide_url: str) -> None:
    """When the server fails the person reads what is kept, never what the server said."""
    page.goto(styleguide_url.replace("styleguide", "gestures"))
    page.get_by_role("button", name="Break").click()
    page.locator("#toasts").get_by_text("What you wrote is still on this page").wait_for()
    assert page.get_by_text("Traceback").count() == 0


def test_an_unreachable_server_is_said_in_words(
    page: Page, context: BrowserContext, styleguide_url: str
) -> None:
    """Without network a gesture says so instead of keeping quiet."""
    page.goto(styleguide_url.replace("styleguide", "gestures"))
    context.set_offline(True)
    page.get_by_role("button", name="Take").click()
    page.locator("#toasts").get_by_text("could not be reached").wait_for()


def test_my_position_fills_the_field(
    page: Page, context: BrowserContext, styleguide_url: str
) -> None:
    """The position of the device goes into the two figures, and the person is told."""
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"latitude": 48.9566, "longitude": 4.3631})
    page.goto(styleguide_url)
    page.get_by_role("button", name="Use my position").click()
    page.get_by_text("Position found.").wait_for()
    assert page.locator("[data-latitude] input").input_value() == "48.956600"
    assert page.locator("[data-longitude] input").input_value() == "4.363100"


def test_a_refused_position_leaves_the_address(
    page: Page, context: BrowserContext, styleguide_url: str
) -> None:
    """Without permission the person is asked for the address; nothing is filled."""
    context.clear_permissions()
    page.goto(styleguide_url)
    page.get_by_role("button", name="Use my position").click()
    page.get_by_text("Write the address instead.").wait_for()
    assert page.locator("[data-latitude] input").input_value() == ""
