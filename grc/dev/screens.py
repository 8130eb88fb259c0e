# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Every screen of the demo, reached as people reach it: one request lived from end to end.

Nothing is read from the database: only addresses and words on the page, in English.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grc.dev.town.people import FIRST, PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page

Act = Callable[["Page"], object]
SERVICE = "trou-chaussee"
QUESTION = "Un gros trou devant l'école, les vélos tombent."
FIRST_ANSWER = "Bonjour,\n\nNous allons reboucher le trou.\n\nBien à vous"
UNFINISHED_ANSWER = "Bonjour,\n\nVoyez la photo : {values.photo}.\n\nBien à vous"
SECOND_ANSWER = "Bonjour,\n\nNous rebouchons le trou **mardi 3 mars**.\n\nBien à vous"
OTHER_ANSWER = "Bonjour,\n\nLa rue sera fermée mardi.\n\nBien à vous"


class Visitor:
    """Somebody at a browser, with an e-mail address that nobody used before."""

    def __init__(self, context: BrowserContext, portal: str) -> None:
        self.context, self.portal = context, portal.rstrip("/")
        self.page = context.new_page()
        self.email = f"marie.{secrets.token_hex(3)}@example.org"

    def speak(self, language: str) -> None:
        self.context.add_cookies([{"name": "language", "value": language, "url": self.portal}])

    def go(self, path: str, *, language: str = "en") -> Page:
        """Open a page, in English to do something there."""
        self.speak(language)
        self.page.goto(path if path.startswith("http") else f"{self.portal}{path}")
        return self.page

    def sign_in(self, email: str) -> None:
        page = self.go("/bureau/")
        page.get_by_role("textbox", name=re.compile("e-?mail", re.IGNORECASE)).fill(email)
        page.get_by_label("Password").fill(PASSWORD)
        send(button(page, "Sign in"))


@dataclass(frozen=True)
class Screen:
    """A page to look at, and what to do there first. ``path`` may be a whole address.

    ``over``: what is done opens something over the page; only what the screen shows is looked at.
    """

    name: str
    visitor: Visitor
    path: str
    act: Act | None = None
    over: bool = False


def walk(
    marie: Visitor, alice: Visitor, sophie: Visitor, thomas: Visitor, mailbox: str
) -> Iterator[Screen]:
    """Yield each screen while it can be seen; the request goes on between two screens."""
    yield from portal(marie)
    yield from signing_in(marie)
    for visitor, role in (
        (alice, "agent"),
        (sophie, "supervisor"),
        (thomas, "administrator"),
    ):
        visitor.sign_in(next(p.email for p in FIRST.people if p.role == role))
    yield from desk(alice)
    yield from powers(sophie)
    yield from library(sophie)
    yield from studio(thomas)
    tracking, address = yield from filing(marie, mailbox)
    yield from working(alice, sophie, address)
    yield from talking(marie, alice, tracking, address)
    yield from answering(alice, address)
    yield from deciding(marie, alice, sophie, tracking, address)
    yield from answered(marie, alice, mailbox, tracking, address)
    yield from around(marie)


def portal(marie: Visitor) -> Iterator[Screen]:
    form = f"/demarches/{SERVICE}/"
    yield Screen("portal-home", marie, "/")
    yield Screen("portal-search", marie, "/?q=lampadaire")
    yield Screen("portal-search-empty", marie, "/?q=licorne")
    yield Screen("portal-form", marie, form)
    yield Screen("portal-form-errors", marie, form, send_empty)
    yield Screen("portal-conditions", marie, "/modalites/")
    yield Screen("portal-lost-link", marie, "/suivi/")
    yield Screen("portal-lost-link-errors", marie, "/suivi/", send_empty)
    yield Screen("portal-link-sent", marie, "/suivi/lien-envoye/")
    yield Screen("portal-not-found", marie, "/nulle-part/")


