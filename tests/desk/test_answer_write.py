# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Writing an answer: begun, saved at each pause, never lost."""

from __future__ import annotations

import pytest

from grc.answers.models import Answer, DraftState
from tests.desk.conftest import TEXT, at, draft_data, page

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


def test_an_ended_request_is_not_answered(desk, taken, agent):
    """It must be reopened first, says the page."""
    taken.perform("close", by=agent, message="C'est fait.", outcome="done")
    response = desk(agent).post(at("answer", taken))
    assert response.status_code == 409
    assert "Reopen it before answering." in page(response)


def test_beginning_twice_is_one_draft(desk, taken, agent):
    """A double click begins one answer, and both clicks lead to it."""
    browser = desk(agent)
    for _ in range(2):
        response = browser.post(at("answer", taken))
        assert response.headers["Location"] == at("answer", taken)
    assert Answer.objects.count() == 1


def test_the_editor_without_a_draft_leads_to_the_request(desk, taken, agent):
    """There is nothing to write in yet."""
    response = desk(agent).get(at("answer", taken))
    assert response.status_code == 302
    assert response.headers["Location"] == at("request", taken)


def test_an_endless_answer_comes_back_whole(desk, draft, agent):
    """Too long: every word is still in the editor."""
    body = "mot " * 12_600
    response = desk(agent).post(at("save", draft), draft_data(draft, body))
    assert response.status_code == 422
    assert "too long by" in page(response)
    assert body.strip() in page(response)
    assert Answer.objects.get().body == TEXT


@pytest.mark.parametrize("field", ["outcome", "based_on", "answer"])
@pytest.mark.parametrize("value", ["", "nonsense", "-1", "9" * 40])
def test_a_tampered_form_is_refused_and_keeps_the_text(field, value, desk, draft, agent):
    """Nothing that a form can be made to send breaks the page or loses the text."""
    data = draft_data(draft, "Mon texte.") | {field: value}
    response = desk(agent).post(at("save", draft), data)
    assert response.status_code == 422
    assert "Mon texte." in page(response)


def test_a_text_for_an_answer_begun_before_does_not_enter_the_next(desk, draft, agent):
    """The draft was given up and another begun: what was typed for the first comes back."""
    data = draft_data(draft, "Texte du premier.")
    draft.withdraw(by=agent)
    Answer.objects.draft_for(draft.service_request, by=agent)
    response = desk(agent).post(at("save", draft), data)
    assert response.status_code == 409
    assert "Texte du premier." in page(response)
    assert Answer.objects.living().get().body == ""


def test_saving_what_was_submitted_meanwhile_gives_the_text_back(desk, submitted, colleague):
    """A colleague submitted: the text typed beside is shown to be copied."""
    data = draft_data(submitted, "Mon autre texte.")
    response = desk(colleague).post(at("save", submitted), data)
    assert response.status_code == 409
    assert "no longer a draft" in page(response)
    assert "Mon autre texte." in page(response)


def test_saving_by_itself_answers_in_json_and_shows_the_letter(desk, draft, agent):
    """Each pause saves, says when, and draws the letter as it will be received."""
    data = draft_data(draft, "Bonjour **Marie** <script>")
    said = desk(agent).post(at("save", draft), data, **JSON).json()
    assert said["revision"] == draft.revision + 1
    assert said["words"].startswith("Saved at ")
    assert "<p>Bonjour <strong>Marie</strong> &lt;script&gt;</p>" in said["preview"]
    assert Answer.objects.get().body == "Bonjour **Marie** <script>"


def test_a_refused_save_answers_in_json_with_its_sentence(desk, submitted, agent):
    """The page that saves by itself can say why it could not."""
    data = draft_data(submitted, "Trop tard.")
    response = desk(agent).post(at("save", submitted), data, **JSON)
    assert response.status_code == 409
    assert "no longer a draft" in response.json()["sentence"]


def test_without_scripts_a_button_saves(desk, draft, agent):
    """The button Save does what the pauses do, and says so."""
    data = draft_data(draft, "Bonjour, à mardi.")
    response = desk(agent).post(at("save", draft), data, follow=True)
    assert "Saved at" in page(response)
    assert "Bonjour, à mardi." in page(response)


def test_the_same_save_twice_is_one_revision(desk, draft, agent):
    """The network may repeat a save."""
    browser = desk(agent)
    for _ in range(2):
        browser.post(at("save", draft), draft_data(draft, "Une fois."), **JSON)
    assert Answer.objects.get().revision == draft.revision + 1
    assert not DraftState.objects.filter(kept_aside=True).exists()


def test_invisible_characters_are_not_kept(desk, draft, agent):
    """What nobody sees nor means to send is left out, the rest stays."""
    data = draft_data(draft, "Bon\x00jour\ufeff, ça va")
    desk(agent).post(at("save", draft), data)
    assert Answer.objects.get().body == "Bonjour, ça va"


def test_the_letter_shown_is_the_one_that_leaves(desk, draft, agent, supervisor):
    """What the editor shows as the letter is word for word what the mail holds."""
    from notifications.models import Delivery

    body = "Bonjour,\n\n- un\n- deux\n\n[le plan](https://example.org/plan)"
    browser = desk(agent)
    said = browser.post(at("save", draft), draft_data(draft, body), **JSON).json()
    data = draft_data(draft, body, based_on=said["revision"])
    browser.post(at("submit", draft), data)
    Answer.objects.get().approve(round_number=1, by=supervisor)
    mail = Delivery.objects.get(notification="answer_sent")
    letter = said["preview"].split("</p>", 1)[1].split("<p>Alice Agent")[0].strip()
    assert letter in mail.html
    assert mail.subject_line in said["preview"]


def test_a_returned_answer_shows_its_reason_where_it_is_corrected(
    desk, submitted, agent, supervisor
):
    """The reason stands in the editor and on the request; the round stays readable."""
    submitted.return_to_author(round_number=1, reason="Donnez la date.", by=supervisor)
    browser = desk(agent)
    for name in ("answer", "request"):
        shown = page(browser.get(at(name, submitted)))
        assert "Returned by Sonia Superviseure" in shown
        assert "Donnez la date." in shown
        assert "Nous passerons mardi." in shown
    assert "Answer returned" in page(browser.get("/bureau/"))
    assert "Correct the answer" in page(browser.get(at("request", submitted)))
