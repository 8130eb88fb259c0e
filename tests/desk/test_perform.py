# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Moving a request along its workflow."""

from __future__ import annotations

import pytest

from grc.service_requests.models import Message, ServiceRequest
from notifications.models import Delivery
from tests.desk.conftest import at, page

pytestmark = pytest.mark.django_db


def test_a_move_that_no_workflow_knows_is_not_found(desk, taken, agent):
    """An invented button is no page."""
    assert desk(agent).post(at("perform", taken, "fly")).status_code == 404


def test_a_missing_message_brings_the_form_back(desk, taken, agent):
    """Asking the citizen for a detail takes a message."""
    response = desk(agent).post(at("perform", taken, "ask_citizen"), {"message": "  "})
    assert response.status_code == 422
    assert Message.objects.count() == 0


def test_a_missing_outcome_keeps_the_message(desk, taken, agent):
    """What was typed comes back beside the refusal."""
    response = desk(agent).post(at("perform", taken, "close"), {"message": "C'est réparé."})
    assert response.status_code == 422
    assert "C'est réparé." in page(response)


def test_an_outcome_that_the_move_does_not_offer_is_refused(desk, taken, agent):
    """Only the outcomes of the definition can be chosen."""
    data = {"message": "Non.", "outcome": "refused"}
    assert desk(agent).post(at("perform", taken, "close"), data).status_code == 422
    assert ServiceRequest.objects.get(pk=taken.pk).ended_at is None


def test_a_move_from_a_step_that_was_left_gives_the_words_back(desk, taken, agent):
    """Somebody moved the request meanwhile: the sentence says so, the message is not lost."""
    browser = desk(agent)
    browser.post(at("perform", taken, "ask_citizen"), {"message": "Où ?"})
    data = {"message": "Quelle couleur ?"}
    response = browser.post(at("perform", taken, "ask_citizen"), data)
    assert response.status_code == 409
    assert "open it again to see what can be done" in page(response)
    assert "Quelle couleur ?" in page(response)
    assert Message.objects.count() == 1


def test_opening_a_move_that_cannot_be_made_says_why(desk, submitted, agent):
    """While an answer is being validated the request cannot be closed; the page says why."""
    response = desk(agent).get(at("perform", submitted, "close"))
    assert response.status_code == 409


def test_an_impossible_action_stands_in_the_menu_with_its_reason(desk, taken, agent, town):
    """What cannot be done is shown, unusable, and says why."""
    ended = taken.perform("close", by=agent, message="C'est fait.", outcome="done")
    shown = page(desk(agent).get(at("request", ended)))
    assert 'aria-disabled="true" aria-describedby="act-reopen-why"' in shown
    assert "Reserved for" in shown.split('id="act-reopen-why">')[1][:80]


def test_asking_for_a_detail_writes_and_moves(desk, taken, agent):
    """One gesture: the message leaves and the request waits for the citizen."""
    data = {"message": "Devant quel numéro ?"}
    response = desk(agent).post(at("perform", taken, "ask_citizen"), data, follow=True)
    assert "The request is now at" in page(response)
    assert ServiceRequest.objects.get(pk=taken.pk).step_kind == "waiting_citizen"
    assert Delivery.objects.filter(notification="word_from_town").count() == 1


def test_closing_records_the_outcome(desk, taken, agent):
    """How it ended is said in the citizen's words."""
    data = {"message": "C'est réparé.", "outcome": "done"}
    assert desk(agent).post(at("perform", taken, "close"), data).status_code == 303
    assert ServiceRequest.objects.get(pk=taken.pk).outcome == "done"


def test_reasons_stay_with_colleagues(desk, taken, agent):
    """A reason is an internal note; the citizen is not told."""
    data = {"reason": "Enedis doit passer."}
    assert desk(agent).post(at("perform", taken, "call_third_party"), data).status_code == 303
    assert Message.objects.get().kind == "internal_note"
    assert Delivery.objects.filter(notification="word_from_town").count() == 0
