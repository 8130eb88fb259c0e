# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The studio in a real browser: keyboard alone, without scripts, counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from grc.catalog.models import Service
from tests.axe import assert_accessible
from tests.desk.hands import Desk
from tests.threads import together

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
#: A click, a field filled, a key: with the workflow itself, forty are allowed.
MOST_FOR_A_SERVICE = 12


@pytest.fixture
def sit(site: str, town: Any, chromium: Any) -> Iterator[Callable[..., Desk]]:
    """Return a function that opens somebody's browser; what browsers complain about fails."""
    desks: list[Desk] = []

    def open_desk(user: Any, **options: Any) -> Desk:
        desks.append(Desk(chromium, site, town, user, **options))
        return desks[-1]

    yield open_desk
    assert [complaint for one in desks for complaint in one.complaints] == []


def asked(town: Any, question: Callable[[], Any]) -> Any:
    """Ask the database beside the browser's event loop."""
    (answer,) = together(town, question)
    return answer


def test_a_form_is_composed_from_the_keyboard(sit, town, service, administrator):
    """Added, moved and published without a mouse; the button that was pressed keeps the focus."""
    desk = sit(administrator)
    page = desk.open("/studio/demarches/pothole/formulaire/")
    desk.type_in("#id_quick-label", "Depuis quand ?")
    desk.press("#id_quick-kind", "d")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".studio-list").first).to_contain_text("Depuis quand ?")
    earlier = "form[action*='/depuis_quand/monter/'] button"
    desk.press(earlier)
    expect(page.locator(earlier)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(earlier)).to_be_focused()
    titles = page.locator(".studio-row a").all_inner_texts()
    assert titles.index("Depuis quand ?") == 1
    desk.press("a[href$='/publier/']")
    expect(page.locator("h1")).to_contain_text("Publish the form")
    desk.press("main button.primary")
    expect(page.locator(".toast")).to_contain_text("The form is published")
    form = asked(town, lambda: Service.objects.get().form_version.parsed)
    assert [field.code for field in form] == ["what", "depuis_quand", "place", "photo"]


def test_without_a_script_a_service_is_made(sit, town, team, workflow, administrator):
    """From the overview to the portal, in few gestures: what is proposed suffices."""
    desk, gestures = sit(administrator, java_script_enabled=False), 0
    page = desk.open("/studio/")

    def click(*where: str) -> None:
        nonlocal gestures
        page.get_by_role(where[0], name=re.compile(where[1])).first.click()  # type: ignore[arg-type]
        gestures += 1

    click("link", "^Services")
    click("link", "Add a service")
    page.get_by_label("Name (french)").fill("Bacs à ordures")
    gestures += 1
    click("button", "Add the service")
    click("link", "Publish")
    click("button", "^Publish")
    assert gestures <= MOST_FOR_A_SERVICE
    page.goto(desk.site + "/demarches/bacs-a-ordures/")
    expect(page.locator("h1")).to_have_text("Bacs à ordures")
    expect(page.get_by_role("textbox", name="Your request")).to_be_visible()


def test_somebody_is_invited_and_sent_away_without_a_script(sit, town, team, administrator):
    """Plain forms, each leading back to where one was."""
    page = sit(administrator, java_script_enabled=False).open("/studio/personnes/inviter/")
    page.get_by_label("E-mail").fill("nina@chalons.example")
    page.get_by_label("First name").fill("Nina")
    page.get_by_label("Last name").fill("Nouvelle")
    page.get_by_role("button", name="Send the invitation").click()
    page.get_by_role("link", name="Nina Nouvelle").click()
    page.get_by_role("button", name="They no longer work here").click()
    expect(page.locator("main")).to_contain_text("They no longer work here.")
    page.get_by_role("button", name="They work here again").click()
    expect(page.get_by_role("button", name="They no longer work here")).to_be_visible()


def test_a_circuit_is_written_from_the_keyboard(sit, town, team, service, administrator):
    """Begun, given a stage, published, and led to by a rule; no mouse, what is focused is seen."""
    desk = sit(administrator)
    page = desk.open("/studio/circuits/")
    desk.press("a[href$='/nouveau-circuit/']")
    expect(page.locator("h1")).to_have_text("Add a circuit")
    desk.type_in("#id_name_fr", "Chef, puis signature")
    desk.press("main button.primary")
    expect(page.locator("main")).to_contain_text("a supervisor of the team in charge")
    desk.press("#id_quick-kind", "s")
    desk.press("#id_quick-who", "t")
    desk.press("form[action$='/etapes/'] button")
    expect(page.locator(".studio-row")).to_have_count(2)
    desk.press("a[href$='/publier/']")
    expect(page.locator("main")).to_contain_text("Rules can then lead answers to it.")
    desk.press("main button.primary")
    expect(page.locator(".toast")).to_contain_text("The circuit is published")
    desk.press("a[href$='/regles/nouvelle/']")
    expect(page.locator("h1")).to_have_text("Add a rule")
    desk.type_in("#id_name_fr", "Refus")
    desk.press("main button.primary")
    expect(page.locator("main")).to_contain_text("It never holds yet")
    desk.press("#fact_fact", "t")
    desk.press("form[method=get] button")
    expect(page.locator("h1")).to_contain_text("Test about")
    assert_accessible(page)


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1280)])
def test_a_conflict_can_be_read_by_everybody(scheme, width, sit, town, service, administrator):
    """The page that compares two texts is within the width, with nothing that axe finds."""
    first, second = (
        sit(administrator, color_scheme=scheme, viewport={"width": width, "height": 800})
        for _ in range(2)
    )
    address = "/studio/demarches/pothole/formulaire/questions/what/"
    for desk in (first, second):
        desk.open(address)
    for desk, words in ((first, "Quoi ?"), (second, "Qu’avez-vous vu ?")):
        desk.page.get_by_label("Question (french)").fill(words)
        desk.page.get_by_role("button", name="Save in the draft").click()
    page = second.page
    expect(page.locator(".meanwhile")).to_contain_text("Quoi ?")
    expect(page.get_by_label("Question (french)")).to_have_value("Qu’avez-vous vu ?")
    assert_accessible(page)
    assert second.overflow() <= 0
    page.get_by_role("button", name="Save in the draft").click()
    expect(page.locator(".toast")).to_contain_text("changed in the draft")
