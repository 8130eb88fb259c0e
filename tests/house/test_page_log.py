# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""One line a page: which, for whom, how long; never the address, which may be a citizen's key."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from grc.core import logs
from tests.portal.gestures import FORM, filled

pytestmark = pytest.mark.django_db


@login_not_required
def broken(request: Any, key: str) -> Any:
    raise ValueError(f"no {key!r}")


urlpatterns = [path("_broken/<str:key>/", broken), path("", include("grc.urls"))]


class Journal(logging.Handler):
    """What a deployment would write."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logs.JsonLines())
        self.addFilter(logs.HideAddress())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def pages(self) -> list[dict[str, Any]]:
        return [told for told in map(json.loads, self.lines) if told["logger"] == "grc.pages"]


@pytest.fixture
def journal() -> Iterator[Journal]:
    handler, root = Journal(), logging.getLogger()
    root.addHandler(handler)
    yield handler
    root.removeHandler(handler)


def test_a_tracking_page_is_told_by_its_route(client, service_request, journal):
    """Neither the reference nor the key stands in any line, nor what a forged one was."""
    key = service_request.tracking_key
    client.get(service_request.tracking_path)
    client.get(service_request.tracking_path.replace(key, "f0rged"))
    assert [page["status"] for page in journal.pages()] == [200, 404]
    assert {page["route"] for page in journal.pages()} == {"suivi/<str:reference>/<str:key>/"}
    for secret in (key, service_request.reference, "f0rged"):
        assert not [said for said in journal.lines if secret in said]


def test_what_was_searched_and_what_was_typed_are_not_told(client, service, journal):
    """Neither a query nor a form."""
    client.get("/?q=Dupont")
    client.post(FORM, filled())
    client.get("/nowhere/Dupont/")
    assert [page["status"] for page in journal.pages()] == [200, 303, 404]
    assert not [said for said in journal.lines if "Dupont" in said or "marie@" in said]


def test_a_page_that_fails_is_told_without_its_address(client, town, settings, journal):
    """The error bears the page's id, the route and the place in the code; no value."""
    settings.ROOT_URLCONF = "tests.house.test_page_log"
    client.raise_request_exception = False
    response = client.get("/_broken/s3cr3t/")
    told = [json.loads(said) for said in journal.lines]
    error = next(line for line in told if line["level"] == "ERROR")
    assert error["message"] == "Internal Server Error: _broken/<str:key>/"
    assert error["request_id"] == response["X-Request-ID"]
    assert error["error"][0]["message"] == "no …"
    assert error["error"][0]["at"][-1].endswith(" broken")
    assert "s3cr3t" not in "".join(journal.lines)


def test_an_id_that_nobody_vouches_for_is_not_taken(client, town, settings):
    """Without a proxy, anybody could write anything there."""
    settings.TRUSTED_PROXIES = 0
    response = client.get("/", headers={"x-request-id": "mine"})
    assert re.fullmatch(r"[0-9a-f]{32}", response["X-Request-ID"])


@pytest.mark.parametrize("said", ["", "a" * 65, "two words", "a\nb", "é", '"}'])
def test_an_id_that_does_not_look_like_one_is_not_taken(client, town, settings, said):
    """At most 64 letters, digits, dots, hyphens, underscores."""
    settings.TRUSTED_PROXIES = 1
    response = client.get("/", headers={"x-request-id": said})
    assert re.fullmatch(r"[0-9a-f]{32}", response["X-Request-ID"])


def test_the_proxys_id_is_in_the_line_and_in_the_answer(client, town, settings, journal):
    """So that the proxy's log and ours can be laid side by side."""
    settings.TRUSTED_PROXIES = 1
    response = client.get("/", headers={"x-request-id": "Abc-1._"})
    assert response["X-Request-ID"] == "Abc-1._"
    assert journal.pages()[0]["request_id"] == "Abc-1._"


def test_each_page_has_an_id_of_its_own(client, town, journal):
    """Two pages are told apart."""
    first, second = client.get("/"), client.get("/")
    assert first["X-Request-ID"] != second["X-Request-ID"]
    assert [page["request_id"] for page in journal.pages()] == [
        first["X-Request-ID"],
        second["X-Request-ID"],
    ]


def test_a_line_says_town_person_route_status_and_duration(client, agent, journal):
    """The person is a number, and only who signed in has one."""
    client.get("/")
    client.force_login(agent)
    client.get("/bureau/")
    stranger, member = journal.pages()
    assert "user" not in stranger
    assert (member["user"], member["town"]) == (agent.pk, "chalons")
    assert (member["method"], member["route"], member["status"]) == ("GET", "bureau/", 200)
    assert 0 < member["duration_ms"] < 60_000


def test_a_host_without_town_and_a_file_are_told_too(client, town, journal):
    """What never reached a page has no route."""
    client.get("/", headers={"host": "elsewhere.example"})
    client.get("/static/ui/catalaune.css")
    assert [(page["route"], page["status"]) for page in journal.pages()] == [
        ("-", 404),
        ("static/", 200),
    ]


def test_a_check_that_passes_is_not_told(client, town, journal, monkeypatch):
    """One every few seconds would drown the rest; one that fails is told."""
    client.get("/health/")
    assert journal.pages() == []
    monkeypatch.setattr("grc.middleware.connection", None)
    client.get("/health/")
    assert [page["status"] for page in journal.pages()] == [503]


def test_looking_at_who_asks_costs_no_query(client, town, django_assert_num_queries):
    """A page that does not know its reader does not ask for the log's sake."""
    with django_assert_num_queries(0):
        assert client.get("/static/ui/catalaune.css").status_code == 200
