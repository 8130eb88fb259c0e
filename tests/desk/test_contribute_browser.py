# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Contributing in a real browser: from the keyboard alone, on a phone, without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.asking_pages import await_truth
from tests.axe import assert_accessible
from tests.desk.conftest import at
from tests.desk.hands import Desk
from tests.threads import together

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
SAID = "La parcelle est à la commune."
BODY = "#id_contribute-body"


@pytest.fixture
def sit(site: str, town: Any, chromium: Any) -> Iterator[Callable[..., Desk]]:
    """Return a function that opens somebody's browser; what browsers complain about fails."""
    desks: list[Desk] = []

    def open_desk(user: Any, **options: Any) -> Desk:
        desks.append(Desk(chromium, site, town, user, **options))
        return desks[-1]

    yield open_desk
    assert [complaint for one in desks for complaint in one.complaints] == []


def test_from_the_keyboard_alone(sit, asked, outsider, agent, other_team):
    """Tab, Enter, words, Enter; the agent reads them, and axe has nothing to say on either page."""
    desk = sit(outsider)
    page = desk.open(at("request", asked))
    desk.press("#act-contribute")
    expect(page.locator(BODY)).to_be_visible()
    assert_accessible(page)
    desk.type_in(BODY, SAID)
    desk.press("#gesture button.primary")
    expect(page.get_by_text("Your contribution is given. Voirie reads it now.")).to_be_visible()
    read = sit(agent).open(at("request", asked))
    expect(read.locator("#contributions")).to_contain_text(SAID)
    expect(read.locator("#contributions")).to_contain_text("Waited for")
    assert_accessible(read)


def test_what_is_typed_is_kept(sit, asked, outsider, other_team):
    """The page is left and found again: the words are there."""
    desk = sit(outsider)
    address = at("contribute", asked, other_team.pk)
    page = desk.open(address)
    page.locator(BODY).fill(SAID)
    await_truth(
        page,
        "said => Object.values({...localStorage, ...sessionStorage})"
        ".some(kept => kept.includes(said))",
        SAID,
    )
    desk.open(at("request", asked))
    desk.open(address)
    expect(page.locator(BODY)).to_have_value(SAID)


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_phone(scripts, sit, asked, outsider, agent, town):
    """Nothing is wider than the window; without scripts the form is a page like another."""
    desk = sit(outsider, java_script_enabled=scripts, **PHONE)
    page = desk.open(at("request", asked))
    if scripts:
        assert desk.overflow() == 0
    page.locator("#act-contribute").click()
    page.locator(BODY).fill(SAID)
    page.locator("#gesture button.primary").click()
    expect(page.get_by_text("Your contribution is given.")).to_be_visible()
    (row,) = together(town, lambda: asked.contributions.get(body=SAID))
    assert row.given_by_id == outsider.pk
