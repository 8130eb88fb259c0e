# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A workflow tried by hand in a real browser: keyboard alone, without scripts, on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.axe import assert_accessible
from tests.studio.test_browser import asked, sit
from workflows.models import Workflow

__all__ = ["sit"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOME = "/studio/circuits-de-traitement/report/essayer/"
PHONE = {"width": 360, "height": 740}


def test_a_scenario_is_clicked_together_from_the_keyboard(
    sit, town, administrator, service, workflow
):
    """Begun, lived, one step taken back, kept: no script, no mouse, a telephone's width."""
    desk = sit(administrator, java_script_enabled=False, viewport=PHONE)
    page = desk.open(HOME)
    page.get_by_role("link", name="Try by hand").click()
    page.get_by_role("button", name="Begin").press("Enter")
    press = page.get_by_role("button", name="Start the work").first
    press.press("Enter")
    expect(page.locator(".sandbox-label")).to_have_text("Being dealt with")
    page.get_by_role("button", name="Ask for a detail").first.press("Enter")
    page.get_by_role("button", name="Write a message").press("Enter")
    expect(page.locator(".sandbox-story")).to_contain_text("Resume after the citizen’s message")
    page.go_back()
    expect(page.locator(".sandbox-label")).to_have_text("Waiting for your reply")
    page.get_by_role("button", name="Go back to here").nth(1).press("Enter")
    expect(page.locator(".sandbox-label")).to_have_text("Being dealt with")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]
    page.get_by_label("Name").fill("On prend en charge")
    page.get_by_role("button", name="Keep it").press("Enter")
    expect(page.locator("h3", has_text="On prend en charge")).to_be_visible()
    kept = asked(town, lambda: Workflow.objects.get().pending_draft.definition["scenarios"])
    assert kept[0]["play"][-1] == {"expect": {"step": "in_progress"}}


def test_where_a_story_stands_is_accessible(sit, town, administrator, service, workflow):
    """The page that says what may happen next is silent for axe, what asks included."""
    page = sit(administrator).open(f"{HOME}a-la-main/")
    assert_accessible(page)
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("button", name="Start the work").first.click()
    page.locator("details summary").last.click()
    assert_accessible(page)


def test_what_transitions_share_is_accessible(sit, town, administrator, workflow):
    """Shared from a transition by the keyboard; its page is edited and read like the others."""
    desk = sit(administrator, viewport=PHONE)
    page = desk.open("/studio/circuits-de-traitement/report/transitions/still_working/")
    desk.press("a[href$='?what=effects']")
    expect(page.locator("h1")).to_have_text("Share these effects with other transitions")
    assert_accessible(page)
    desk.type_in("#id_label_fr", "Nouvelles")
    desk.press("form.form button.primary")
    link = page.locator("#effects ~ ol")
    expect(link).to_contain_text("Do what is shared")
    page = desk.open("/studio/circuits-de-traitement/report/effets/nouvelles/")
    expect(page.locator("h1")).to_contain_text("Nouvelles")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page = desk.open("/studio/circuits-de-traitement/report/conditions/nouvelle/?fact=channel")
    desk.type_in("#id_label_fr", "Au téléphone")
    desk.press("#id_value_3", " ")
    desk.press("form.form button.primary")
    expect(page.locator("h1")).to_contain_text("Au téléphone")
    assert_accessible(page)
