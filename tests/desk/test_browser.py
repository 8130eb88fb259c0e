# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The desk in a real browser: keyboard alone, without scripts, on a phone, with words at risk."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from grc.answers.models import Answer, DraftState, Round
from grc.catalog.models import Service
from grc.service_requests.models import Message
from tests.axe import assert_accessible
from tests.desk.conftest import TEXT, at
from tests.desk.hands import Desk
from tests.threads import together

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sit(site: str, town: Any, chromium: Any) -> Iterator[Callable[..., Desk]]:
    """Return a function that opens somebody's browser; what browsers complain about fails."""
    desks: list[Desk] = []

    def open_desk(user: Any, **options: Any) -> Desk:
        desks.append(Desk(chromium, site, town, user, **options))
        return desks[-1]

    # The browser closes first, and its windows with it.
    yield open_desk
    assert [complaint for one in desks for complaint in one.complaints] == []


def asked(town: Any, question: Callable[[], Any]) -> Any:
    """Ask the database beside the browser's event loop."""
    (answer,) = together(town, question)
    return answer


def addresses(answer: Any) -> dict[str, str]:
    service_request = answer.service_request
    return {
        "queue": "/bureau/",
        "nothing": "/bureau/?q=Zorglub",
        "more": "/bureau/?channel=phone&state=any",
        "request": at("request", service_request),
        "panel": at("perform", service_request, "close"),
        "pass_on": at("pass_on", service_request),
        "answer": at("answer", service_request),
        "states": at("states", service_request, answer.pk),
        "entry": "/bureau/nouvelle/",
        "entry_form": f"/bureau/nouvelle/{service_request.service.code}/",
        "inbox_empty": "/bureau/a-valider/",
    }


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 360), ("dark", 360)]
)
def test_every_page_can_be_used_by_everybody(scheme, width, sit, draft, colleague, town):
    """No page of the desk breaks a rule that a machine can check, nor its width (law R3.18)."""
    asked(town, lambda: draft.save_draft("Autre.", based_on=0, by=colleague))
    paths = asked(town, lambda: addresses(draft))
    desk = sit(colleague, color_scheme=scheme, viewport={"width": width, "height": 800})
    for path in paths.values():
        page = desk.open(path)
        assert_accessible(page)
        assert desk.overflow() <= 0, path
    page.goto(desk.site + paths["request"])
    page.locator(".composers summary").first.click()
    page.locator(".menu-opener").click()
    assert_accessible(page)
    assert desk.overflow() <= 0


def test_a_long_name_does_not_widen_the_filters(sit, service, agent, town):
    """Imported services are called as their source calls them; a telephone shows them all."""
    name = "Borne d'incendie - Installation, déplacement, utilisation et entretien"
    asked(town, lambda: Service.objects.update(name={"fr": name}))
    desk = sit(agent, viewport={"width": 360, "height": 800})
    desk.open("/bureau/?channel=phone&state=any")
    assert desk.overflow() <= 0


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1280)])
def test_the_inbox_can_be_used_by_everybody(scheme, width, sit, submitted, supervisor, agent, town):
    """A second version, its differences, the dialog of a return: accessible, within the width."""

    def second_round():
        submitted.return_to_author(round_number=1, reason="Quelle date ?", by=supervisor)
        answer = Answer.objects.get(pk=submitted.pk)
        saved = answer.save_draft("Mardi 24.", based_on=answer.revision, by=agent)
        answer.submit(based_on=saved.revision, by=agent)

    asked(town, second_round)
    desk = sit(supervisor, color_scheme=scheme, viewport={"width": width, "height": 740})
    page = desk.open("/bureau/a-valider/")
    assert_accessible(page)
    assert desk.overflow() <= 0
    page.get_by_text("Return", exact=True).click()
    assert_accessible(page)
    page.keyboard.press("Escape")
    bar = page.locator(".thumb-bar").bounding_box()
    assert bar is not None
    assert bar["y"] + bar["height"] == 740
    assert bar["height"] < 80
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.get_by_text("Nothing waits for your visa")).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize("with_scripts", [True, False])
def test_keyboard_alone_from_the_queue_to_the_visa(
    with_scripts, sit, service_request, agent, supervisor, town
):
    """Take, write, submit, approve without a mouse, with scripts and without (law R3.10)."""
    one = sit(agent, java_script_enabled=with_scripts)
    page = one.open("/bureau/")
    one.press(".row-title")
    page.wait_for_url(f"**{at('request', service_request)}")
    one.press("#act-take")
    page.wait_for_url("**#main")
    expect(page.locator("#act-answer")).to_be_visible()
    one.press("#act-answer")
    page.wait_for_url("**/reponse/")
    one.type_in("#id_body", "Bonjour,\n\nNous passerons mardi.")
    one.press("#draft .primary")
    page.wait_for_url("**#answer")
    expect(page.locator(".toast").first).to_contain_text(
        "is submitted. Asked now: a supervisor of Voirie"
    )
    assert asked(town, lambda: Round.objects.get().body) == "Bonjour,\n\nNous passerons mardi."

    two = sit(supervisor, java_script_enabled=with_scripts)
    page = two.open("/bureau/")
    two.press("#nav-inbox a")
    page.wait_for_url(re.compile("/a-valider/[0-9]+/1/"))
    two.press(".thumb-bar .primary")
    expect(page.get_by_text("Nothing waits for your visa")).to_be_visible()
    assert asked(town, lambda: Answer.objects.get().state) == "approved"


