# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The real browser of all tests: found in one place, started once for a file of tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# The same engine without the windows of a desktop around each page: a page opens five times faster.
SHELL: Final = "chromium-headless-shell"
NAMES: Final = (SHELL, "chromium", "chromium-browser")
CALM: Final = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def executable() -> str:
    """Return the path of Chromium. Absent: the test skips and says so; in CI that is a failure."""
    named = [os.environ["CHROMIUM"]] if "CHROMIUM" in os.environ else NAMES
    found = next(filter(None, map(shutil.which, named)), None)
    if found is None:
        reason = f"no Chromium: apt install {SHELL}, or set CHROMIUM"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@contextmanager
def open_chromium(*options: str) -> Iterator[Browser]:
    """Start Chromium, and end it.

    Playwright runs an event loop beneath this thread meanwhile: Django is told that the tests
    themselves are not asynchronous.
    """
    from playwright.sync_api import sync_playwright

    path = executable()
    sandbox = [] if os.getuid() else ["--no-sandbox"]
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        arguments = [*CALM, *options, *sandbox]
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def running_chromium() -> Iterator[Browser]:
    """One browser for all tests of a file."""
    with open_chromium() as browser:
        yield browser


@pytest.fixture
def chromium(running_chromium: Browser) -> Iterator[Browser]:
    """A real browser; the windows that a test leaves open are closed after it."""
    yield running_chromium
    for context in running_chromium.contexts:
        context.close()
