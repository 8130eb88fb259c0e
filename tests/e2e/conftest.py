# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The town as it is deployed, and real browsers that visit it."""

from __future__ import annotations

import os
import shutil
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
CALM = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
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


@pytest.fixture
def house(
    town: Any, agent: Any, supervisor: Any, service: Any, tmp_path: Path, settings: Any
) -> Iterator[House]:
    """The town, open, with its people: processes on the test database until the test ends."""
    settings.MEDIA_ROOT = tmp_path / "files"
    with open_house(town, tmp_path) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> str:
    """Debian's Chromium. Absent: the test skips and says so; in CI that is a failure."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        reason = "Chromium is not installed: apt install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture
def browser(chromium: str, house: House) -> Iterator[Browser]:
    """One Chromium a test: its loop ends with it, before the database is emptied."""
    from playwright.sync_api import expect, sync_playwright

    from tests.e2e.visitors import PATIENCE

    expect.set_options(timeout=PATIENCE)
    sandbox = [] if os.getuid() else ["--no-sandbox"]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=[*CALM, *sandbox])
        yield running
        running.close()


@pytest.fixture
def visitors(browser: Browser, house: House, request: pytest.FixtureRequest) -> Iterator[Visitors]:
    """People at their browsers. No browser may complain: no error, no violation of the policy."""
    from tests.e2e.visitors import Visitors

    present = Visitors(browser, house)
    yield present
    if request.node.stash[outcome].failed:
        present.keep_pictures(PICTURES / request.node.name)
    present.leave()
    assert present.complaints == []
