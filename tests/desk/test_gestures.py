# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Everyday gestures, counted in a real browser: they stay as cheap as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from grc.answers.models import Answer, StandardText
from grc.dev.gestures import journeys
from tests.answers.texts import a_text
from tests.axe import assert_accessible
from tests.desk.conftest import at
from tests.desk.hands import Desk
from tests.threads import together

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LARGEST_PAGE = 250_000


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
def a_minute(settings: Any) -> None:
    from datetime import timedelta

    settings.ANSWER_UNDO = timedelta(seconds=60)


def round_of(answer: Any, number: int = 1) -> str:
    return f"/bureau/a-valider/{answer.pk}/{number}/"


def asked(town: Any, question: Callable[[], Any]) -> Any:
    """Ask the database beside the browser's event loop."""
    (answer,) = together(town, question)
    return answer


def test_a_routine_answer_takes_four_gestures(sit, taken, service, agent, supervisor, town):
    """From the open request: write, find, insert, submit."""
    with town.scope():
        text = a_text(supervisor, title="Passage prévu", body="Nous passerons mardi.")
        StandardText.objects.begin(text, by=supervisor)
    page = sit(agent).open(at("request", taken))
    count = journeys.routine_answer(page)
    assert count.gestures <= 4
    assert asked(town, lambda: Answer.objects.get().state) == "submitted"


def test_approving_takes_one(sit, submitted, supervisor, town, a_minute):
    """One click or one chord; undoing takes one as well."""
    page = sit(supervisor).open(round_of(submitted))
    assert journeys.approve(page).gestures == 1
    assert asked(town, lambda: submitted.lock().state) == "approved"
    assert journeys.undo(page).gestures == 1
    assert asked(town, lambda: submitted.lock().state) == "submitted"
    assert journeys.approve_by_key(page).gestures == 1
    assert asked(town, lambda: submitted.lock().state) == "approved"


def test_returning_takes_three_and_the_words(sit, submitted, supervisor, town):
    """Open, write, send."""
    page = sit(supervisor).open(round_of(submitted))
    assert journeys.send_back(page).gestures <= 3
    assert asked(town, lambda: submitted.lock().state) == "draft"


@pytest.mark.parametrize("who", ["agent", "supervisor"])
def test_asking_for_an_opinion_takes_four(who, sit, submitted, outsider, town, request):
    """The author and whoever is asked: open, choose, ask."""
    page = sit(request.getfixturevalue(who)).open(round_of(submitted))
    assert journeys.consult(page, str(outsider)).gestures <= 4
    turn = asked(town, lambda: submitted.open_round.turns.open().get().person_id)
    assert turn == outsider.pk


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_validator_decides_on_a_phone_with_a_thumb(scheme, sit, submitted, supervisor, town):
    """360 px wide: nothing is cut, the bar is in reach, each target is large enough."""
    desk = sit(
        supervisor, viewport={"width": 360, "height": 740}, has_touch=True, color_scheme=scheme
    )
    received = []
    desk.page.on("response", lambda response: received.append(len(response.body())))
    page = desk.open(round_of(submitted))
    page.wait_for_load_state("networkidle")
    assert sum(received) <= LARGEST_PAGE
    assert desk.overflow() <= 0
    bar = page.locator(".thumb-bar")
    assert bar.bounding_box()["y"] + bar.bounding_box()["height"] <= 740
    for button in bar.locator("button, summary").all():
        if button.is_visible():
            assert button.bounding_box()["height"] >= 44
    page.evaluate("document.querySelectorAll('main details').forEach(e => e.open = true)")
    assert desk.overflow() <= 0
    assert_accessible(page)


def test_a_screen_reader_hears_what_is_decided_on(sit, submitted, supervisor):
    """Names and roles: the title, the circuit, the question, the answer, the decision."""
    page = sit(supervisor).open(round_of(submitted))
    assert page.get_by_role("heading", level=1).count() == 1
    circuit = page.get_by_role("list", name="Circuit of validation")
    assert circuit.get_by_role("listitem").count() == 2
    assert circuit.locator("[aria-current=step]").count() == 1
    for name in ("What was asked", "The answer, as it will be received"):
        assert page.get_by_role("heading", name=name).count() == 1
    decision = page.get_by_role("region", name="Your decision")
    assert decision.get_by_role("button", name="Approve", exact=True).count() == 1
    page.locator("details:has(#return) > summary").click()
    dialog = page.get_by_role("dialog", name="Return the answer")
    assert dialog.get_by_role("textbox", name="What should change?").count() == 1
