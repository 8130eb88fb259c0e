# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""live.js in a real browser, under the real Content-Security-Policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page, WebSocket

from tests.chromium import open_chromium
from tests.live.browser import Server, session_of, until
from tests.live.words import SLOW_SECONDS, change, change_elsewhere, subject, word

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# A page made at this very moment: it has missed nothing yet.
FRESH = "Date.now = () => performance.timeOrigin - 1000"
COUNT = """window.opened = 0;
window.WebSocket = class extends WebSocket {
  constructor(...address) { super(...address); window.opened += 1; }
};"""
HIDE = """hidden => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser for which every host is this machine."""
    with open_chromium("--host-resolver-rules=MAP * 127.0.0.1") as browser:
        yield browser


class Desk:
    """A page open in Chromium that keeps what live.js tells it."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        page.add_init_script(COUNT)
        self.server = server
        self.complaints: list[str] = []
        self.received: list[str] = []
        page.on("websocket", self._follow)
        page.on("console", lambda said: self.complaints.append(said.text))

    def _follow(self, opened: WebSocket) -> None:
        opened.on("framereceived", lambda frame: self.received.append(str(frame)))

    def go(self, live: str) -> None:
        self.page.goto(f"http://testserver:{self.server.port}/_page/?live={live}")

    def waits_for_state(self, state: str) -> None:
        self.page.wait_for_selector(f"body[data-live-state={state}]", state="attached")

    def waits_to_receive(self, message: str, times: int = 1) -> None:
        self._until(lambda: self.received.count(message) >= times)

    def _until(self, condition: Callable[[], Any]) -> Any:
        """Let the browser work until the condition is true. (Its own waits need eval.)"""

        def after_a_moment() -> Any:
            self.page.wait_for_timeout(10)
            return condition()

        return until(after_a_moment)

    @property
    def notes(self) -> list[Any]:
        return self.page.evaluate("window.notes")

    def hears(self, name: str) -> list[str]:
        """Return what the first event of this name says, once it came."""
        return self._until(lambda: dict(reversed(self.notes)).get(name))


@pytest.fixture
def desk(agent: Any, chromium: Browser, workshop: Server) -> Iterator[Callable[..., Desk]]:
    """Open pages as the agent."""
    context = chromium.new_context()

    def open_desk(live: str | None = None, server: Server = workshop) -> Desk:
        key = session_of(agent)
        address = f"http://testserver:{server.port}"
        context.add_cookies([{"name": "session", "value": key, "url": address}])
        desk = Desk(context.new_page(), server)
        if live is not None:
            desk.page.add_init_script(FRESH)
            desk.go(live)
            desk.waits_for_state("watching")
        return desk

    yield open_desk
    context.close()


def test_a_page_that_watches_nothing_opens_no_socket(desk):
    """A page without data-live costs the server nothing."""
    page = desk()
    page.go("")
    assert page.page.evaluate("window.opened") == 0


def test_a_page_is_told_of_its_queue(service_request, desk):
    """live:changed for who wants all, live:queue for lists; nothing for regions of a request."""
    page = desk("queue")
    change(service_request)
    assert page.hears("live:queue") == ["queue"]
    assert [name for name, _ in page.notes] == ["live:changed", "live:queue"]
    assert [said for said in page.complaints if "Security Policy" in said] == []


def test_a_page_is_told_of_its_request(service_request, desk):
    """live:request for what shows one."""
    page = desk(word(service_request))
    change(service_request)
    assert page.hears("live:request") == [subject(service_request)]
    assert [name for name, _ in page.notes] == ["live:changed", "live:request"]


def test_a_change_before_the_socket_is_not_missed(service_request, desk):
    """A commit between the making of the page and its socket is caught up."""
    page = desk()

    def change_meanwhile(route: Any) -> None:
        change_elsewhere(service_request)
        route.continue_()

    page.page.route("**/live.js", change_meanwhile)
    page.go(word(service_request))
    assert page.hears("live:request") == ["*"]


def test_opening_another_request_moves_the_watch(service_request, service, desk):
    """After htmx swapped the detail, the socket watches what is now shown, and no more."""
    from tests.cast import file_request

    second = file_request(service)
    page = desk(word(service_request))
    page.page.evaluate(
        """live => {
          document.body.dataset.live = live;
          document.body.dispatchEvent(new Event("htmx:afterSettle", { bubbles: true }));
        }""",
        word(second),
    )
    page.waits_to_receive(f'{{"watching": ["{word(second)}"]}}')
    change(service_request)
    change(second)
    page.waits_to_receive(f'{{"changed": ["{subject(second)}"]}}')
    assert not any(subject(service_request) in frame for frame in page.received)
    assert page.page.evaluate("window.opened") == 1


def test_a_hidden_page_waits_until_it_is_seen(service_request, desk):
    """Nobody reads pages that nobody looks at; coming back, they are fresh."""
    page, witness = desk("queue"), desk("queue")
    page.page.evaluate(HIDE, True)
    change(service_request)
    witness.hears("live:queue")
    assert page.notes == []
    page.page.evaluate(HIDE, False)
    assert page.hears("live:queue") == ["queue"]


def test_a_page_rests_after_a_slow_reading(service_request, desk, workshop):
    """What changes meanwhile is read once, six times as long after 200 ms as the reading took."""
    page = desk("queue&region=slow")
    change(service_request)
    until(lambda: len(workshop.ask("/_readings/")) == 1)
    change(service_request, 3)
    page.waits_to_receive('{"changed": "queue"}', times=2)
    until(lambda: len(workshop.ask("/_readings/")) == 2)
    (_, first_ended), (second_began, _) = workshop.ask("/_readings/")
    assert second_began - first_ended >= 6 * SLOW_SECONDS


def test_a_restart_is_survived_and_caught_up(service_request, desk, workshop):
    """The socket comes back by itself, and the page reads what it may have missed."""
    with Server(settings="tests.live.settings") as first:
        page = desk("queue", server=first)
        first.stop()
        page.waits_for_state("lost")
    change(service_request)
    with Server(settings="tests.live.settings", port=first.port):
        page.waits_for_state("watching")
        assert page.hears("live:queue") == ["*"]
        assert page.hears("live:request") == ["*"]


def test_signing_out_ends_it(service_request, desk):
    """Who may no longer watch is sent to HTTP, which says why, and does not knock again."""
    page = desk(word(service_request))
    Session.objects.all().delete()
    change(service_request)
    page.waits_for_state("lost")
    assert page.hears("live:request") == ["*"]
    page.page.evaluate(HIDE, True)
    page.page.evaluate(HIDE, False)
    page.page.evaluate("for (const it of ['online', 'pageshow']) dispatchEvent(new Event(it))")
    assert page.page.evaluate("window.opened") == 1
