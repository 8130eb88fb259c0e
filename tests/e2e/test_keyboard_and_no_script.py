# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The journeys of those who have no script, and of those who have no mouse (law R3.10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.hands import Keyboard, Mouse

if TYPE_CHECKING:
    from tests.e2e.hands import Hand
    from tests.e2e.house import House
    from tests.e2e.visitors import Visitors

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = "It is deeper since yesterday."
ANSWER = "Hello,\n\nThe hole is filled.\n\nKind regards"


def test_a_citizen_without_script(visitors: Visitors) -> None:
    """Nothing of the portal needs a script."""
    ask_and_write_back(Mouse(visitors.arrive(java_script_enabled=False)))


def test_a_citizen_without_mouse(visitors: Visitors) -> None:
    """Tab, Enter and typing are enough, and the focus always shows."""
    hand = Keyboard(visitors.arrive())
    hand.page.goto("/")
    hand.page.keyboard.press("Tab")
    expect(steps.link(hand.page, "Skip to the content")).to_be_focused()
    hand.page.keyboard.press("Enter")
    expect(hand.page.get_by_role("main")).to_be_focused()
    ask_and_write_back(hand)


def ask_and_write_back(hand: Hand) -> None:
    """Look for a service, send the form too early, mend it, follow the request, add a word."""
    page = hand.page
    page.goto("/")
    hand.write(page.get_by_label("Say it in your own words"), "pothole")
    hand.press(steps.button(page, "Search"))
    hand.press(steps.link(page, "Pothole"))

    hand.press(steps.button(page, "Send my request"))
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("What is the matter?")
    expect(summary).to_be_focused()
    hand.press(summary.get_by_role("link").first)
    expect(page.get_by_label("What is the matter?")).to_be_focused()
    steps.fill_in(hand)
    steps.send(hand)

    steps.follow(hand)
    steps.write_back(hand, WORDS)
    expect(page.get_by_role("article").filter(has_text=WORDS)).to_be_visible()


def test_an_agent_and_a_supervisor_without_mouse(
    service_request: object, house: House, visitors: Visitors, agent: object, supervisor: object
) -> None:
    """From sign-in to approval, agent and supervisor need no mouse."""
    alice, sonia = (Keyboard(visitors.arrive()) for _ in range(2))
    steps.sign_in(alice, agent)
    steps.take(alice, "Un trou devant le 12.")
    steps.open_draft(alice)
    steps.draft(alice, ANSWER)
    steps.submit(alice, 1)

    steps.sign_in(sonia, supervisor)
    steps.open_inbox(sonia)
    steps.send_back(sonia, "Say when.")

    alice.press(steps.link(alice.page, "Correct the answer"))
    steps.draft(alice, ANSWER.replace("filled", "filled since Tuesday"))
    steps.submit(alice, 2)

    steps.open_inbox(sonia)
    steps.approve(sonia)
    assert "since Tuesday" in house.mails(to=steps.EMAIL, count=2)[-1].text
