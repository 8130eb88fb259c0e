# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Administrators at their studio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils.translation import override

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

from tests.desk.conftest import folders, page, site

__all__ = ["folders", "page", "site"]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def studio(town: Any) -> Callable[[Any], Client]:
    """Return somebody's browser, signed in, reading English."""

    def signed_in(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        client.cookies["language"] = "en"
        return client

    return signed_in
