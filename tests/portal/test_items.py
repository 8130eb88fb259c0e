# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Sending what the town asked for (law R1.23): some of it or all, and nothing that came is lost."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from grc.service_requests.models import ServiceRequest
from tests.portal.gestures import picture, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def mary(client):
    """A requester who reads English."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def now(request):
    return ServiceRequest.objects.with_context().get(pk=request.pk)


def address(request):
    return f"{request.tracking_path}pieces/"


def name(kind, request, code):
    return f"{kind}-{request.asked_items.filter(code=code).last().pk}"


def test_a_forged_link_is_no_link(mary, wanted):
    """Answered like one that never existed."""
    forged = address(wanted).replace(wanted.tracking_key, "x" * 22)
    assert mary.get(forged).status_code == 404
    assert mary.post(forged, {name("words", wanted, "photo"): "De nuit."}).status_code == 404
    assert now(wanted).items_open == 2


def test_an_empty_form_says_what_to_do(mary, wanted):
    """Nothing is sent by a button alone."""
    response = mary.post(address(wanted), {})
    assert response.status_code == 422
    assert "for one item at least" in text_of(response)
    assert not wanted.messages.filter(kind="from_requester").exists()


def test_a_bad_file_loses_nothing(mary, wanted):
    """What is good beside it is received; what is bad says why, and its words come back."""
    response = mary.post(
        address(wanted),
        {
            name("files", wanted, "photo"): picture(),
            name("files", wanted, "proof"): picture("virus.exe"),
            name("words", wanted, "proof"): "Le bail est joint.",
        },
    )
    page = text_of(response)
    assert response.status_code == 422
    assert "Received: Picture of the place. Thank you." in page
    assert "virus.exe" in page
    assert "Le bail est joint." in response.content.decode()
    assert name("files", wanted, "photo") not in response.content.decode()
    after = now(wanted)
    assert (after.items_open, after.items_indispensable_open) == (1, 1)
    assert [one.name for one in after.attachments.all()] == ["trou.png"]


def test_a_command_that_refuses_names_every_file(mary, wanted, monkeypatch):
    """Together too large: nothing is received, and the files must be chosen again."""
    monkeypatch.setattr("grc.service_requests.models.files.LARGEST_TOTAL", 10)
    response = mary.post(address(wanted), {name("files", wanted, "proof"): picture()})
    assert response.status_code == 422
    assert "Choose again, the page could not keep it: trou.png." in text_of(response)
    assert now(wanted).items_open == 2


def test_too_many_words_from_one_network_wait(mary, wanted):
    """As for any word."""
    for _try in range(30):
        mary.post(address(wanted), {})
    response = mary.post(address(wanted), {name("words", wanted, "photo"): "De nuit."})
    assert response.status_code == 429
    assert "De nuit." in response.content.decode()
    assert now(wanted).items_open == 2


def test_the_page_says_what_the_law_wants(mary, wanted_now):
    """Each item with its flag and its day, the effect on the delay (CRPA L114-5)."""
    page = text_of(mary.get(wanted_now.tracking_path))
    assert "What we need from you" in page
    assert "Proof of address indispensable" in page
    assert "Less than three months old." in page
    assert "Picture of the place useful, not indispensable" in page
    assert "stands still, at the latest until" in page


def test_all_of_it_in_one_go(mary, wanted):
    """One word of the requester with its files; nothing is asked for any more."""
    response = mary.post(
        address(wanted),
        {
            name("files", wanted, "proof"): picture(),
            name("words", wanted, "photo"): "Il fait nuit.",
        },
        follow=True,
    )
    page = text_of(response)
    said = (
        "Received: Proof of address, Picture of the place. Thank you. Nothing is missing any more."
    )
    assert said in page
    assert "What we need from you" not in page
    assert "Already received Proof of address" in page
    assert response.redirect_chain[-1][0].endswith("#items")
    assert re.search(r'<h2 id="items">[^<]*</h2>\s*<div role="status"', response.text)
    assert "Il fait nuit." in page
    assert (now(wanted).step, now(wanted).items_open) == ("in_progress", 0)


def test_it_says_that_the_time_stands_still_or_goes_on(mary, wanted_now):
    """What is only useful changes nothing; what was indispensable lets the time go on."""
    for code, effect in (("photo", "stands still, at the latest"), ("proof", "goes on again.")):
        data = {name("words", wanted_now, code): "Voilà."}
        said = mary.post(address(wanted_now), data, follow=True).context["items_done"]
        assert effect in said


def test_what_was_received_stays_until_the_end(mary, wanted, agent):
    """It is shown as long as the request is open; the thanks only once."""
    data = {name("words", wanted, code): "Voilà." for code in ("proof", "photo")}
    mary.post(address(wanted), data, follow=True)
    page = text_of(mary.get(wanted.tracking_path))
    assert "Already received Proof of address" in page
    assert "Thank you" not in page
    now(wanted).perform("close", by=agent, outcome="cancelled", message="Sans suite.", reason="")
    assert "Already received" not in text_of(mary.get(wanted.tracking_path))


def test_no_day_is_promised_while_something_indispensable_is_missing(mary, wanted):
    """The line names the day by which we answer again once it came."""
    ServiceRequest.objects.filter(pk=wanted.pk).update(due_on=wanted.submitted_at)

    def line():
        return [point.by for point in mary.get(wanted.tracking_path).context["line"]]

    assert not any(line())
    mary.post(address(wanted), {name("words", wanted, "proof"): "Voilà."})
    assert any(line())


def test_some_of_it_first(mary, wanted):
    """The page thanks for it and goes on asking for the rest."""
    data = {name("words", wanted, "photo"): "Il fait nuit."}
    page = text_of(mary.post(address(wanted), data, follow=True))
    assert "Received: Picture of the place. Thank you. Still missing: Proof of address." in page
    assert "Already received Picture of the place" in page
    assert "Proof of address indispensable" in page


def test_a_double_click_is_one_word(mary, wanted):
    """The same form sent again finds what it said; reading the address leads to the page."""
    token = "6f2b1a54-3a7e-4c47-9a8a-1d2f4c0f0f11"
    data = {name("words", wanted, "proof"): "Je suis propriétaire.", "form-token": token}
    for _click in range(2):
        assert mary.post(address(wanted), data).status_code == 303
    assert wanted.messages.filter(kind="from_requester").count() == 1
    assert mary.get(address(wanted)).headers["Location"] == wanted.tracking_path


def test_pages_without_items_ask_nothing_more(mary, service_request):
    """Requests of whom nothing is asked cost what they did."""
    mary.get(service_request.tracking_path)
    with CaptureQueriesContext(connection) as queries:
        mary.get(service_request.tracking_path)
    assert not [one for one in queries if "askeditem" in one["sql"]]


def test_the_history_tells_the_requester(mary, wanted):
    """In their words."""
    assert "We asked you for what is missing" in text_of(mary.get(wanted.tracking_path))


@pytest.mark.parametrize("key", ["9" * 5000, "9" * 30, "-1", "٣", "²", "", "1\x00"])
def test_an_item_that_nobody_asked_for_is_none(mary, wanted, key):
    """Whatever the name of a field says: it is passed over, what is asked for is received."""
    data = {f"words-{key}": "x", f"files-{key}": "y", name("words", wanted, "photo"): "De nuit."}
    sent = mary.post(address(wanted), urlencode(data), "application/x-www-form-urlencoded")
    assert sent.status_code == 303
    assert now(wanted).items_open == 1
