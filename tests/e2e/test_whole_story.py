# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The main job, lived by three people at once on the running town."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import expect

from grc.dev.processes import wait_until
from tests.e2e import steps
from tests.e2e.hands import Mouse
from tests.e2e.house import MAIL_SECONDS

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.e2e.house import House
    from tests.e2e.visitors import Visitors

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIRST = "Hello,\n\nWe are going to fill the hole.\n\nKind regards"
SECOND = "Hello,\n\nWe are going to fill the hole on **Tuesday 3 March**.\n\nKind regards"
REASON = "Say which day."


def test_a_request_is_answered_after_one_return(
    house: House, visitors: Visitors, agent: object, supervisor: object
) -> None:
    """Exactly the approved text reaches the citizen, and each sees at each moment where it is."""
    marie, alice, sonia = (Mouse(visitors.arrive()) for _ in range(3))
    steps.sign_in(alice, agent)
    wait_for_news(alice.page)
    alice.page.evaluate("window.opened = 'before the request'")

    steps.open_form(marie)
    steps.fill_in(marie)
    steps.send(marie)
    tracking = open_mail(house, marie.page, "We received your request")
    expect(steps.current_step(tracking)).to_contain_text("Received")

    expect(steps.link(alice.page, steps.QUESTION)).to_be_visible()
    assert alice.page.evaluate("window.opened") == "before the request"
    steps.take(alice)
    steps.open_draft(alice)
    steps.draft(alice, FIRST)
    steps.submit(alice, 1)
    where_it_is(tracking, "Answer being checked")

    steps.sign_in(sonia, supervisor)
    steps.open_inbox(sonia)
    expect(in_letter(sonia.page, "We are going to fill the hole.")).to_be_visible()
    steps.send_back(sonia, REASON)
    where_it_is(tracking, "Being dealt with")

    correct(alice.page)
    steps.draft(alice, SECOND)
    steps.submit(alice, 2)

    see_what_changed(sonia.page)
    steps.approve(sonia)

    answer = house.mails(to=steps.EMAIL, count=2)[-1]
    assert answer.text.replace("\r\n", "\n").startswith(SECOND.replace("**", "") + "\n")
    see_the_whole_way(tracking)


def wait_for_news(page: Page) -> None:
    """Wait until the page listens: from here on it is told."""
    expect(page.locator("body")).to_have_attribute("data-live-state", "watching")


def open_mail(house: House, page: Page, subject: str) -> Page:
    """Read the newest mail in the mailbox and follow its link."""
    house.mails(to=steps.EMAIL)
    mailbox = page.context.new_page()
    mailbox.goto(f"{house.mailbox_url}?to={steps.EMAIL}")
    mailbox.frame_locator("nav iframe").get_by_role("link", name=re.compile(subject)).click()
    mailbox.locator("pre").get_by_role("link").filter(has_text="/suivi/").click()
    return mailbox


def in_letter(page: Page, words: str) -> Locator:
    """Find words in the answer as it will be received."""
    return page.locator(".letter").get_by_text(words)


def where_it_is(tracking: Page, step: str) -> None:
    tracking.reload()
    expect(steps.current_step(tracking)).to_contain_text(step)


def reload_until_shown(page: Page, words: str) -> None:
    """Reload as an impatient citizen does: the mail may arrive before it is known to have left."""

    def is_shown() -> bool:
        page.reload()
        return page.get_by_text(words).is_visible()

    assert wait_until(is_shown, MAIL_SECONDS), f"{words} is never shown"


def correct(page: Page) -> None:
    """The author reads the reason where the text is corrected."""
    steps.link(page, "Correct the answer").click()
    expect(page.get_by_text("Returned by Sonia Superviseure").first).to_be_visible()
    expect(page.get_by_text(REASON).first).to_be_visible()
    expect(steps.answer_field(page)).to_have_value(FIRST)


def see_what_changed(page: Page) -> None:
    page.get_by_role("link", name=re.compile("^To validate")).click()
    expect(steps.heading(page, "What changed since your visa")).to_be_visible()
    expect(page.locator("ins")).to_contain_text(["Tuesday"])
    expect(page.get_by_text(REASON).first).to_be_visible()


def see_the_whole_way(tracking: Page) -> None:
    """The page of the first mail shows each step, the answer and how it ended."""
    reload_until_shown(tracking, "Outcome: Done")
    points = tracking.get_by_role("list", name="Where it stands").get_by_role("listitem")
    expect(points).to_contain_text(
        ["Received", "Being dealt with", "Answer being checked", "Answer on its way", "Answer sent"]
    )
    expect(tracking.locator("strong", has_text="Tuesday 3 March")).to_be_visible()
    tracking.get_by_text("What has happened since the beginning").click()
    told = tracking.get_by_role("main").get_by_role("list").last.get_by_role("listitem")
    expect(told).to_contain_text(["You sent your request", "Answer approved", "Answer sent"])
