# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Asking for what is missing in a real browser: keyboard alone, on a phone, without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.axe import assert_accessible
from tests.desk.conftest import at
from tests.desk.hands import Desk
from tests.threads import together

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}


@pytest.fixture
def sit(site: str, town: Any, chromium: Any) -> Iterator[Callable[..., Desk]]:
    """Return a function that opens somebody's browser; what browsers complain about fails."""
    desks: list[Desk] = []

    def open_desk(user: Any, **options: Any) -> Desk:
        desks.append(Desk(chromium, site, town, user, **options))
        return desks[-1]

    yield open_desk
    assert [complaint for one in desks for complaint in one.complaints] == []


def test_asked_from_the_keyboard_alone(sit, lacking, agent):
    """Open the form, take one item out, add another, send; axe has nothing to say."""
    request = lacking(at=datetime.now(UTC))
    desk = sit(agent)
    page = desk.open(at("perform", request, "demand"))
    assert_accessible(page)
    desk.press("#id_missing-items_1", "Space")
    desk.type_in("#id_missing-other-1", "Le bail")
    desk.press("#id_missing-other-1-indispensable", "Space")
    desk.press("#gesture button.primary")
    asked = page.locator("#items")
    expect(asked).to_contain_text("Le bail")
    expect(asked).to_contain_text("Proof of address")
    expect(asked).not_to_contain_text("Picture of the place")
    expect(page.locator("#request-facts")).to_contain_text("15 days later at most")
    assert_accessible(page)


@pytest.mark.parametrize("scripts", [True, False])
def test_noted_on_a_phone(scripts, sit, wanted_now, agent, town):
    """What came at the counter: the form is a page like another without scripts."""
    desk = sit(agent, java_script_enabled=scripts, **PHONE)
    page = desk.open(at("request", wanted_now))
    if scripts:
        assert desk.overflow() == 0
    page.get_by_role("link", name="It came another way (Proof of address)").click()
    page.get_by_role("button", name="Note as received").click()
    expect(page.get_by_text("Received: Proof of address.")).to_be_visible()
    (row,) = together(town, lambda: wanted_now.asked_items.get(code="proof"))
    assert row.received_by_id == agent.pk
