# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What people do in the story, one gesture each, by the words that they read on the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.cast import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.e2e.hands import Hand

QUESTION = "A hole in front of number 12, the cars swerve."
EMAIL = "marie@example.org"


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def link(page: Page, name: str) -> Locator:
    return page.get_by_role("link", name=name, exact=True)


def heading(page: Page, name: str) -> Locator:
    return page.get_by_role("heading", name=name, exact=True)


def current_step(page: Page) -> Locator:
    """The point of the line that says where the request stands now."""
    return page.get_by_role("list", name="Where it stands").locator("[aria-current=step]")


# --- The citizen ------------------------------------------------------------------------------
def open_form(hand: Hand) -> None:
    hand.page.goto("/")
    hand.press(link(hand.page, "Pothole"))
    expect(heading(hand.page, "Pothole")).to_be_visible()


def fill_in(hand: Hand, *, question: str = QUESTION, email: str = EMAIL) -> None:
    page = hand.page
    hand.write(page.get_by_label("What is the matter?"), question)
    hand.write(page.get_by_label("Address, or how to find the place"), "12 rue des Fleurs")
    hand.write(page.get_by_label("First and last name"), "Marie Dupont")
    hand.write(page.get_by_label("E-mail address"), email)


def send(hand: Hand) -> None:
    hand.press(button(hand.page, "Send my request"))
    expect(heading(hand.page, "Your request has been received")).to_be_visible()


def follow(hand: Hand) -> None:
    hand.press(link(hand.page, "Follow my request"))
    expect(current_step(hand.page)).to_contain_text("Received")


def write_back(hand: Hand, words: str) -> None:
    hand.write(hand.page.get_by_label("Your message"), words)
    hand.press(button(hand.page, "Send the message"))
    expect(hand.page.get_by_text("Your message has been sent.")).to_be_visible()


# --- Agents and supervisors -------------------------------------------------------------------
def sign_in(hand: Hand, person: Any) -> None:
    page = hand.page
    page.goto("/bureau/")
    hand.write(page.get_by_role("textbox", name=re.compile("e-?mail", re.IGNORECASE)), person.email)
    hand.write(page.get_by_label("Password"), PASSWORD)
    hand.press(page.get_by_role("button", name=re.compile("^sign in$", re.IGNORECASE)))
    expect(heading(page, "Queue")).to_be_visible()


def take(hand: Hand, title: str = QUESTION) -> None:
    page = hand.page
    hand.press(link(page, title))
    hand.press(button(page, "Take"))
    expect(page.get_by_text("You now have this request.")).to_be_visible()


def open_draft(hand: Hand) -> None:
    hand.press(button(hand.page, "Write the answer"))
    expect(answer_field(hand.page)).to_be_editable()


def answer_field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Answer")


def draft(hand: Hand, text: str) -> None:
    """Type the answer and pause: it is saved without a button."""
    page = hand.page
    page.wait_for_load_state()
    hand.write(answer_field(page), text)
    expect(page.get_by_text("Saved at")).to_be_visible()


def submit(hand: Hand, number: int) -> None:
    page = hand.page
    hand.press(button(page, "Submit for validation"))
    expect(
        page.get_by_text(f"Version {number} is submitted. Asked now: a supervisor of Voirie.")
    ).to_be_visible()


def open_inbox(hand: Hand) -> None:
    hand.press(hand.page.get_by_role("link", name=re.compile("^To validate")))
    expect(heading(hand.page, "The answer, as it will be received")).to_be_visible()


def send_back(hand: Hand, reason: str) -> None:
    page = hand.page
    hand.press(page.locator("summary").get_by_text("Return", exact=True))
    hand.write(page.get_by_label("What should change?"), reason)
    hand.press(button(page, "Return with this reason"))
    expect(page.get_by_text("with your reason.")).to_be_visible()


def approve(hand: Hand) -> None:
    page = hand.page
    hand.press(button(page, "Approve"))
    expect(page.get_by_text("Approved: the answer leaves by e-mail in a minute.")).to_be_visible()
