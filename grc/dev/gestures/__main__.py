# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""``make gestures OUT=FILE``: play the counted gestures in a demo of one's own, and tell them."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from grc.dev.errors import DevelopmentError
from grc.dev.gestures import journeys
from grc.dev.pictures import chromium, own_demo
from grc.dev.town.people import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from grc.dev.gestures.hand import Count

AGENT = "alice@valbruyere.example"
VALIDATOR = "sophie@valbruyere.example"
COLLEAGUE = "Marc Delorme"
SERVICE = "trou-chaussee"


def play(portal: str) -> list[Count]:
    """Play every gesture once on the demo at that address."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        agent, validator = (_signed_in(browser, portal, who) for who in (AGENT, VALIDATOR))
        found = [_answer(agent, portal)]
        _open_last_round(agent, validator)
        found.append(journeys.approve(validator))
        found.append(journeys.undo(validator))
        found.append(journeys.approve_by_key(validator))
        for gesture in (journeys.send_back, journeys.correct):
            _answer(agent, portal)
            _open_last_round(agent, validator)
            found.append(gesture(validator))
        for asking in (journeys.consult, journeys.hand_over):
            _answer(agent, portal)
            _open_last_round(agent, validator)
            found.append(asking(validator, COLLEAGUE))
        browser.close()
    return found


def _signed_in(browser: Browser, portal: str, email: str) -> Page:
    page = browser.new_context(locale="fr-FR").new_page()
    page.goto(f"{portal}bureau/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.locator("main button").first.click()
    return page


def _answer(agent: Page, portal: str) -> Count:
    """File a request at the counter, take it, and answer it as agents do every day."""
    agent.goto(f"{portal}bureau/nouvelle/{SERVICE}/")
    agent.locator("[name=channel][value=phone]").check()
    agent.fill("[name=what]", "Un nid-de-poule devant le numéro 8.")
    agent.locator("[name=danger]").first.check()
    agent.fill("[name=place]", "8 rue des Fleurs")
    agent.fill("[name=requester-name], [name=name]", "Jeanne Essai")
    agent.fill("[name=requester-email], [name=email]", "jeanne.essai@example.org")
    with agent.expect_navigation():
        agent.locator("main form button.primary").first.click()
    take = agent.locator("form[action$='/prendre/'] button")
    if take.count():
        with agent.expect_navigation():
            take.first.click()
    return journeys.routine_answer(agent)


def _open_last_round(agent: Page, validator: Page) -> None:
    """Open for the validator the version that the agent just submitted."""
    link = agent.locator(".answer a[href*='/a-valider/']").first
    validator.goto(agent.evaluate("link => link.href", link.element_handle()))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m grc.dev.gestures")
    parser.add_argument("--portal", help="a demo that runs already")
    options = parser.parse_args()
    try:
        if options.portal:
            counts = play(options.portal)
        else:
            with own_demo() as (portal, _mailbox):
                counts = play(portal)
    except DevelopmentError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for count in counts:
        typed = f" + {count.typed} characters" if count.typed else ""
        print(f"{count.name}: {count.clicks} clicks, {count.keys} keys{typed}")
    if out := os.environ.get("OUT"):
        told = {"gestures": [count.as_data() for count in counts]}
        Path(out).write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