def signing_in(marie: Visitor) -> Iterator[Screen]:
    yield Screen("account-sign-in", marie, "/compte/login/")
    yield Screen("account-reset", marie, "/compte/password/reset/")
    yield Screen("account-reset-done", marie, "/compte/password/reset/done/")


def desk(alice: Visitor) -> Iterator[Screen]:
    form = f"/bureau/nouvelle/{SERVICE}/"
    yield Screen("account-password", alice, "/compte/password/change/")
    yield Screen("account-sign-out", alice, "/compte/logout/")
    yield Screen("desk-queue", alice, "/bureau/")
    yield Screen("desk-queue-filters", alice, "/bureau/", lambda page: unfold(page, 0))
    yield Screen("desk-queue-menu", alice, "/bureau/", open_navigation, over=True)
    yield Screen("desk-queue-nothing", alice, "/bureau/?q=licorne")
    yield Screen("desk-entry", alice, "/bureau/nouvelle/")
    yield Screen("desk-entry-form", alice, form)
    yield Screen("desk-entry-errors", alice, form, send_empty)
    yield Screen("desk-inbox-empty", alice, "/bureau/a-valider/")


def library(sophie: Visitor) -> Iterator[Screen]:
    texts = "/bureau/textes/"
    yield Screen("desk-texts", sophie, texts)
    yield Screen("desk-texts-nothing", sophie, f"{texts}?q=licorne")
    yield Screen("desk-text-new", sophie, f"{texts}nouveau/")
    yield Screen("desk-text-errors", sophie, f"{texts}nouveau/", send_empty)
    yield Screen("desk-text", sophie, f"{texts}1/")


def studio(thomas: Visitor) -> Iterator[Screen]:
    """How the town works, and where that is changed."""
    service = f"/studio/demarches/{SERVICE}/"
    yield Screen("studio-overview", thomas, "/studio/")
    yield Screen("studio-services", thomas, "/studio/demarches/")
    yield Screen("studio-service", thomas, service)
    yield Screen("studio-service-new", thomas, "/studio/nouvelle-demarche/")
    yield Screen("studio-service-errors", thomas, "/studio/nouvelle-demarche/", send_empty)
    yield Screen("studio-form", thomas, f"{service}formulaire/")
    yield Screen("studio-question", thomas, f"{service}formulaire/nouvelle/choice/")
    yield Screen("studio-form-preview", thomas, f"{service}formulaire/apercu/")
    yield Screen("studio-circuits", thomas, "/studio/circuits/")
    yield Screen("studio-circuit", thomas, "/studio/circuits/signature-maire/")
    yield Screen("studio-stage", thomas, "/studio/circuits/signature-maire/etapes/direction/")
    yield Screen("studio-teams", thomas, "/studio/services/")
    yield Screen("studio-team", thomas, "/studio/services/1/")
    yield Screen("studio-people", thomas, "/studio/personnes/")
    yield Screen("studio-person", thomas, "/studio/personnes/1/")
    yield Screen("studio-invite-errors", thomas, "/studio/personnes/inviter/", send_empty)


def powers(sophie: Visitor) -> Iterator[Screen]:
    """Who is away, who acts for whom, how the town validates."""
    yield Screen("desk-absences", sophie, "/bureau/absences/")
    yield Screen("desk-absences-errors", sophie, "/bureau/absences/", send_empty)
    yield Screen("desk-delegations", sophie, "/bureau/delegations/")
    yield Screen("desk-delegation-form", sophie, "/bureau/delegations/nouvelle/")
    yield Screen("desk-circuits", sophie, "/bureau/circuits/")


