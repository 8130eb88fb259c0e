# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Every page, wide and narrow, light and dark, without a barrier that a machine can find."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("playwright")
from tests.axe import violations
from tests.e2e import screens, world
from tests.e2e.studio_screens import STUDIO, WORKFLOWS

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.e2e.house import House
    from tests.e2e.screens import Screen
    from tests.e2e.visitors import Visitors
    from tests.e2e.world import World

DOORS = {
    "PORTAL": screens.PORTAL,
    "ACCOUNT": screens.ACCOUNT,
    "DESK": screens.DESK,
    "STUDIO": STUDIO,
    "WORKFLOWS": WORKFLOWS,
}
LOOKS = ((1280, "light"), (360, "dark"))
HEIGHT = 740
# Colours are judged as they stand, not in the middle of a fade.
READER: dict[str, Any] = {"locale": "fr-FR", "reduced_motion": "reduce"}
NARROWEST = 320
SLACK = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDEST = """() => [...document.querySelectorAll("body *")]
  .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
  .map((element) => element.outerHTML.slice(0, 60)).slice(0, 3)"""


def test_every_address_is_in_the_table() -> None:
    """An address that is added to the URLconf is looked at, or says why it is not a page."""
    assert set(screens.names()) == set(screens.TABLE | STUDIO | WORKFLOWS)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("door", DOORS)
def test_no_page_has_a_barrier(
    door: str,
    colleague: Any,
    house: House,
    visitors: Visitors,
    service: Any,
    agent: Any,
    supervisor: Any,
    administrator: Any,
) -> None:
    """Axe is silent, and nothing is wider than the screen, on each screen of the table."""
    made = house.ask(lambda: world.build(service, agent, colleague, supervisor))
    people = {
        "citizen": None,
        "agent": agent,
        "supervisor": supervisor,
        "administrator": administrator,
    }
    pages: dict[str, Page] = {}
    found: list[str] = []
    for name, screen in every(DOORS[door]):
        who = screen.visitor
        if who not in pages:
            pages[who] = visitors.arrive(people[who], expected={403, 404}, **READER)
        where = f"{name} {screen.path(made)}"
        found += [f"{where}: {barrier}" for barrier in barriers(pages[who], screen, made)]
    assert not found, "\n".join(found)


def every(table: dict[str, list[Screen] | str]) -> Iterator[tuple[str, Screen]]:
    """Each screen of the table, with the name of its address."""
    for name, entry in table.items():
        if not isinstance(entry, str):
            yield from ((name, screen) for screen in entry)


def barriers(page: Page, screen: Screen, made: World) -> Iterator[str]:
    """What is in the way on this screen, in each look."""
    page.set_viewport_size({"width": LOOKS[0][0], "height": HEIGHT})
    page.goto(screen.path(made))
    if screen.act is not None:
        screen.act(page)
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for violation in violations(page):
            yield f"{width} {scheme} {violation['id']}: {said(violation)}"
        yield from too_wide(page, width)
    if screen.visitor == "citizen":
        page.set_viewport_size({"width": NARROWEST, "height": HEIGHT})
        yield from too_wide(page, NARROWEST)


def said(violation: dict[str, Any]) -> str:
    """Where it is, and what axe says about the first of them."""
    nodes = violation["nodes"]
    targets = ", ".join(str(node["target"][0]) for node in nodes[:3])
    return f"{targets} – {nodes[0]['failureSummary']}".replace("\n", " ")


def too_wide(page: Page, width: int) -> Iterator[str]:
    if page.evaluate(SLACK) > 0:
        yield f"wider than {width}: {page.evaluate(WIDEST)}"
