# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The gestures that are counted. Each begins on a page that is open and ends when it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grc.dev.gestures.hand import Count, Hand

if TYPE_CHECKING:
    from playwright.sync_api import Page

REASON = "Donnez la date du passage."


def routine_answer(page: Page) -> Count:
    """From the open request to submitted: begin, insert the text proposed first, submit."""
    from playwright.sync_api import expect

    with Hand(page, "routine answer, from the open request to submitted") as hand:
        hand.click("form[action$='/reponse/'] button", opens=True)
        hand.press("Alt+t")
        page.locator("[role=option]").first.wait_for()
        hand.press("Enter")
        expect(page.locator("#id_body")).not_to_have_value("")
        hand.click("button[formaction$='/soumettre/']", opens=True)
    return hand.count


def approve(page: Page) -> Count:
    """From the answer that the inbox shows to the next one."""
    with Hand(page, "approve from the inbox") as hand:
        hand.click(".thumb-bar form[action$='/valider/'] button", opens=True)
    return hand.count


def approve_by_key(page: Page) -> Count:
    """The same, from the keyboard."""
    with Hand(page, "approve from the inbox, keyboard") as hand, page.expect_navigation():
        hand.press("Alt+a")
    return hand.count


def undo(page: Page) -> Count:
    """Take back the visa that was just given."""
    with Hand(page, "undo an approval") as hand:
        hand.click("form[action$='/annuler/'] button", opens=True)
    return hand.count


def send_back(page: Page) -> Count:
    """Return an answer with a comment."""
    with Hand(page, "return with a comment") as hand:
        hand.click("details:has(#return) > summary")
        hand.type("#return textarea", REASON)
        hand.click("#return button.primary", opens=True)
    return hand.count


def consult(page: Page, person: str) -> Count:
    """Ask somebody for an opinion first."""
    with Hand(page, "add a person for opinion") as hand:
        hand.click("#consult > summary")
        hand.choose("#consult select", person)
        hand.click("#consult button", opens=True)
    return hand.count


def hand_over(page: Page, person: str) -> Count:
    """Not for me: to whom, and why."""
    with Hand(page, "hand over to somebody else") as hand:
        hand.click("#hand-over > summary")
        hand.choose("#hand-over select", person)
        hand.type("#hand-over textarea", "Ce dossier est le vôtre.")
        hand.click("#hand-over button", opens=True)
    return hand.count


def correct(page: Page) -> Count:
    """Correct the text oneself, and approve it so."""
    with Hand(page, "correct and approve") as hand:
        hand.click("#amend > summary")
        hand.type("#amend textarea", "Bonjour,\n\nNous passerons jeudi matin.")
        hand.click("#amend button", opens=True)
    return hand.count