def filing(marie: Visitor, mailbox: str) -> Generator[Screen, None, tuple[str, str]]:
    """File the request; return the address of its tracking page, and that of its desk page."""
    page = marie.go(f"/demarches/{SERVICE}/")
    page.get_by_label("What do you see?").fill(QUESTION)
    page.get_by_label("Address, or how to find the place").fill("12 rue des Tilleuls")
    page.get_by_label("For bicycles and walkers").check()
    page.get_by_label("First and last name").fill("Marie Dupont")
    page.get_by_label("E-mail address").fill(marie.email)
    # What she receives comes in the language in which she sends.
    marie.speak("fr")
    send(button(page, "Send my request"))
    received = page.url
    tracking = received.removesuffix("recue/")
    reference = tracking.split("/suivi/")[1].split("/")[0]
    yield Screen("portal-received", marie, received)
    yield Screen("portal-tracking-new", marie, tracking)
    yield Screen("mail-acknowledgement", marie, newest_mail(marie, mailbox, 1))
    return tracking, f"/bureau/demandes/{reference}/"


def working(alice: Visitor, sophie: Visitor, address: str) -> Iterator[Screen]:
    yield Screen("desk-request-new", alice, address)
    yield Screen("desk-request-menu", alice, address, open_actions, over=True)
    send(button(alice.go(address), "Take"))
    yield Screen("desk-request-taken", alice, address)
    yield Screen("desk-request-close", alice, f"{address}etapes/close/")
    yield Screen("desk-request-third-party", alice, f"{address}etapes/call_third_party/")
    yield Screen("desk-request-pass-on", alice, f"{address}transmettre/")
    yield Screen("desk-request-priority", alice, f"{address}priorite/")
    yield Screen("desk-request-assign", sophie, f"{address}attribuer/")
    yield Screen("desk-request-entrust", sophie, f"{address}confier/")
    yield Screen("desk-request-write", alice, address, lambda page: unfold(page, 0, ".composers"))
    yield Screen("desk-request-note", alice, address, lambda page: unfold(page, 1, ".composers"))
    yield Screen("desk-request-not-now", alice, f"{address}etapes/resume/")
    yield Screen("desk-not-found", alice, "/bureau/demandes/AAAA-AAAA/")


def talking(marie: Visitor, alice: Visitor, tracking: str, address: str) -> Iterator[Screen]:
    page = alice.go(f"{address}etapes/ask_citizen/")
    page.get_by_label("Message to the requester").fill("À quelle hauteur de la rue ?")
    send(button(page, "Ask for a detail"))
    yield Screen("desk-request-waiting", alice, address)
    yield Screen("portal-tracking-awaited", marie, tracking)
    page = marie.go(tracking)
    page.get_by_label("Your message").fill("Devant le portail de l'école. Merci.")
    send(button(page, "Send the message"))
    yield Screen("portal-tracking-replied", marie, tracking)
    yield Screen("desk-request-replied", alice, address)


def answering(alice: Visitor, address: str) -> Iterator[Screen]:
    editor = f"{address}reponse/"
    send(button(alice.go(address), "Write the answer"))
    yield Screen("desk-answer-empty", alice, editor)
    yield Screen("desk-answer-texts", alice, editor, open_texts)
    keep_draft(alice.go(editor), UNFINISHED_ANSWER)
    yield Screen("desk-answer-missing", alice, editor)
    keep_draft(alice.go(editor), FIRST_ANSWER)
    yield Screen("desk-answer-draft", alice, editor)
    yield Screen("desk-answer-give-up", alice, editor, open_dialog, over=True)
    stale = alice.context.new_page()
    stale.goto(f"{alice.portal}{editor}")
    keep_draft(alice.go(editor), SECOND_ANSWER)
    keep_draft(stale, OTHER_ANSWER)
    stale.close()
    yield Screen("desk-answer-two-texts", alice, editor)
    yield Screen("desk-answer-states", alice, editor, open_states)
    yield Screen("desk-answer-compared", alice, editor, compare_newest)
    send(button(alice.go(editor), "Keep the draft"))
    keep_draft(alice.page, FIRST_ANSWER)
    send(button(alice.page, "Submit for validation"))
    yield Screen("desk-request-submitted", alice, address)


