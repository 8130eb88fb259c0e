# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Impatient people, and people with two windows: nothing is done twice, nothing is lost."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import TimeoutError, expect

from tests.e2e import steps
from tests.e2e.hands import Mouse

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, Route

    from tests.e2e.house import House
    from tests.e2e.visitors import Visitors

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ANSWER = "Hello,\n\nThe hole is filled.\n\nKind regards"


class Impatient(Mouse):
    """Clicks twice on whatever sends something."""

    def press(self, target: Locator) -> None:
        if target.evaluate("element => element.matches('button:not([type=button])')"):
            # The first of two sendings is cut short: only the page that comes counts.
            with self.page.expect_event("load"):
                target.dblclick()
        elif target.evaluate("element => element.matches('a')"):
            with self.page.expect_event("load"):
                target.click()
        else:
            target.click()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_double_click_does_everything_once(
    house: House, visitors: Visitors, agent: Any, supervisor: Any, script: bool
) -> None:
    """Two clicks on each button of the story leave one row each; without a script as well."""
    marie, alice, sonia = (
        Impatient(visitors.arrive(person, java_script_enabled=script))
        for person in (None, agent, supervisor)
    )
    steps.open_form(marie)
    steps.fill_in(marie)
    steps.send(marie)
    steps.follow(marie)
    alice.page.goto("/bureau/")
    alice.press(steps.link(alice.page, steps.QUESTION))
    alice.press(steps.button(alice.page, "Take"))
    alice.press(steps.button(alice.page, "Write the answer"))
    write_and_submit(alice, ANSWER)

    send_back(sonia)
    alice.page.goto(request_address(house))
    alice.press(steps.link(alice.page, "Correct the answer"))
    write_and_submit(alice, f"{ANSWER}, since Tuesday")
    sonia.page.goto("/bureau/a-valider/")
    sonia.press(steps.button(sonia.page, "Approve"))

    steps.write_back(marie, "Thank you.")
    talk(house, alice)
    expect_no_failure(marie.page, alice.page, sonia.page)
    house.mails(to=steps.EMAIL, count=3)
    assert house.ask(everything) == {
        "requests": 1,
        "takings": 1,
        "answers": 1,
        "rounds": 2,
        "visas": 2,
        "messages": 3,
        "mails": 3,
    }


def write_and_submit(hand: Mouse, text: str) -> None:
    hand.write(steps.answer_field(hand.page), text)
    hand.press(steps.button(hand.page, "Submit for validation"))


def send_back(hand: Mouse) -> None:
    page = hand.page
    page.goto("/bureau/a-valider/")
    hand.press(page.locator("summary").get_by_text("Return", exact=True))
    hand.write(page.get_by_label("What should change?"), "Say when.")
    hand.press(steps.button(page, "Return with this reason"))


def talk(house: House, hand: Mouse) -> None:
    """A message to the requester, and a note for colleagues."""
    page = hand.page
    for opener, field, words, name in (
        ("Write to the requester", "Your message", "We pass by.", "Send the message"),
        ("Leave an internal note", "Your note", "Seen on the spot.", "Keep the note"),
    ):
        page.goto(request_address(house))
        hand.press(page.locator("summary").get_by_text(opener))
        hand.write(page.get_by_label(field), words)
        hand.press(steps.button(page, name))


def everything() -> dict[str, int]:
    """Count what the story leaves behind."""
    from grc.answers.models import Answer, Round, Visa
    from grc.journal.models import Event
    from grc.service_requests.models import Message, ServiceRequest
    from notifications.models import Delivery

    return {
        "requests": ServiceRequest.objects.count(),
        "takings": Event.objects.filter(name="taken").count(),
        "answers": Answer.objects.count(),
        "rounds": Round.objects.count(),
        "visas": Visa.objects.count(),
        "messages": Message.objects.count(),
        "mails": Delivery.objects.count(),
    }


def request_address(house: House) -> str:
    from grc.service_requests.models import ServiceRequest

    reference = house.ask(lambda: ServiceRequest.objects.get().display_reference)
    return f"/bureau/demandes/{reference}/"


def expect_no_failure(*pages: Page) -> None:
    for page in pages:
        expect(page.get_by_role("heading", level=1)).not_to_contain_text("went wrong")


@pytest.mark.parametrize("script", [True, False])
def test_a_form_whose_answer_was_lost_can_be_sent_again(
    house: House, visitors: Visitors, script: bool
) -> None:
    """When the network breaks after the town heard, sending again leads to the same request."""
    from grc.service_requests.models import ServiceRequest

    marie = Mouse(visitors.arrive(java_script_enabled=script))
    steps.open_form(marie)
    steps.fill_in(marie)
    address = marie.page.url
    marie.page.route(address, lose_the_answer)
    with marie.page.expect_event("requestfailed"):
        steps.button(marie.page, "Send my request").click()
    marie.page.unroute(address)
    assert house.ask(ServiceRequest.objects.count) == 1
    send_until_received(marie.page)
    assert house.ask(ServiceRequest.objects.count) == 1


@pytest.mark.parametrize("script", [True, False])
def test_a_form_sent_again_after_going_back_is_the_same_request(
    house: House, visitors: Visitors, script: bool
) -> None:
    """Whoever goes back and presses again, to be sure, reads of the request they have filed."""
    from grc.service_requests.models import ServiceRequest

    marie = Mouse(visitors.arrive(java_script_enabled=script))
    steps.open_form(marie)
    steps.fill_in(marie)
    steps.button(marie.page, "Send my request").click()
    marie.page.wait_for_url("**/recue/")
    marie.page.go_back()
    steps.button(marie.page, "Send my request").click()
    steps.heading(marie.page, "Your request has been received").wait_for()
    assert house.ask(ServiceRequest.objects.count) == 1


