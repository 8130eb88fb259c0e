# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The style guide in a real browser: accessible, within its width, alive without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from grc.ui.views import ERRORS, SHAPES
from tests.asking_pages import await_truth
from tests.axe import violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAGES = ["", *(f"{name}/" for name in SHAPES), "error/500/"]
# A server error of a real site is not an error of the page that shows it.
EXPECTED_NOISE = tuple(str(status) for status in ERRORS)
SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important;"
    " word-spacing: 0.16em !important } p { margin-bottom: 2em !important }"
)


pytestmark = pytest.mark.browser


@pytest.fixture
def look(chromium: Browser, styleguide_url: str) -> Any:
    """Open a page of the style guide; whatever the browser complains about fails the test."""
    complaints: list[str] = []

    def open_page(path: str, **options: Any) -> Page:
        options = {"locale": "en", "viewport": {"width": 1280, "height": 800}} | options
        context = chromium.new_context(**options)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(styleguide_url + path)
        return page

    yield open_page
    unexpected = [said for said in complaints if not any(code in said for code in EXPECTED_NOISE)]
    assert unexpected == []


def overflow(page: Page) -> int:
    wide: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return wide


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("scheme", "width"), [("dark", 1280), ("light", 360)])
def test_axe_finds_nothing(look: Any, path: str, scheme: str, width: int) -> None:
    """No page shape and no component breaks a rule that a machine can check."""
    page = look(path, color_scheme=scheme, viewport={"width": width, "height": 800})
    found = [(rule["id"], node["html"]) for rule in violations(page) for node in rule["nodes"]]
    assert found == []


