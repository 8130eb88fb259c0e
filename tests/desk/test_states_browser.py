# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Comparing texts in a real browser: keyboard alone, without scripts, on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from grc.answers.models import Answer, DraftState
from tests.axe import assert_accessible
from tests.desk.conftest import TEXT, at
from tests.desk.hands import Desk
from tests.threads import together

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sit(site: str, town: Any, chromium: Any) -> Iterator[Callable[..., Desk]]:
    """Return a function that opens somebody's browser; what it complains about fails."""
    desks: list[Desk] = []

    def open_desk(user: Any, **options: Any) -> Desk:
        desks.append(Desk(chromium, site, town, user, **options))
        return desks[-1]

    yield open_desk
    assert [complaint for one in desks for complaint in one.complaints] == []


@pytest.fixture
def names(draft: Any, colleague: Any, town: Any) -> list[str]:
    """Two texts of the draft, the older first."""

    def write() -> list[str]:
        fresh = Answer.objects.get(pk=draft.pk)
        body = TEXT.replace("mardi", "jeudi")
        fresh.save_draft(body, based_on=fresh.revision, by=colleague, outcome="refused")
        return [f"e{pk}" for pk in DraftState.objects.order_by("pk").values_list("pk", flat=True)]

    return list(together(town, write)[0])


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1280)])
def test_a_comparison_can_be_used_by_everybody(scheme, width, sit, draft, agent, names):
    """No rule is broken that a machine can check, and nothing is wider than the window."""
    desk = sit(agent, color_scheme=scheme, viewport={"width": width, "height": 740})
    old, new = names
    page = desk.open(f"{at('states', draft, draft.pk)}?old={old}&new={new}")
    for summary in page.locator(".compared summary").all():
        summary.click()
    assert_accessible(page)
    assert desk.overflow() <= 0


@pytest.mark.parametrize("scripts", [True, False])
def test_two_texts_are_chosen_with_the_keyboard(scripts, sit, draft, agent, names, town):
    """Radio buttons, one button; then the earlier text is taken up again. No script is needed."""
    desk = sit(agent, java_script_enabled=scripts)
    page = desk.open(at("answer", draft))
    page.get_by_role("link", name="Earlier texts").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/textes/")
    old, new = names
    page.locator(f"[name=old][value={new}]").focus()
    page.keyboard.press("Space")
    page.locator(f"[name=new][value={old}]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**?old={new}&new={old}#compared")
    assert "Outcome: “Refused” became “Done”." in page.locator("#compared").inner_text()
    assert page.locator("#compared del").inner_text().strip(" ").endswith("(end)")
    taking = page.locator(f".kept button[value={old}]")
    taking.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/reponse/#main")
    assert page.locator("#id_body").input_value() == TEXT
    (states,) = together(town, lambda: list(DraftState.objects.values_list("body", flat=True)))
    assert len(states) == 3
