# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Asking for what is missing at the desk (law R1.23): what, what else, until when; its state."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from grc.service_requests.models import ServiceRequest
from tests.asking_items import ASKED
from tests.desk.conftest import at, page

pytestmark = pytest.mark.django_db
LATER = "2099-01-01"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def form(lacking, town):
    """Return a request at which “demand” can be pressed, and what its form proposes."""
    request = lacking(at=timezone.now())
    until = timezone.localdate(timezone=town.zone) + timedelta(days=15)
    proposed = {"missing-items": ["proof", "photo"], "missing-until": until.isoformat()}
    return request, proposed


def now(request):
    return ServiceRequest.objects.with_context().get(pk=request.pk)


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"missing-items": []}, 422, "Tick at least one item, or add one of your own."),
        ({"missing-items": ["passport"]}, 422, "passport"),
        ({"missing-until": ""}, 422, "This field is required"),
        ({"missing-until": "2026-01-01"}, 422, "Choose a day after today"),
        ({"missing-until": LATER}, 422, "Choose an earlier day."),
        ({"missing-other-1": "x" * 201}, 422, "200 characters"),
    ],
)
def test_what_cannot_be_asked_comes_back_as_typed(change, status, words, desk, agent, form):
    """Each with a sentence; nobody is written to."""
    request, proposed = form
    typed = proposed | {"missing-other-2": "Le bail signé"} | change
    if change == {"missing-items": []}:
        typed.pop("missing-other-2")
    response = desk(agent).post(at("perform", request, "demand"), typed)
    assert response.status_code == status
    assert words in page(response)
    assert now(request).items_open == 0
    if "missing-other-2" in typed:
        assert "Le bail signé" in page(response)


def test_everything_is_ticked_at_first(desk, agent, form):
    """With the day that the workflow says."""
    request, proposed = form
    said = page(desk(agent).get(at("perform", request, "demand")))
    assert said.count("checked") == 2
    assert proposed["missing-until"] in said
    assert "Proof of address (indispensable)" in said


def test_the_agent_chooses_adds_and_says_until_when(desk, agent, form):
    """One of the list, one of their own, another day."""
    request, _proposed = form
    day = timezone.localdate() + timedelta(days=40)
    typed = {
        "missing-items": ["photo"],
        "missing-until": day.isoformat(),
        "missing-other-1": "  Le bail  signé ",
        "missing-other-1-indispensable": "on",
        "missing-other-3": "Le plan",
    }
    assert desk(agent).post(at("perform", request, "demand"), typed).status_code == 303
    rows = request.asked_items.values_list("code", "label", "indispensable", "due_on", "asked_by")
    assert list(rows) == [
        ("photo", {"fr": "Photo des lieux", "en": "Picture of the place"}, False, day, agent.pk),
        ("+1", "Le bail signé", True, day, agent.pk),
        ("+2", "Le plan", False, day, agent.pk),
    ]
    (letter,) = request.messages.all()
    assert "– Le bail signé" in letter.body


def test_what_is_asked_for_already_is_said_and_not_ticked(desk, agent, form):
    """Two agents at once: the second reads that it was done, and their words come back."""
    request, proposed = form
    browser = desk(agent)
    assert browser.post(at("perform", request, "demand"), proposed).status_code == 303
    typed = proposed | {"missing-other-1": "Le bail"}
    response = browser.post(at("perform", request, "demand"), typed)
    assert response.status_code == 409
    assert "Le bail" in page(response)
    assert "Proof of address, asked for already" in page(response)


def test_the_page_says_where_each_item_stands(desk, agent, wanted):
    """Waited for, with its day and two gestures; why the legal date moved, and the history."""
    with time_machine.travel(ASKED + timedelta(days=1)):
        said = page(desk(agent).get(at("request", wanted)))
    assert "Asked of the requester" in said
    assert "15 days later at most: something indispensable is missing." in said
    assert "Suspended from" in said
    assert "Legal time suspended until" in said
    assert reverse("desk:waive_item", args=_args(wanted)) in said


def _args(request):
    return [request.display_reference, request.asked_items.first().pk]


def test_a_colleague_of_another_team_finds_no_gesture(desk, agent, wanted, outsider, client):
    """Neither page nor gesture."""
    assert desk(outsider).post(reverse("desk:waive_item", args=_args(wanted))).status_code == 404


def test_noting_with_a_file(desk, agent, wanted):
    """The file stands with the item; noted twice, the second reads why not."""
    browser, address = desk(agent), reverse("desk:note_item", args=_args(wanted))
    upload = SimpleUploadedFile("bail.txt", b"bail", "text/plain")
    assert browser.post(address, {"received-attachments": [upload]}).status_code == 303
    said = page(browser.get(at("request", wanted)))
    assert "bail.txt" in said
    assert "noted by Alice" in said
    response = browser.post(address, {})
    assert response.status_code == 409
    assert "was received meanwhile" in page(response)
    assert browser.get(address).status_code == 409


def test_no_longer_needed(desk, agent, wanted):
    """One gesture; what was asked for stays in sight."""
    browser, address = desk(agent), reverse("desk:waive_item", args=_args(wanted))
    assert browser.post(address).status_code == 303
    said = page(browser.get(at("request", wanted)))
    assert "Not waited for" in said
    assert now(wanted).step == "in_progress"
    assert browser.post(address).status_code == 409


def test_the_legal_date_is_always_in_sight(desk, agent, service_request):
    """What the law gives, whether anything was asked for or not; nothing where no law does."""
    browser, address = desk(agent), at("request", service_request)
    browser.cookies["language"] = "en"
    assert "Legal date" not in browser.get(address).text
    day = timezone.localdate() + timedelta(days=40)
    type(service_request).objects.filter(pk=service_request.pk).update(legal_on=day)
    assert "Legal date" in browser.get(address).text
