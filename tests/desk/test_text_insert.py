# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Finding a standard text while writing, and putting it into the draft; without a script too."""

from __future__ import annotations

import pytest

from grc.answers.models import Answer, AnswerText, DraftState, Round, StandardText
from tests.answers.texts import a_text
from tests.desk.conftest import TEXT, at, draft_data, page

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


@pytest.fixture
def text(supervisor):
    content = a_text(supervisor, title="Passage", body="Bonjour {requester.name}.\n\nÀ bientôt.")
    return StandardText.objects.begin(content, by=supervisor)


def test_an_outsider_finds_no_draft_to_insert_into(desk, draft, text, outsider):
    """A request that one may not see does not exist, for any of the gestures."""
    browser = desk(outsider)
    assert browser.get(at("texts_search", draft)).status_code == 404
    assert browser.post(at("texts_search", draft), draft_data(draft, "")).status_code == 404
    data = draft_data(draft, "", text=text.pk)
    assert browser.post(at("text_insert", draft), data).status_code == 404


@pytest.mark.parametrize("key", ["", "0", "x", "99999", "9" * 40, "²"])
def test_a_forged_text_is_refused_and_the_words_come_back(key, desk, draft, agent):
    """A sentence, the typed words, no trace of a use."""
    response = desk(agent).post(at("text_insert", draft), draft_data(draft, "Tapé.", text=key))
    assert response.status_code == 409
    assert "This text no longer exists. Choose another one." in page(response)
    assert "Tapé." in page(response)
    assert not AnswerText.objects.exists()


def test_a_text_retired_meanwhile_is_refused(desk, draft, text, agent, supervisor):
    """The same with the script: the sentence comes as JSON."""
    text.retire(by=supervisor)
    data = draft_data(draft, "Tapé.", text=text.pk)
    response = desk(agent).post(at("text_insert", draft), data, headers=JSON)
    assert (response.status_code, response.json()) == (
        409,
        {"sentence": "This text was retired meanwhile. Choose another one."},
    )


@pytest.mark.parametrize("at_", ["", "x", "-1", "9" * 30, "²"])
def test_a_forged_place_is_the_end(at_, desk, draft, text, agent):
    """Whatever a script sends, the words come back to be put somewhere."""
    data = draft_data(draft, "Tapé.", text=text.pk, at=at_)
    response = desk(agent).post(at("text_insert", draft), data, headers=JSON)
    assert response.json()["piece"] == "\n\nBonjour Marie Dupont.\n\nÀ bientôt."


def test_opening_the_address_leads_to_the_editor(desk, draft, agent):
    """Somebody whose session ended meanwhile comes back by GET."""
    response = desk(agent).get(at("text_insert", draft))
    assert response.headers["Location"] == at("answer", draft)


def test_inserting_keeps_what_was_typed(desk, draft, text, agent):
    """What stands in the editor, saved or not, is saved with the text at its end."""
    data = draft_data(draft, "Tapé à l'instant.", text=text.pk)
    response = desk(agent).post(at("text_insert", draft), data, follow=True)
    assert "The text is inserted at the end of the draft." in page(response)
    expected = "Tapé à l'instant.\n\nBonjour Marie Dupont.\n\nÀ bientôt."
    assert Answer.objects.get().body == expected
    assert AnswerText.objects.get().by == agent


def test_two_people_who_write_lose_nothing(desk, draft, text, agent, colleague):
    """A colleague saved meanwhile: both texts are shown, the insertion in one's own."""
    draft.save_draft("Celui de Colin.", based_on=1, by=colleague)
    data = draft_data(draft, "Le mien.", text=text.pk)
    response = desk(agent).post(at("text_insert", draft), data, follow=True)
    assert "Both are kept" in page(response)
    assert Answer.objects.get().body == "Celui de Colin."
    aside = DraftState.objects.get(kept_aside=True)
    assert aside.body.startswith("Le mien.\n\nBonjour Marie Dupont.")


def test_searching_without_a_script_saves_first(desk, draft, text, agent):
    """The search is another page: what was typed is in the draft when it opens."""
    data = draft_data(draft, "Tapé.", texts="passa")
    response = desk(agent).post(at("texts_search", draft), data, follow=True)
    assert Answer.objects.get().body == "Tapé."
    assert "1 text, the likeliest first" in page(response)
    assert f'name="text" value="{text.pk}"' in page(response)


def test_a_search_without_result_says_what_to_try(desk, draft, text, agent):
    """The list is empty and says so."""
    response = desk(agent).get(at("texts_search", draft), {"q": "zorglub"})
    assert "Try the beginning of another word." in page(response)
    assert "role=" not in page(response)


def test_the_combobox_gets_its_options(desk, draft, text, agent):
    """Each with the key to insert, nothing unescaped."""
    StandardText.objects.update(title="<b>Passage</b>")
    response = desk(agent).get(at("texts_search", draft), {"q": "PASSÂ"})
    assert f'role="option" id="text-{text.pk}"' in page(response)
    assert b"<b>Passage" not in response.content


def test_a_missing_value_is_shown_and_refuses_the_submission(
    desk, draft, agent, supervisor, service
):
    """In the editor at once, in the words of the form; then when one submits all the same."""
    content = a_text(supervisor, body="Vu sur {values.photo}.", services=[service])
    text = StandardText.objects.begin(content, by=supervisor)
    browser = desk(agent)
    data = draft_data(draft, TEXT, text=text.pk)
    shown = page(browser.post(at("text_insert", draft), data, follow=True))
    assert "Missing: Photo ({values.photo})." in shown
    answer = Answer.objects.get()
    response = browser.post(at("submit", draft), draft_data(answer, answer.body))
    assert response.status_code == 422
    assert "The answer still waits for a value: Photo ({values.photo})." in page(response)
    assert not Round.objects.exists()
    saved = browser.post(at("save", draft), draft_data(answer, answer.body), headers=JSON)
    assert saved.json()["missing"] == "Missing: Photo ({values.photo})."
    answer = Answer.objects.get()
    saved = browser.post(at("save", draft), draft_data(answer, "Vu."), headers=JSON)
    assert saved.json()["missing"] == ""
