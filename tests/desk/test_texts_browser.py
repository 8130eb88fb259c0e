# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Standard texts in a real browser: from the keyboard alone, on a phone, without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from grc.answers.models import Answer, AnswerText, StandardText
from tests.answers.texts import a_text
from tests.axe import assert_accessible
from tests.desk.conftest import at
from tests.desk.hands import Desk
from tests.threads import together

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BODY = "Bonjour {requester.name},\n\nL'éclairage est réparé. Voir {values.photo}."


@pytest.fixture
def sit(site: str, town: Any, chromium: Any) -> Iterator[Callable[..., Desk]]:
    """Return a function that opens somebody's browser; what browsers complain about fails."""
    desks: list[Desk] = []

    def open_desk(user: Any, **options: Any) -> Desk:
        desks.append(Desk(chromium, site, town, user, **options))
        return desks[-1]

    yield open_desk
    assert [complaint for one in desks for complaint in one.complaints] == []


@pytest.fixture
def texts(town: Any, supervisor: Any, service: Any) -> None:
    """Two texts that agents may insert; one needs a value that the request has not."""
    with town.scope():
        repaired = a_text(supervisor, title="Éclairage réparé", body=BODY, services=[service])
        for content in (repaired, a_text(supervisor, title="Passage prévu")):
            StandardText.objects.begin(content, by=supervisor)


def asked(town: Any, question: Callable[[], Any]) -> Any:
    """Ask the database beside the browser's event loop."""
    (answer,) = together(town, question)
    return answer


def test_a_text_is_inserted_from_the_keyboard(sit, draft, texts, agent, town):
    """Alt+T, the beginning of words without accents, Enter: one key after typing."""
    desk = sit(agent)
    page = desk.open(at("answer", draft))
    desk.press("#id_body", "Control+End")
    page.keyboard.press("Alt+t")
    expect(page.locator("#texts-words")).to_be_focused()
    expect(page.locator("[role=option]")).to_have_count(2)
    assert_accessible(page)
    page.keyboard.type("ecl")
    page.keyboard.press("Enter")
    expect(page.locator("#id_body")).to_be_focused()
    expect(page.locator("#id_body")).to_have_value(
        re.compile(r"mardi\.\n\nBonjour Marie Dupont,\n\nL'éclairage")
    )
    expect(page.locator("#missing")).to_have_text("Missing: Photo ({values.photo}).")
    page.keyboard.type(" Merci.")
    expect(page.locator("#saved")).to_have_text(re.compile("^Saved at"))
    expect(page.locator("#preview")).to_contain_text("Merci.")
    assert asked(town, lambda: Answer.objects.get().body).endswith("{values.photo}. Merci.")
    use = asked(town, lambda: AnswerText.objects.select_related("edition").get())
    assert use.edition.number == 1


def test_arrows_choose_and_escape_goes_back(sit, draft, texts, agent, town):
    """The chosen option is named to screen readers; Escape leaves the draft as it was."""
    desk = sit(agent)
    page = desk.open(at("answer", draft))
    before = page.locator("#id_body").input_value()
    page.keyboard.press("Alt+t")
    expect(page.locator("[role=option]")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    named = page.locator("#texts-words").get_attribute("aria-activedescendant")
    expect(page.locator(f"#{named}")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#texts-list [aria-selected=true]")).to_contain_text("Passage prévu")
    page.keyboard.press("Escape")
    expect(page.locator("#id_body")).to_be_focused()
    expect(page.locator("#id_body")).to_have_value(before)
    assert asked(town, lambda: AnswerText.objects.count()) == 0


def test_a_text_comes_where_the_cursor_was_and_can_be_undone(sit, draft, texts, agent):
    """In the middle of the draft, by a click; the browser's own undo takes it back."""
    page = sit(agent).open(at("answer", draft))
    page.locator("#id_body").fill("Avant.\n\nAprès.")
    page.locator("#id_body").evaluate("body => body.setSelectionRange(6, 6)")
    page.locator("#texts > summary").click()
    expect(page.locator("#texts-words")).to_be_focused()
    page.get_by_role("option").filter(has_text="Passage").click()
    expect(page.locator("#id_body")).to_have_value("Avant.\n\nNous passerons bientôt.\n\nAprès.")
    expect(page.locator("#preview")).to_contain_text("Nous passerons bientôt.")
    page.keyboard.press("Control+z")
    expect(page.locator("#id_body")).to_have_value("Avant.\n\nAprès.")
    # Nothing is on its way to the server any more when the test ends.
    expect(page.locator("#preview")).not_to_contain_text("Nous passerons bientôt.")


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1280)])
def test_the_library_can_be_used_by_everybody(scheme, width, sit, texts, supervisor, town):
    """Every page of it, within the width, with nothing that axe finds."""
    desk = sit(supervisor, color_scheme=scheme, viewport={"width": width, "height": 800})
    key = asked(town, lambda: StandardText.objects.order_by("pk")[0].pk)
    for path in ("/bureau/textes/", "/bureau/textes/nouveau/", f"/bureau/textes/{key}/"):
        page = desk.open(path)
        assert_accessible(page)
        assert desk.overflow() <= 0, path


def test_placeholders_are_checked_while_one_types(sit, texts, supervisor):
    """The sentence comes by itself, then goes when it is mended."""
    page = sit(supervisor).open("/bureau/textes/nouveau/")
    page.fill("#id_body", "Bonjour {requester.nam}")
    expect(page.locator("#text-check")).to_contain_text("Did you mean {requester.name}?")
    page.fill("#id_body", "Bonjour {requester.name}")
    expect(page.locator("#text-check")).to_contain_text("Every placeholder is known.")


def test_without_a_script_one_searches_and_inserts(sit, draft, texts, agent, town):
    """Buttons do it; what was typed is kept at each step."""
    page = sit(agent, java_script_enabled=False).open(at("answer", draft))
    page.fill("#id_body", "Tapé.")
    page.locator("#texts > summary").click()
    page.fill("#texts-words", "passage")
    page.locator("#texts-words").press("Enter")
    page.get_by_role("button", name="Insert Passage prévu").click()
    expect(page.locator("#id_body")).to_have_value("Tapé.\n\nNous passerons bientôt.")
