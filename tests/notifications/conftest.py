# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from notifications import registry
from tests.notifications.smtp import Relay, RelayServer
from tests.notifications.town import Hello, Town, found

TEMPLATES = {
    "notifications/hello_subject.txt": "Hello\n  {{ name }} ",
    "notifications/hello.txt": '{% load i18n %}{% trans "Yes" %}, {{ name }}',
    "notifications/hello.html": '{% load i18n %}<p>{% trans "Yes" %}, {{ name }}</p>',
}


@pytest.fixture(autouse=True)
def hello(monkeypatch: pytest.MonkeyPatch, settings: Any) -> type[Hello]:
    """The only notification of these tests, with its templates and nothing in its way."""
    monkeypatch.setattr(registry, "_registry", {})
    monkeypatch.setattr(Hello, "called", Counter())
    monkeypatch.setattr(Hello, "trouble", {})
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", TEMPLATES)]},
        }
    ]
    return registry.register(Hello)


@pytest.fixture
def chalons(transactional_db: None) -> Town:
    """A town in a database where transactions are real."""
    return found("chalons")


@pytest.fixture
def reims(transactional_db: None) -> Town:
    """The town next door."""
    return found("reims")


@pytest.fixture
def relay(settings: Any) -> Iterator[Relay]:
    server = RelayServer()
    server.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.relay.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 20
    yield server.relay
    server.stop()