def test_a_pause_saves_and_says_when(sit, draft, agent, town):
    """Typing stops: the draft is saved, the hour is said, the letter is redrawn."""
    page = sit(agent).open(at("answer", draft))
    page.fill("#id_body", "Bonjour **Marie**.")
    expect(page.locator("#saved")).to_have_text(re.compile(r"^Saved at \d\d?:\d\d"))
    expect(page.locator("#preview > .letter strong")).to_have_text("Marie")
    assert asked(town, lambda: Answer.objects.get().body) == "Bonjour **Marie**."


def test_leaving_the_page_saves(sit, draft, agent, town):
    """The last words before the page is closed are saved all the same."""
    desk = sit(agent)
    page = desk.open(at("answer", draft))
    page.fill("#id_body", "Les derniers mots.")
    page.goto(f"{desk.site}/bureau/")
    page.wait_for_load_state()
    page.goto(desk.site + at("answer", draft))
    expect(page.locator("#id_body")).to_have_value("Les derniers mots.")
    expect(page.locator("#saved")).to_have_text(re.compile("^(Everything is saved|Saved at)"))
    assert "Les derniers" not in page.evaluate("JSON.stringify(sessionStorage)")
    assert asked(town, lambda: Answer.objects.get().body) == "Les derniers mots."
    assert not asked(town, lambda: DraftState.objects.filter(kept_aside=True).exists())


def test_a_lost_network_is_said_and_nothing_is_lost(sit, draft, agent, town):
    """Without a network the page says so, keeps the text, and saves when it is back."""
    desk = sit(agent)
    page = desk.open(at("answer", draft))
    desk.context.set_offline(True)
    page.fill("#id_body", "Écrit dans le tunnel.")
    expect(page.locator("#saved")).to_contain_text("could not be reached")
    desk.context.set_offline(False)
    expect(page.locator("#saved")).to_have_text(re.compile("^Saved at"))
    assert asked(town, lambda: Answer.objects.get().body) == "Écrit dans le tunnel."
    desk.complaints.clear()


def test_an_ended_session_keeps_the_text(sit, draft, agent, town):
    """The session ended: the page says so, and saves once one has signed in again elsewhere."""
    from django.contrib.sessions.models import Session

    from tests.desk.hands import session_of

    desk = sit(agent)
    page = desk.open(at("answer", draft))
    asked(town, lambda: Session.objects.all().delete())
    page.fill("#id_body", "Après la nuit.")
    expect(page.locator("#saved")).to_contain_text("Your session has ended.")
    assert asked(town, lambda: Answer.objects.get().body) == TEXT
    key = asked(town, lambda: session_of(agent))
    cookies: list[Any] = [{"name": "session", "value": key, "url": desk.site}]
    desk.context.add_cookies(cookies)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#saved")).to_have_text(re.compile("^Saved at"))
    assert asked(town, lambda: Answer.objects.get().body) == "Après la nuit."


