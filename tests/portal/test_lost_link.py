# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Asking for one's link again, without anybody learning which requests exist (law R5.27)."""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from grc.service_requests.models import ServiceRequest
from grc.service_requests.reference import new_reference
from notifications.models import Delivery
from tests.cast import file_request, make_service, make_team, make_workflow
from tests.portal.gestures import said, text_of

pytestmark = pytest.mark.django_db


def links(service_request):
    return Delivery.objects.about(service_request).filter(notification="tracking_link")


def test_a_misread_reference_is_said_kindly(reader, language, service_request):
    """The check character tells a slip of the finger, and nothing about what exists."""
    wrong = service_request.reference[:-1] + ("2" if service_request.reference[-1] != "2" else "3")
    response = reader.post("/suivi/", {"reference": wrong, "email": "marie@example.org"})
    assert response.status_code == 422
    msgid = (
        "No reference reads like this. Check each character: there are eight, and neither 0, 1,"
        " I, L nor O."
    )
    assert said(language, msgid) in text_of(response)
    assert wrong in response.content.decode()


def test_empty_boxes_are_asked_for(reader, language, town):
    """Each box says what to write, with an example."""
    words = text_of(reader.post("/suivi/", {}))
    assert said(language, "Write the reference, such as 7KQF-2MXY.") in words
    assert said(language, "Write an e-mail address such as name@example.org.") in words


def test_the_right_pair_sends_the_link(reader, service_request):
    """To the address on file, whatever the case and the dashes."""
    typed = {"reference": service_request.display_reference.lower(), "email": "MARIE@example.org "}
    response = reader.post("/suivi/", typed)
    assert response.status_code == 303
    delivery = links(service_request).get()
    assert delivery.address == "marie@example.org"
    assert service_request.tracking_path in delivery.text


@pytest.mark.parametrize("case", ["unknown", "other address", "without address", "other town"])
def test_any_other_pair_gets_the_same_answer_and_no_mail(
    reader, service, service_request, other_town, case
):
    """Same status, same page, and nothing leaves."""
    reference, email = service_request.reference, "marie@example.org"
    if case == "unknown":
        reference = new_reference()
    elif case == "other address":
        email = "jean@example.org"
    elif case == "without address":
        ServiceRequest.objects.update(requester_email="")
        email = "x@example.org"
    else:
        team = make_team(other_town, "Voirie")
        theirs = make_service(other_town, team, make_workflow(other_town))
        reference = file_request(theirs).reference
    before = Delivery.objects.count()
    wrong = reader.post("/suivi/", {"reference": reference, "email": email}, follow=True)
    assert Delivery.objects.count() == before
    right = {"reference": service_request.reference, "email": "marie@example.org"}
    assert text_of(wrong) == text_of(reader.post("/suivi/", right, follow=True))
    assert wrong.redirect_chain == [("/suivi/lien-envoye/", 303)]


def statements(typed, address):
    with CaptureQueriesContext(connection) as captured:
        Client(REMOTE_ADDR=address).post("/suivi/", typed)
    return [
        " ".join(query["sql"].split()[:3]) for query in captured if "SAVEPOINT" not in query["sql"]
    ]


def test_the_work_is_the_same_whether_it_exists_or_not(service, service_request):
    """The same statements in the same order: the time of an answer tells nothing either."""
    other = file_request(service)
    right = {"reference": service_request.reference, "email": "marie@example.org"}
    wrong = {"reference": other.reference, "email": "jean@example.org"}
    unknown = {"reference": new_reference(), "email": "marie@example.org"}
    done = [statements(typed, f"10.0.0.{n}") for n, typed in enumerate((right, wrong, unknown))]
    assert done[0] == done[1] == done[2]
    assert any("notifications_delivery" in statement for statement in done[0])


def test_a_town_without_requests_answers_the_same(reader, town):
    """The first day, there is nothing to do the work with, and nothing to find."""
    typed = {"reference": new_reference(), "email": "marie@example.org"}
    assert reader.post("/suivi/", typed).status_code == 303


@pytest.mark.parametrize("same", ["network", "reference"])
def test_asking_too_often_waits(language, service_request, same):
    """Five tries in ten minutes for a network, and for a reference; then a sentence (R5.21)."""
    with time_machine.travel("2026-03-03 10:00:00+01:00", tick=False) as clock:
        for number in range(6):
            address = "10.0.0.1" if same == "network" else f"10.0.0.{number}"
            reference = new_reference() if same == "network" else service_request.reference
            reader = Client(REMOTE_ADDR=address, headers={"accept-language": language})
            typed = {"reference": reference, "email": "marie@example.org"}
            response = reader.post("/suivi/", typed)
        assert response.status_code == 429
        msgid = (
            "This has been asked several times in a few minutes. Wait ten minutes before you try"
            " again, or call us with the reference."
        )
        assert said(language, msgid) in text_of(response)
        assert reference in response.content.decode()
        clock.shift(601)
        assert reader.post("/suivi/", typed).status_code == 303
