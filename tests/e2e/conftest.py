# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The town as it is deployed, and real browsers that visit it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.cast import make_town
from tests.e2e.house import House, open_house

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.e2e.visitors import Visitors

PICTURES = Path(__file__).resolve().parents[2] / "test-results" / "e2e"
outcome = pytest.StashKey[pytest.TestReport]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Remember how the test went, and show what the processes said when it went badly."""
    report = yield
    item.stash[outcome] = report
    house = getattr(item, "funcargs", {}).get("house")
    if report.failed and isinstance(house, House):
        report.sections += [(f"log of {name}", said) for name, said in house.logs() if said]
    return report


@pytest.fixture
def town(transactional_db: None) -> Any:
    """The town that answers on this machine's own names, the way links in its mails say."""
    from grc.municipalities.models import Host

    municipality = make_town("chalons", "localhost", "Châlons")
    Host.objects.create(municipality=municipality, name="127.0.0.1")
    return municipality


@pytest.fixture(scope="module")
def open_doors(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The processes on the test database: they hold no state, one set serves a file of tests.

    Not longer: their worker would do the jobs of whatever test comes next.
    """
    with open_house(None, tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture
def house(
    open_doors: House, town: Any, agent: Any, supervisor: Any, service: Any, settings: Any
) -> Iterator[House]:
    """The town, open, with its people, until the test ends."""
    settings.MEDIA_ROOT = open_doors.folder / "files"
    open_doors.welcome(town)
    yield open_doors
    open_doors.come_to_rest()


@pytest.fixture
def visitors(chromium: Browser, house: House, request: pytest.FixtureRequest) -> Iterator[Visitors]:
    """People at their browsers. No browser may complain: no error, no violation of the policy."""
    from playwright.sync_api import expect

    from tests.e2e.visitors import PATIENCE, Visitors

    expect.set_options(timeout=PATIENCE)
    present = Visitors(chromium, house)
    yield present
    if request.node.stash[outcome].failed:
        present.keep_pictures(PICTURES / request.node.name)
    present.leave()
    assert present.complaints == []