def test_a_draft_typed_in_two_windows(sit, draft, agent, town):
    """Both texts are kept; the second window leads to the comparison, where one chooses."""
    desk = sit(agent)
    first = desk.open(at("answer", draft))
    second = desk.context.new_page()
    second.goto(desk.site + at("answer", draft))
    first.fill("#id_body", "Nous passerons jeudi.")
    expect(first.locator("#saved")).to_have_text(re.compile("^Saved at"))
    second.fill("#id_body", "Nous passerons vendredi.")
    expect(second.locator("#saved")).to_contain_text("Both are kept")
    second.get_by_text("Compare the two texts").click()
    expect(second.locator(".aside ins").first).to_be_visible()
    second.get_by_role("button", name="Keep my text").click()
    expect(second.locator("#id_body")).to_have_value("Nous passerons vendredi.")
    assert asked(town, lambda: Answer.objects.get().body) == "Nous passerons vendredi."


def test_a_message_survives_an_ended_session(sit, taken, agent, town):
    """Sent after the session ended: after signing in again the words are still in the form."""
    from django.contrib.sessions.models import Session

    from tests.cast import PASSWORD

    desk = sit(agent)
    page = desk.open(at("request", taken))
    page.locator(".composers summary").first.click()
    page.fill("[name=write-body]", "Nous passerons mardi.")
    asked(town, lambda: Session.objects.all().delete())
    page.get_by_role("button", name="Send the message").click()
    page.wait_for_url("**/compte/login/**")
    page.fill("[name=login]", agent.email)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{at('request', taken)}")
    expect(page.locator("[name=write-body]")).to_have_value("Nous passerons mardi.")
    page.get_by_role("button", name="Send the message").click()
    page.wait_for_url("**#written")
    assert asked(town, lambda: Message.objects.get().body) == "Nous passerons mardi."
    page.goto(desk.site + at("request", taken))
    assert page.locator("[name=write-body]").input_value() == ""


def test_filters_narrow_without_leaving_the_page(sit, service_request, taken, agent, service, town):
    """A choice narrows the list at once, the address follows, the way back restores the list."""
    desk = sit(agent)
    page = desk.open("/bureau/")
    page.evaluate("window.stayed = true")
    page.select_option("[name=holder]", "nobody")
    page.wait_for_url("**holder=nobody**")
    expect(page.locator("#queue-list .active")).to_contain_text("Who has it: Nobody yet")
    assert page.evaluate("window.stayed")
    page.go_back()
    expect(page.locator("#queue-list .active")).to_have_count(0)
    assert "Marie Dupont" not in page.evaluate("JSON.stringify(sessionStorage)")


def test_a_form_opens_in_its_place_and_closes_the_menu(sit, taken, agent):
    """The form of a move opens under the buttons, the focus in its first field."""
    page = sit(agent).open(at("request", taken))
    page.evaluate("window.stayed = true")
    page.locator(".menu-opener").click()
    page.locator("#act-ask_citizen").click()
    expect(page.locator("#gesture [name=message]")).to_be_focused()
    expect(page.locator("#others")).to_be_hidden()
    assert page.evaluate("window.stayed")


def test_what_others_change_appears_and_what_one_types_stays(sit, taken, agent, colleague, town):
    """A colleague's note comes into the thread; the message being typed is not touched."""
    page = sit(agent).open(at("request", taken))
    page.locator(".composers summary").first.click()
    page.fill("[name=write-body]", "Je suis en train d'écr")
    asked(town, lambda: taken.note("J'y suis passé.", by=colleague))
    for event in ("live:changed", "live:request", "live:queue"):
        page.evaluate("name => document.body.dispatchEvent(new CustomEvent(name))", event)
    expect(page.locator("#request-thread")).to_contain_text("J'y suis passé.")
    expect(page.locator("[name=write-body]")).to_have_value("Je suis en train d'écr")
    expect(page.locator("[name=write-body]")).to_be_focused()


def test_a_double_click_on_a_real_button_acts_once(sit, service_request, agent, town):
    """The hand is faster than the page."""
    page = sit(agent).open(at("request", service_request))
    page.locator("#act-take").dblclick()
    page.wait_for_url("**#main")
    expect(page.locator(".toast").first).to_contain_text("You now have this request.")
