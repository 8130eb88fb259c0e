# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.live.browser import Page, Server, knock


@pytest.fixture(scope="session")
def server(django_db_setup: None) -> Iterator[Server]:
    """The server as it is deployed, for all tests of a run."""
    with Server() as running:
        yield running


@pytest.fixture(scope="session")
def workshop(django_db_setup: None) -> Iterator[Server]:
    """The same server with pages to try it by."""
    with Server(settings="tests.live.settings") as running:
        yield running


@pytest.fixture
def visit(server: Server) -> Iterator[Callable[..., Page]]:
    """Open pages as people; they are closed after the test."""
    with ExitStack() as open_pages:

        def open_page(person: Any = None, **how: Any) -> Page:
            return open_pages.enter_context(knock(how.pop("at", server), person, **how))

        yield open_page