def deciding(
    marie: Visitor, alice: Visitor, sophie: Visitor, tracking: str, address: str
) -> Iterator[Screen]:
    yield Screen("portal-tracking-checking", marie, tracking)
    send(sophie.go(address).get_by_role("link", name="Read and decide"))
    round_ = sophie.page.url
    yield Screen("desk-round", sophie, round_)
    yield Screen("desk-round-return", sophie, round_, open_dialog, over=True)
    yield Screen("desk-round-more", sophie, round_, open_actions, over=True)
    open_dialog(sophie.go(round_))
    sophie.page.get_by_label("What should change?").fill("Dites quel jour.")
    send(button(sophie.page, "Return with this reason"))
    yield Screen("desk-round-decided", sophie, round_)
    yield Screen("desk-request-returned", alice, address)
    yield Screen("desk-answer-returned", alice, f"{address}reponse/")
    alice.go(f"{address}reponse/").get_by_role("textbox", name="Answer").fill(SECOND_ANSWER)
    send(button(alice.page, "Submit for validation"))
    send(sophie.go(address).get_by_role("link", name="Read and decide"))
    yield Screen("desk-round-second", sophie, sophie.page.url)
    send(button(sophie.go(sophie.page.url), "Approve"))


def answered(
    marie: Visitor, alice: Visitor, mailbox: str, tracking: str, address: str
) -> Iterator[Screen]:
    yield Screen("mail-answer", marie, newest_mail(marie, mailbox, 3))
    yield Screen("desk-request-answered", alice, address)
    yield Screen("portal-tracking-answered", marie, tracking)
    yield Screen("desk-queue-beside", alice, f"{address}?state=all")


def around(marie: Visitor) -> Iterator[Screen]:
    yield Screen("styleguide", marie, "/styleguide/")
    for status in (400, 403, 409, 429, 500):
        yield Screen(f"error-{status}", marie, f"/styleguide/error/{status}/")


def newest_mail(visitor: Visitor, mailbox: str, count: int) -> str:
    """Return the address of a person's newest mail as its reader sees it, once so many came."""
    request = visitor.context.request
    for _ in range(300):
        found = request.get(f"{mailbox}messages.json?to={visitor.email}").json()
        if len(found) >= count:
            return f"{found[0]['url']}/html"
        visitor.page.wait_for_timeout(200)
    raise LookupError(f"{count} mails to {visitor.email} did not come within a minute.")


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def send(target: Locator) -> None:
    """Press, and wait for the page that it leads to."""
    with target.page.expect_navigation():
        target.click()


def keep_draft(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Answer").fill(text)
    send(button(page, "Save"))


def send_empty(page: Page) -> None:
    """Send the page's own form as it is; the server says what is missing, not the browser."""
    form = page.locator("main form", has=page.locator("button.primary")).first
    form.evaluate("form => { form.noValidate = true; }")
    send(form.locator("button.primary"))


def unfold(page: Page, number: int, within: str = "main form") -> None:
    page.locator(f"{within} > details > summary").nth(number).click()


def open_texts(page: Page) -> None:
    page.locator("#texts > summary").click()
    page.locator("#texts-list [role=option]").first.wait_for()


def open_states(page: Page) -> None:
    page.locator("a[href*='/reponse/'][href$='/textes/']").click()
    page.wait_for_url("**/textes/")


def compare_newest(page: Page) -> None:
    open_states(page)
    page.locator(".kept a").first.click()
    page.wait_for_url("**#compared")


def open_dialog(page: Page) -> None:
    page.locator("details[data-dialog] > summary").first.click()


def open_actions(page: Page) -> None:
    page.locator("button.menu-opener").first.click()


def open_navigation(page: Page) -> None:
    """On a narrow screen the navigation opens from a button; on a wide one it is there."""
    opener = page.locator("button.menu-button")
    if opener.is_visible():
        opener.click()
