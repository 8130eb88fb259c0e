# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Submitting an answer, taking it back, giving it up, telling it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from grc.answers.models import Answer, Round
from notifications.models import Delivery
from tests.cast import file_request, make_service, make_workflow
from tests.desk.conftest import TEXT, at, draft_data, page

pytestmark = pytest.mark.django_db


def test_an_empty_answer_is_not_submitted(desk, draft, agent):
    """Write it first, says the editor."""
    response = desk(agent).post(at("submit", draft), draft_data(draft, " "))
    assert response.status_code == 422
    assert "Write the answer before submitting it." in page(response)
    assert Round.objects.count() == 0


def test_a_refused_submission_keeps_what_was_typed(desk, draft, agent, town):
    """The request moved where no answer can leave: the text is saved all the same."""
    from grc.service_requests.models import ServiceRequest

    service_request = ServiceRequest.objects.get(pk=draft.service_request_id)
    service_request.perform("close", by=agent, message="Fait.", outcome="done")
    response = desk(agent).post(at("submit", draft), draft_data(draft, "Nouveau texte."))
    assert response.status_code == 409
    assert "Nouveau texte." in page(response)
    assert Answer.objects.get().body == "Nouveau texte."


def test_a_double_click_submits_once(desk, draft, agent, supervisor):
    """The second click reads that it is done, and finds the request."""
    browser = desk(agent)
    assert browser.post(at("submit", draft), draft_data(draft, TEXT)).status_code == 303
    response = browser.post(at("submit", draft), draft_data(draft, TEXT))
    assert response.status_code == 409
    assert "already been submitted, with this very text" in page(response)
    assert Round.objects.count() == 1


def test_submitting_saves_what_stands_in_the_editor(desk, draft, agent, supervisor):
    """What is submitted is what the person sees, typed a second ago or not."""
    data = draft_data(draft, "La toute dernière phrase.")
    response = desk(agent).post(at("submit", draft), data, follow=True)
    assert "Version 1 is submitted. Asked now: a supervisor of Voirie." in page(response)
    assert Round.objects.get().body == "La toute dernière phrase."


def test_without_a_visa_the_answer_leaves_at_once(desk, town, team, agent):
    """Where the workflow asks for no validation, the button says so and the mail is queued."""
    service = make_service(town, team, make_workflow(town, "simple"), code="letter")
    service_request = file_request(service).take(by=agent)
    answer = Answer.objects.draft_for(service_request, by=agent)
    browser = desk(agent)
    assert "Send the answer" in page(browser.get(at("answer", service_request)))
    browser.post(at("submit", service_request), draft_data(answer, "Voici."))
    assert Delivery.objects.filter(notification="answer_sent").count() == 1


def test_only_the_author_takes_an_answer_back(desk, submitted, colleague):
    """A colleague reads why not."""
    response = desk(colleague).post(at("recall", submitted))
    assert response.status_code == 403
    assert "Only the author can take an answer back." in page(response)


def test_an_answer_that_left_is_not_taken_back(desk, submitted, agent, supervisor):
    """Too late: the sentence says so."""
    answer = submitted.approve(round_number=1, by=supervisor)
    Delivery.objects.about(answer).get().claim(by="worker", at=timezone.now())
    response = desk(agent).post(at("recall", submitted))
    assert response.status_code == 409
    assert "has left: nothing can be undone" in page(response)


def test_taking_back_opens_the_editor(desk, submitted, agent):
    """One goes on where one was."""
    response = desk(agent).post(at("recall", submitted), follow=True)
    assert response.redirect_chain == [(at("answer", submitted), 303)]
    assert "it is a draft again" in page(response)


def test_giving_up_twice_says_that_there_is_nothing_left(desk, draft, agent):
    """A double click gives up once."""
    browser = desk(agent)
    assert browser.post(at("withdraw", draft)).status_code == 303
    response = browser.post(at("withdraw", draft))
    assert response.status_code == 409
    assert "no answer in progress any more" in page(response)


def test_a_given_up_draft_stays_readable(desk, draft, agent):
    """Its text stays on the page of the request."""
    response = desk(agent).post(at("withdraw", draft), follow=True)
    assert "The draft is given up." in page(response)
    assert "Nous passerons mardi." in page(response)


@pytest.mark.parametrize("channel", ["", "email", "pigeon"])
def test_an_answer_is_told_by_a_human_channel(channel, desk, to_tell, agent):
    """By telephone, at the counter, by letter; nothing else."""
    assert desk(agent).post(at("tell", to_tell), {"channel": channel}).status_code == 422
    assert Answer.objects.get().state == "approved"


def test_an_answer_that_leaves_by_mail_is_not_told(desk, submitted, agent, supervisor):
    """The mail brings it; telling it as well would be a second answer."""
    submitted.approve(round_number=1, by=supervisor)
    browser = desk(agent)
    assert "I have told the answer" not in page(browser.get(at("request", submitted)))
    response = browser.post(at("tell", submitted), {"channel": "phone"})
    assert response.status_code == 409
    assert "leaving by e-mail" in page(response)


def test_telling_twice_records_once(desk, to_tell, agent):
    """A double click records one telephone call."""
    browser = desk(agent)
    assert browser.post(at("tell", to_tell), {"channel": "phone"}).status_code == 303
    response = browser.post(at("tell", to_tell), {"channel": "phone"})
    assert response.status_code == 409


def test_the_page_asks_for_the_answer_to_be_told(desk, to_tell, agent):
    """Without an address the first action is to tell, with the text to read out."""
    browser = desk(agent)
    shown = page(browser.get(at("request", to_tell)))
    assert "The requester gave no e-mail address. Tell them the answer, then record it." in shown
    assert "approved, to be told" in shown
    assert 'id="act-tell"' in shown
    response = browser.post(at("tell", to_tell), {"channel": "phone"}, follow=True)
    assert "Answer sent by telephone." in page(response)
    assert Answer.objects.get().state == "sent"