def test_axe_finds_what_is_there(look: Any) -> None:
    """A picture without words in place of it is a barrier: the silence above means something."""
    page = look("portal/")
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    assert [rule["id"] for rule in violations(page)] == ["image-alt"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_page_scrolls_sideways(look: Any, path: str, language: str) -> None:
    """At 320 pixels, with the text spacing of WCAG 1.4.12, everything stays within the width."""
    page = look(path, viewport={"width": 320, "height": 640}, locale=language, bypass_csp=True)
    assert overflow(page) == 0
    page.add_style_tag(content=SPACING)
    assert overflow(page) == 0


def test_targets_are_large_enough(look: Any) -> None:
    """What can be pressed alone is at least 24 pixels high and wide."""
    page = look("")
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, .button, select, input, summary, nav a")]
        .filter((e) => e.checkVisibility() && !e.matches("[type=checkbox], [type=radio]"))
        .map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
        .filter(([, box]) => box.width < 24 || box.height < 24).map(([html]) => html)"""
    )
    assert small == []


def test_the_skip_link_comes_first_and_works(look: Any) -> None:
    """The first key press offers to skip the navigation, visibly, and does."""
    page = look("desk/")
    page.keyboard.press("Tab")
    link = page.locator(".skip")
    assert link.evaluate("e => e === document.activeElement")
    assert link.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_focus_is_always_visible(look: Any) -> None:
    """Whatever the keyboard reaches is outlined by at least two pixels."""
    page = look("desk-list/")
    reached = 0
    for _ in range(25):
        page.keyboard.press("Tab")
        width = page.evaluate(
            """() => {
              const seen = document.activeElement.closest(".row") ?? document.activeElement;
              if (seen === document.body) return null;
              return parseFloat(getComputedStyle(seen).outlineWidth);
            }"""
        )
        if width is not None:
            assert width >= 2
            reached += 1
    assert reached > 15


def test_the_line_lies_where_there_is_room_and_stands_on_a_phone(look: Any) -> None:
    """Same list, same order: side by side at 1280 pixels, one below the other at 360."""
    tops = "() => [...document.querySelectorAll('.line-point')].slice(0, 3).map(e => e.offsetTop)"
    assert len(set(look("portal/").evaluate(tops))) == 1
    phone = look("portal/", viewport={"width": 360, "height": 800}).evaluate(tops)
    assert phone == sorted(phone)
    assert len(set(phone)) == 3


def test_the_desk_shows_one_at_a_time_on_a_phone(look: Any) -> None:
    """Beside each other on a screen; on a phone the request, with the way back to the list."""
    page = look("desk/")
    assert page.locator(".desk-list").is_visible()
    assert page.locator(".desk-detail").is_visible()
    assert not page.locator(".back").is_visible()
    page = look("desk/", viewport={"width": 360, "height": 800})
    assert not page.locator(".desk-list").is_visible()
    assert page.locator(".back").is_visible()
    page = look("desk-list/", viewport={"width": 360, "height": 800})
    assert page.locator(".desk-list").is_visible()


def test_the_menu_of_the_desk_opens_without_script(look: Any) -> None:
    """On a phone the navigation is behind its word, with or without scripts."""
    page = look("desk-list/", viewport={"width": 360, "height": 800}, java_script_enabled=False)
    assert not page.get_by_role("link", name="To validate").is_visible()
    page.get_by_role("button", name="Menu").click()
    assert page.get_by_role("link", name="To validate").is_visible()


def test_a_dialog_is_modal_and_gives_the_focus_back(look: Any) -> None:
    """Opened by the keyboard, closed by Escape, the focus returns to its button."""
    page = look("")
    opener = page.locator("details.dialog-box > summary").first
    opener.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('dialog:modal') !== null")
    page.keyboard.press("Escape")
    await_truth(page, "document.querySelector('dialog:modal') === null")
    assert opener.evaluate("e => e === document.activeElement")
    assert not page.locator("#return-reason").is_visible()
    opener.click()
    assert page.evaluate("document.querySelector('dialog:modal') !== null")
    page.get_by_role("button", name="Close without doing anything").click()
    await_truth(page, "document.querySelector('dialog:modal') === null")


def test_a_dialog_unfolds_without_script(look: Any) -> None:
    """Without scripts the same form unfolds in the page."""
    page = look("", java_script_enabled=False)
    assert not page.locator("#return-reason").is_visible()
    page.locator("details.dialog-box > summary").first.click()
    assert page.locator("#return-reason").is_visible()
    assert not page.get_by_role("button", name="Close without doing anything").is_visible()


def test_the_menu_opens_beside_its_button(look: Any) -> None:
    """A menu appears next to the name that opens it and leaves by Escape."""
    page = look("")
    opener = page.locator("[popovertarget=more-menu]")
    opener.click()
    menu = page.locator("#more-menu")
    assert menu.is_visible()
    assert abs(menu.bounding_box()["y"] - opener.bounding_box()["y"]) < 250
    page.keyboard.press("Escape")
    assert not menu.is_visible()


def test_errors_take_the_focus(look: Any) -> None:
    """After a refused form the summary has the focus, and a link leads to the field."""
    page = look("portal-errors/")
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.locator(".error-summary a").first.click()
    assert page.evaluate("document.activeElement.id") == "id_email"


def test_exact_dates_are_shown_on_demand(look: Any) -> None:
    """One check box shows every exact moment, and the device remembers it."""
    page = look("desk/")
    exact = page.locator(".when-exact").first
    assert not exact.is_visible()
    page.get_by_label("Exact dates").check()
    assert exact.is_visible()
    page.reload()
    assert page.locator(".when-exact").first.is_visible()


def test_a_toast_leaves_when_asked(look: Any) -> None:
    """A toast stays until the person closes it."""
    page = look("")
    toast = page.locator(".toast")
    assert toast.is_visible()
    toast.get_by_role("button", name="Close").click()
    assert toast.count() == 0


def test_forced_colours_keep_edges(look: Any) -> None:
    """In forced colours a primary button keeps an edge."""
    page = look("portal-form/", forced_colors="active")
    width = page.locator(".primary").evaluate("e => getComputedStyle(e).borderTopWidth")
    assert width == "2px"


def test_nothing_moves_for_those_who_ask(look: Any) -> None:
    """With reduced motion there is no animation at all."""
    page = look("", reduced_motion="reduce")
    assert page.locator(".toast").evaluate("e => getComputedStyle(e).animationName") == "none"


def test_paper_gets_the_content_only(look: Any) -> None:
    """A printed request has neither navigation nor buttons."""
    page = look("desk/")
    page.emulate_media(media="print")
    assert not page.locator(".desk-head").is_visible()
    assert not page.locator(".primary").first.is_visible()
    assert page.locator(".line").is_visible()