def send_until_received(page: Page) -> None:
    """Press again every other second, as people do; five times are enough."""
    received = steps.heading(page, "Your request has been received")
    for _ in range(5):
        steps.button(page, "Send my request").click()
        with suppress(TimeoutError):
            received.wait_for(timeout=2_000)
            return
    pytest.fail("the button does nothing any more")


def lose_the_answer(route: Route) -> None:
    """Let the town hear what is sent; the browser hears nothing, and stays where it is."""
    route.fetch(max_redirects=0)
    route.abort("aborted")


def test_the_slower_of_two_agents_reads_who_has_it(
    service_request: Any, colleague: Any, house: House, visitors: Visitors, agent: Any
) -> None:
    """Taking what somebody took a moment ago says who has it; the page is as things stand now."""
    from grc.journal.models import Event

    address = request_address(house)
    alice, colin = (windows(visitors, person, address)[0] for person in (agent, colleague))
    steps.button(colin, "Take").click()
    expect(colin.get_by_text("You now have this request.")).to_be_visible()
    steps.button(alice, "Take").click()
    expect(alice.get_by_role("alert")).to_contain_text("Colin Collègue was faster")
    assert house.ask(Event.objects.filter(name="taken").count) == 1


def test_an_answer_submitted_from_two_windows_is_one_round(
    service_request: Any, house: House, visitors: Visitors, agent: Any
) -> None:
    """The second window is told that this very text was submitted already."""
    from grc.answers.models import Round

    house.ask(lambda: draft(service_request, agent, ANSWER))
    first, second = windows(visitors, agent, f"{request_address(house)}reponse/", count=2)
    steps.button(first, "Submit for validation").click()
    expect(
        first.get_by_text("Version 1 is submitted. Asked now: a supervisor of Voirie.")
    ).to_be_visible()
    steps.button(second, "Submit for validation").click()
    expect(second.get_by_role("alert")).to_contain_text("already been submitted")
    assert house.ask(Round.objects.count) == 1


def test_an_answer_returned_in_one_window_cannot_be_approved_in_another(
    service_request: Any, house: House, visitors: Visitors, agent: Any, supervisor: Any
) -> None:
    """The second decision is refused with the name of whoever took the first."""
    from grc.answers.models import Visa

    house.ask(lambda: draft(service_request, agent, ANSWER).submit(based_on=1, by=agent))
    first, second = windows(visitors, supervisor, "/bureau/a-valider/", count=2)
    first.locator("summary").get_by_text("Return", exact=True).click()
    first.get_by_label("What should change?").fill("Say when.")
    steps.button(first, "Return with this reason").click()
    expect(first.get_by_text("Returned to Alice Agent with your reason.")).to_be_visible()
    steps.button(second, "Approve").click()
    expect(second.get_by_role("alert")).to_contain_text("has already returned this answer")
    assert house.ask(Visa.objects.count) == 1


def test_a_draft_typed_in_two_windows_keeps_both_texts(
    service_request: Any, house: House, visitors: Visitors, agent: Any
) -> None:
    """The later of two texts is kept beside the draft, and both can be read and compared."""
    house.ask(lambda: draft(service_request, agent, "Hello"))
    first = visitors.arrive(agent)
    second = first.context.new_page()
    for page in (first, second):
        page.goto(f"{request_address(house)}reponse/")
    steps.draft(Mouse(first), "The hole is filled.")
    steps.answer_field(second).fill("The road is closed.")
    expect(second.get_by_text("Both are kept: compare them.")).to_be_visible()

    steps.link(second, "Compare the two texts").click()
    expect(second.get_by_role("group", name="The text set aside")).to_have_text(
        "The road is closed."
    )
    expect(second.get_by_role("group", name="The draft")).to_have_text("The hole is filled.")


def test_words_typed_before_the_script_came_are_saved(
    service_request: Any, house: House, visitors: Visitors, agent: Any
) -> None:
    """On a slow network one types before the page is complete: it is saved all the same."""
    house.ask(lambda: draft(service_request, agent, "Hello"))
    page = visitors.arrive(agent)
    held: list[Route] = []
    page.route("**/autosave.js", lambda route: held.append(route))
    page.goto(f"{request_address(house)}reponse/", wait_until="commit")
    steps.answer_field(page).fill("The hole is filled.")
    held[0].continue_()
    page.wait_for_load_state()
    expect(page.get_by_text("Saved at")).to_be_visible(timeout=5_000)


def windows(visitors: Visitors, person: Any, address: str, count: int = 1) -> list[Page]:
    """Open the same page several times, without script: they do not hear of each other."""
    first = visitors.arrive(person, java_script_enabled=False)
    pages = [first, *(first.context.new_page() for _ in range(count - 1))]
    for page in pages:
        page.goto(address)
    return pages


def draft(service_request: Any, agent: Any, text: str) -> Any:
    """Write a draft as the agent who took the request."""
    from grc.answers.models import Answer

    service_request.take(by=agent)
    answer = Answer.objects.draft_for(service_request, by=agent)
    answer.save_draft(text, based_on=0, by=agent)
    return answer
