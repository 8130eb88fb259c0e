# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Sending the form: one request, whatever is pressed twice; nothing typed is ever lost."""

from __future__ import annotations

import threading
import uuid
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client

from grc.journal.models import Event
from grc.service_requests.models import ServiceRequest
from notifications.models import Delivery
from tests.portal.gestures import FORM, filled, picture, said, text_of

pytestmark = pytest.mark.django_db


def test_a_service_without_workflow_gives_the_form_back(reader, language, service):
    """The refusal is a sentence over the form, and what was typed is still in it."""
    service.workflow.versions.published().update(state="retired", retired_at="2026-01-01T00:00Z")
    response = reader.post(FORM, filled())
    assert response.status_code == 409
    msgid = "%(service)s is not open yet. Call the town hall: they can take your request."
    assert said(language, msgid, service=service.name[language]) in text_of(response)
    assert "Un trou devant le 12." in response.content.decode()


def test_too_much_from_one_network_waits_with_what_was_typed(reader, language, service):
    """Thirty forms in ten minutes; the next is given back unread, and passes later."""
    with time_machine.travel("2026-03-03 10:00:00+01:00", tick=False) as clock:
        for _try in range(30):
            assert reader.post(FORM, filled(what="")).status_code == 422
        response = reader.post(FORM, filled())
        assert response.status_code == 429
        assert "Un trou devant le 12." in response.content.decode()
        assert 'role="alert"' in response.content.decode()
        assert not ServiceRequest.objects.exists()
        assert reader.post(FORM, filled(), REMOTE_ADDR="198.51.100.7").status_code == 303
        clock.shift(601)
        assert reader.post(FORM, filled()).status_code == 303


@time_machine.travel("2026-03-03 10:00:00+01:00", tick=False)
def test_an_address_of_a_network_counts_for_its_network(reader, service):
    """Whoever has an IPv6 address has as many as they like: the network is counted."""
    for host in range(30):
        reader.post(FORM, filled(what=""), REMOTE_ADDR=f"2001:db8:0:1::{host:x}")
    assert reader.post(FORM, filled(), REMOTE_ADDR="2001:db8:0:1::ffff").status_code == 429
    assert reader.post(FORM, filled(), REMOTE_ADDR="2001:db8:0:2::1").status_code == 303


def test_a_sent_form_is_a_request_with_its_event_and_acknowledgement(reader, language, service):
    """One row in the reader's language, by the portal, with what the law wants queued beside it."""
    response = reader.post(FORM, filled())
    service_request = ServiceRequest.objects.get()
    assert response.status_code == 303
    assert response["Location"] == f"{service_request.tracking_path}recue/"
    assert service_request.requester_name == "Marie Dupont"
    assert service_request.language == language
    assert service_request.channel == "portal"
    assert service_request.place == "12 rue des Fleurs"
    assert Event.objects.about(service_request).get().name == "submitted"
    delivery = Delivery.objects.about(service_request).get()
    assert (delivery.address, delivery.language) == ("marie@example.org", language)


def test_files_are_kept_with_their_question(reader, service):
    """Pictures sent with the form are attachments of the request, under the field's code."""
    files = [picture("a.png", "red"), picture("b.png", "blue")]
    assert reader.post(FORM, filled() | {"photo": files}).status_code == 303
    kept = ServiceRequest.objects.get().attachments.values_list("name", "field")
    assert list(kept) == [("a.png", "photo"), ("b.png", "photo")]


def test_the_confirmation_says_what_happens_next(reader, language, service):
    """Reference, next steps, link, and what was sent, as it was understood."""
    response = reader.post(FORM, filled() | {"photo": picture()}, follow=True)
    words = text_of(response)
    service_request = ServiceRequest.objects.get()
    assert service_request.display_reference in words
    assert said(language, "What happens next") in words
    step = service_request.current_step
    assert step.citizen_help[language] in words
    assert service_request.tracking_path in response.content.decode()
    asked = ("Un trou devant le 12.", "12 rue des Fleurs", "trou.png")
    for sent in (*asked, "Marie Dupont", "marie@example.org"):
        assert sent in words
    assert response["Cache-Control"] == "no-store, private"


def test_without_an_address_the_link_is_shown_in_full(reader, service):
    """Nobody can be written to: the page itself must be enough to come back."""
    type(service).objects.update(contact="optional")
    response = reader.post(FORM, filled(requester_name="", requester_email=""), follow=True)
    link = f"http://testserver{ServiceRequest.objects.get().tracking_path}"
    assert link in text_of(response)


def test_the_same_form_twice_is_one_request(reader, service):
    """A retried or doubled form leads to the first request's confirmation."""
    typed = filled()
    first, second = reader.post(FORM, typed), reader.post(FORM, typed)
    assert first["Location"] == second["Location"]
    assert ServiceRequest.objects.count() == 1
    assert Delivery.objects.count() == 1


def test_a_changed_form_found_with_the_back_button_is_another_request(reader, service):
    """It bears the same token, but it says something else: it must not vanish."""
    typed = filled()
    reader.post(FORM, typed)
    assert reader.post(FORM, typed | {"what": "Un lampadaire."}).status_code == 303
    assert reader.post(FORM, typed | {"photo": picture()}).status_code == 303
    assert ServiceRequest.objects.count() == 3


def test_a_damaged_token_costs_nobody_their_request(reader, service):
    """Nobody typed it: whatever stands there, the request is filed."""
    assert reader.post(FORM, filled(form_token="\x00nonsense")).status_code == 303


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_two_sendings_of_one_form_at_once_are_one_request(town, service, attempt):
    """Two threads, two connections, one token: one row, and both read the same confirmation."""
    typed = filled(form_token=str(uuid.uuid4()))
    barrier = threading.Barrier(2)
    answers: list[Any] = []

    def send(address: str) -> None:
        client = Client(REMOTE_ADDR=address)
        barrier.wait(timeout=10)
        try:
            answers.append(client.post(FORM, typed))
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(f"198.51.100.{n}",)) for n in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len({answer["Location"] for answer in answers}) == 1
    with town.scope():
        assert ServiceRequest.objects.count() == 1
        assert Delivery.objects.count() == 1
