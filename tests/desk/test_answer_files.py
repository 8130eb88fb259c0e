# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Files of an answer on the editor's page: chosen, taken out, submitted as they were seen."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from grc.answers.models import Answer, DraftState
from tests.desk.conftest import TEXT, at, draft_data, page

pytestmark = pytest.mark.django_db
PLAN = b"%PDF-1.7 the plan"


def plan(name: str = "plan.pdf", content: bytes = PLAN) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def names() -> list[str]:
    return [file.name for file in Answer.objects.get().enclosed()]


def test_a_refused_file_costs_no_word(desk, draft, agent):
    """The text is saved, the sentence names the file, nothing is submitted."""
    data = draft_data(draft, "Mon texte.", attachments=plan("plan.exe"), files_seen="")
    for button in ("save", "submit"):
        response = desk(agent).post(at(button, draft), data, follow=True)
        assert "plan.exe is not of an accepted type" in page(response)
    answer = Answer.objects.get()
    assert (answer.body, answer.state, names()) == ("Mon texte.", "draft", [])


@pytest.mark.parametrize("key", ["0", "999999", "9" * 40, "x", "-1"])
def test_a_forged_file_is_not_taken_out(key, desk, draft, agent):
    """Nothing changes, nothing breaks."""
    draft.enclose(plan(), by=agent)
    response = desk(agent).post(at("save", draft), draft_data(draft, TEXT, take_out=key))
    assert response.status_code == 303
    assert names() == ["plan.pdf"]


def test_a_file_of_another_answer_is_not_there(desk, draft, to_tell, agent, town):
    """Its key opens nothing under this request."""
    kept = draft.enclose(plan(), by=agent)
    assert desk(agent).get(at("answer_file", to_tell, to_tell.pk, kept.pk)).status_code == 404


def test_a_file_added_meanwhile_is_not_submitted_unseen(desk, draft, agent, colleague, supervisor):
    """The page is shown with it; submitted again it leaves with it."""
    kept = draft.enclose(plan(), by=colleague)
    data = draft_data(draft, TEXT, files_seen="")
    response = desk(agent).post(at("submit", draft), data)
    assert response.status_code == 409
    assert "plan.pdf" in page(response)
    assert f'name="files_seen" value="{kept.pk}"' in response.content.decode()
    again = data | {"files_seen": str(kept.pk)}
    assert desk(agent).post(at("submit", draft), again).status_code == 303
    assert Answer.objects.get().state == "submitted"


def test_chosen_with_submit_it_is_submitted_with_the_text(desk, draft, agent, supervisor):
    """One press: saved, attached, submitted."""
    data = draft_data(draft, TEXT, attachments=plan(), files_seen="")
    assert desk(agent).post(at("submit", draft), data).status_code == 303
    (round_,) = Answer.objects.get().rounds.all()
    assert [file["name"] for file in round_.content["files"]] == ["plan.pdf"]


def test_taken_out_on_the_page_it_leaves_no_more(desk, draft, agent):
    """The button beside its name; the words typed meanwhile are saved."""
    kept = draft.enclose(plan(), by=agent)
    data = draft_data(draft, "Mon texte.", take_out=str(kept.pk), files_seen=str(kept.pk))
    response = desk(agent).post(at("save", draft), data, follow=True)
    assert "plan.pdf" not in page(response)
    assert (Answer.objects.get().body, names()) == ("Mon texte.", [])


def test_it_is_given_to_be_kept_never_shown(desk, draft, agent):
    """Law R5.32: as an attachment, in a sandbox."""
    kept = draft.enclose(plan(), by=agent)
    response = desk(agent).get(at("answer_file", draft, draft.pk, kept.pk))
    assert b"".join(response.streaming_content) == PLAN
    assert response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]


def test_a_page_shown_again_stands_on_what_was_saved(desk, draft, agent):
    """Refused to be submitted, the text was saved: typed on, it is no second text beside itself."""
    data = draft_data(draft, "Bonjour {nom}.", kind="favourable", files_seen="")
    response = desk(agent).post(at("submit", draft), data)
    assert response.status_code == 422
    fresh = Answer.objects.get()
    assert f'name="based_on" value="{fresh.revision}"' in response.content.decode()
    assert not DraftState.objects.filter(kept_aside=True).exists()


@pytest.mark.parametrize("typed", ["nobody", "a@x.example, b@x.example"])
def test_a_copy_to_nowhere_comes_back_as_it_was_typed(typed, desk, draft, agent):
    """With the sentence at its field."""
    data = draft_data(draft, TEXT, kind="information", copies=typed)
    response = desk(agent).post(at("save", draft), data)
    assert response.status_code == 422
    assert "is not an e-mail address" in page(response)
    assert typed in page(response)


def test_the_way_out_is_chosen_on_the_page(desk, draft, agent):
    """Letter, address, copies: saved with the text, shown in the preview."""
    data = draft_data(
        draft,
        TEXT,
        kind="information",
        channel="letter",
        postal_address="1 rue du Port\r\n51000 Châlons",
        copies="Zoé Élue <z@x.example>",
    )
    response = desk(agent).post(at("save", draft), data, follow=True)
    answer = Answer.objects.get()
    assert (answer.channel, answer.copies[0]["email"]) == ("letter", "z@x.example")
    assert "by letter · 1 rue du Port, 51000 Châlons · Copies to: Zoé Élue <z@x.example>" in page(
        response
    )


def test_the_words_to_say_are_there_for_who_must_be_called(desk, to_tell, agent):
    """Who calls, about what, the answer itself, in the language of the person called."""
    shown = page(desk(agent).get(at("request", to_tell)))
    assert "What to say by telephone" in shown
    assert f"Je vous appelle au sujet de votre demande {to_tell.service_request}" in shown


def test_what_goes_with_a_version_is_shown_wherever_it_is_read(desk, draft, agent, supervisor):
    """To its validator, and on the page of the request: files, and to whom it goes."""
    data = draft_data(
        draft, TEXT, attachments=plan(), files_seen="", kind="information", copies="z@x.example"
    )
    desk(agent).post(at("submit", draft), data)
    (round_,) = Answer.objects.get().rounds.all()
    validating = reverse("desk:round", args=[draft.pk, round_.number])
    for address in (at("request", draft), validating):
        shown = page(desk(supervisor).get(address))
        assert "plan.pdf" in shown
        assert "Sent: by e-mail · Copies to: z@x.example" in shown
