# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A town with another system that is told something."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override

from tests.notifications.receiver import Receiver, receiving


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def add(town: Any, administrator: Any) -> Any:
    """Return what adds a system at this address."""
    from grc.webhooks.configuring import WebhookContent, add_webhook

    def make(url: str = "https://erp.example/hook", code: str = "erp") -> Any:
        return add_webhook(code, WebhookContent(name="ERP", url=url), by=administrator)

    return make


@pytest.fixture
def erp(add: Any) -> Any:
    return add()
