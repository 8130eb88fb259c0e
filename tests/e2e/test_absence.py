# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Saying that one is away and delegating, without a script and without a mouse (law R3.10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import expect

from tests.e2e import steps
from tests.e2e.hands import Keyboard, Mouse

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.e2e.visitors import Visitors

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_away_without_script(visitors: Visitors, agent: Any, colleague: Any) -> None:
    """A telephone whose scripts did not load: reversed days are mended, recorded, cancelled."""
    page = visitors.arrive(agent, java_script_enabled=False, viewport={"width": 360, "height": 740})
    hand = Mouse(page)
    page.goto("/bureau/absences/")
    hand.write(page.get_by_label("First day of absence"), "2100-01-08")
    hand.write(page.get_by_label("Last day of absence"), "2100-01-04")
    page.get_by_label("Who stands in").select_option(label=str(colleague))
    hand.press(steps.button(page, "Record the absence"))
    expect(page.get_by_role("alert")).to_contain_text("The last day comes before the first.")
    expect(page.get_by_label("First day of absence")).to_have_value("2100-01-08")
    hand.write(page.get_by_label("First day of absence"), "2100-01-01")
    hand.press(steps.button(page, "Record the absence"))
    expect(page.get_by_role("main")).to_contain_text(f"{colleague} stands in")
    hand.press(page.get_by_text("Cancel this absence"))
    hand.press(steps.button(page, "Yes, cancel it"))
    expect(page.get_by_role("main")).not_to_contain_text(f"{colleague} stands in")
    expect(page.get_by_text("The absence is cancelled.")).to_be_visible()


def test_delegating_without_mouse(visitors: Visitors, supervisor: Any, agent: Any) -> None:
    """From the queue to the recorded delegation by Tab, Enter, Space, arrows and typing."""
    hand = Keyboard(visitors.arrive(supervisor))
    page = hand.page
    page.goto("/bureau/")
    hand.press(steps.link(page, "Absences and delegations"))
    hand.press(steps.link(page, "Delegations and signatories"))
    hand.press(steps.link(page, "New delegation"))
    hand.reach(page.get_by_label("To whom"))
    page.keyboard.type(str(agent)[:5])
    tick(hand, page.get_by_label("Validation"))
    tick(hand, page.get_by_label("Refusals"))
    hand.press(steps.button(page, "Record the delegation"))
    expect(page.get_by_role("main")).to_contain_text("Refusals, all services, until it is revoked.")
    hand.press(page.get_by_text("Revoke this delegation"))
    hand.press(steps.button(page, "Yes, revoke it"))
    expect(page.get_by_role("main")).to_contain_text("You delegate nothing.")


def tick(hand: Keyboard, target: Locator) -> None:
    hand.reach(target)
    hand.page.keyboard.press("Space")
    expect(target).to_be_checked()
