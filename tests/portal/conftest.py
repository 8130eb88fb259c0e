# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A reader at the door, in each language, and nothing left on the disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.portal.gestures import EVERY_KIND


@pytest.fixture(autouse=True)
def folders(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = str(tmp_path)
    settings.MEDIA_ROOT = str(tmp_path / "files")


@pytest.fixture(params=["fr", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def reader(language: str) -> Client:
    """Somebody who reads that language, and has not been here before."""
    return Client(headers={"accept-language": language})


@pytest.fixture
def every_kind(service: Any, town: Any) -> Any:
    """A service whose form has one question of each kind."""
    with town.scope():
        service.publish_form(EVERY_KIND, by=None)
    return service


@pytest.fixture
def site(town: Any, live_server: Any) -> Iterator[str]:
    """The real pages on a real socket, under a name of the town; for tests with transaction=True.

    Pages close their connection when they are served: the database is dropped afterwards.
    """
    from django.db import connections

    from grc.municipalities.models import Host

    Host.objects.create(municipality=town, name="localhost")
    settings_dict = connections["default"].settings_dict
    kept, settings_dict["CONN_MAX_AGE"] = settings_dict["CONN_MAX_AGE"], 0
    yield live_server.url
    settings_dict["CONN_MAX_AGE"] = kept
