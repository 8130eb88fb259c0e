# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Strings that broke others: stored as they were meant, or refused in a sentence; no error ever."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from grc.core.text import clean
from grc.service_requests.models import Message, ServiceRequest
from tests.portal.gestures import FORM, filled

pytestmark = pytest.mark.django_db

PARTS = 8
WORSE = [
    "\x00",
    "a\x00b",
    "\ud7ff\ufffe",
    "\u202e",
    "x" * 30_000,
    "\r\n.\r\n",
    "1e999999",
    "٣",
    "-0",
]


@pytest.fixture
def strings(shared_data: Path) -> list[str]:
    found = json.loads((shared_data / "07-bad-input/naughty/blns.json").read_text("utf-8"))
    return [*found, *WORSE]


def visitor(number: int) -> Client:
    """Return another visitor each time: the limit on tries is not what is tried here."""
    return Client(REMOTE_ADDR=f"10.{number // 65536}.{number // 256 % 256}.{number % 256}")


@pytest.mark.parametrize("part", range(PARTS))
def test_words_are_stored_exactly_or_refused(every_kind, strings, part):
    """Texts, place and name: what is stored is what was typed, in composed form, or a sentence."""
    for number, naughty in enumerate(strings[part::PARTS]):
        typed = filled(what=naughty, place=naughty, requester_name=naughty) | {"short": naughty}
        response = visitor(number).post(FORM, typed)
        if response.status_code == 422:
            assert "errorlist" in response.content.decode()
            assert len(clean(naughty)) > 160 or not clean(naughty), naughty
            continue
        assert response.status_code == 303, naughty
        stored = ServiceRequest.objects.latest("pk")
        line = " ".join(clean(naughty).split())
        assert stored.values["what"] == clean(naughty)
        assert stored.values["short"] == line
        assert stored.values["place"]["text"] == line
        assert stored.requester_name == line
        assert Client().get(response["Location"]).status_code == 200


@pytest.mark.parametrize("part", range(PARTS))
def test_answers_of_other_kinds_are_stored_or_refused(every_kind, strings, part):
    """E-mails, numbers, dates, choices, figures, tokens: each is understood or refused."""
    names = ("mail", "call", "size", "day", "danger", "one", "many", "place-latitude")
    contact = ("requester-email", "requester-phone", "form-token")
    for number, naughty in enumerate(strings[part::PARTS]):
        typed = filled() | dict.fromkeys((*names, *contact), naughty)
        response = visitor(number).post(FORM, typed)
        assert response.status_code in (303, 422), naughty
        if response.status_code == 422:
            assert "errorlist" in response.content.decode()


@pytest.mark.parametrize("part", range(PARTS))
def test_messages_are_stored_exactly_or_refused(service_request, strings, part):
    """The requester's later words are treated like their first ones."""
    for number, naughty in enumerate(strings[part::PARTS]):
        response = visitor(number).post(service_request.tracking_path, {"body": naughty})
        if response.status_code == 422:
            assert len(clean(naughty)) > 10_000 or not clean(naughty)
            continue
        assert response.status_code == 303, naughty
        assert Message.objects.latest("pk").body == clean(naughty)
    assert Client().get(service_request.tracking_path).status_code == 200


@pytest.mark.parametrize("part", range(PARTS))
def test_searches_and_lost_links_take_anything(service_request, strings, part):
    """Boxes that look things up answer, whatever stands in them."""
    for number, naughty in enumerate(strings[part::PARTS]):
        client = visitor(number)
        assert client.get("/", {"q": naughty[:2000]}).status_code == 200
        lost: dict[str, Any] = {"reference": naughty, "email": naughty}
        assert client.post("/suivi/", lost).status_code in (303, 422), naughty


def test_addresses_of_pages_take_anything(service_request, strings):
    """A garbled link is an unknown page."""
    for naughty in [*strings[::5], *WORSE]:
        piece = quote(naughty[:500], safe="")
        for path in (f"/suivi/{piece}/{piece}/", f"/demarches/{piece}/"):
            assert Client().get(path).status_code in (404, 301), naughty
        forged = f"/suivi/{service_request.reference}/{piece}/"
        assert Client().get(forged).status_code in (404, 301), naughty
