# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Changing steps, functions and transitions; two people at one workflow; undo and redo."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cast import make_member
from tests.studio.conftest import page
from tests.workflows.making import named, transition
from workflows.editing import Change, Remove, Thing

pytestmark = pytest.mark.django_db
HOME = "/studio/circuits-de-traitement/report/"
STEP = {
    "label_fr": "Visite sur place",
    "label_en": "Site visit",
    "kind": "in_progress",
    "citizen_label_fr": "",
    "citizen_label_en": "",
    "citizen_help_fr": "",
    "citizen_help_en": "",
}
WAY: dict[str, Any] = {
    "label_fr": "Envoyer en visite",
    "label_en": "",
    "citizen_label_fr": "",
    "citizen_label_en": "",
    "origin": "steps",
    "sources": ["new", "in_progress"],
    "to": "waiting_third_party",
    "trigger": "button",
    "functions": ["agent"],
    "message": "none",
    "reason": "required",
}


@pytest.fixture
def browser(studio, administrator, workflow):
    return studio(administrator)


@pytest.fixture
def other(town, team):
    return make_member(town, None, "administrator", "alice@chalons.example", "Alice Autre")


def token(browser, address=HOME):
    """Return the edition that a page was made from."""
    return browser.get(address).context["token"]


def draft(workflow):
    return workflow.pending_draft.definition


def test_a_form_that_is_not_complete_comes_back_as_typed(browser, workflow):
    """Nothing is kept of it, and nothing that was typed is lost."""
    typed = STEP | {"label_fr": "", "citizen_help_fr": "Nous passons.", "based_on": token(browser)}
    response = browser.post(f"{HOME}etapes/nouvelle/", typed)

    assert response.status_code == 422
    assert "Nous passons." in page(response)
    assert workflow.pending_draft is None


def test_what_cannot_be_written_is_refused_with_a_sentence(browser, workflow):
    """The last refusal is the parser's, in words."""
    typed = WAY | {"trigger": "timer", "amount": "5", "unit": "hours", "since": "due_date"}
    response = browser.post(f"{HOME}transitions/nouvelle/", typed | {"based_on": token(browser)})

    assert response.status_code == 422
    assert "A date has no hour: count in days or in working days." in page(response)
    assert "Envoyer en visite" in page(response)


def test_two_people_at_one_step_do_not_write_over_each_other(browser, other, workflow):
    """The second reads what is there now, keeps what was typed, and may save again knowingly."""
    address = f"{HOME}etapes/in_progress/"
    seen = token(browser, address)
    theirs = Change(Thing.STEP, "in_progress", {"label": {"fr": "À l’étude", "en": "Studied"}})
    workflow.open_draft(by=other).edit(theirs, by=other)
    typed = STEP | {"based_on": seen}

    response = browser.post(address, typed)
    assert response.status_code == 409
    said = page(response)
    for words in ("Step “Studied” changed", "À l’étude", "Visite sur place"):
        assert words in said

    again = browser.post(address, typed | {"based_on": response.context["token"]})
    assert again.status_code == 303
    assert named(draft(workflow), "steps", "in_progress")["label"]["en"] == "Site visit"


def test_what_was_removed_while_somebody_typed_is_told(browser, other, workflow):
    """The form of a step that is gone comes back as typed, with who removed it in the sentence."""
    address = f"{HOME}etapes/waiting_third_party/"
    seen = token(browser, address)
    removal = Remove(Thing.STEP, "waiting_third_party")
    workflow.open_draft(by=other).edit(removal, by=other)

    response = browser.post(address, STEP | {"based_on": seen})
    assert response.status_code == 409
    assert "Visite sur place" in page(response)
    assert "removed" in page(response)


def test_a_page_of_a_draft_that_was_published_is_told(browser, other, workflow):
    """What was typed on a draft that is published by now is not put into the next one unseen."""
    address = f"{HOME}etapes/in_progress/"
    first = workflow.open_draft(by=other)
    seen = token(browser, address)
    first.publish(by=other)

    response = browser.post(address, STEP | {"based_on": seen})
    assert response.status_code == 409
    assert "published or thrown away meanwhile" in page(response)
    assert workflow.pending_draft is None


def test_two_people_at_two_steps_do_not_disturb_each_other(browser, other, workflow):
    """Edits of different things merge without a word."""
    seen = token(browser)
    theirs = Change(Thing.STEP, "closed", {"label": "Finie"})
    workflow.open_draft(by=other).edit(theirs, by=other)

    response = browser.post(f"{HOME}etapes/in_progress/", STEP | {"based_on": seen})
    assert response.status_code == 303
    assert named(draft(workflow), "steps", "closed")["label"] == "Finie"
    assert named(draft(workflow), "steps", "in_progress")["label"]["en"] == "Site visit"


def test_the_first_change_begins_a_draft(browser, workflow):
    """What is published stays as it is; other languages and keys of the step too."""
    before = workflow.published.definition
    browser.post(f"{HOME}etapes/in_progress/", STEP | {"based_on": token(browser)})

    assert workflow.published.definition == before
    assert workflow.pending_draft.last_edit.made_by is not None
    assert "citizen_label" not in named(draft(workflow), "steps", "in_progress")


def test_a_save_without_a_change_is_no_edit(browser, workflow):
    """Looking at a form and saving it as it was leaves nothing to undo."""
    item = named(workflow.published.definition, "functions", "agent")["label"]
    typed = {"label_fr": item["fr"], "label_en": item["en"], "based_on": token(browser)}
    browser.post(f"{HOME}fonctions/agent/", typed)

    assert workflow.pending_draft is None


def test_a_step_is_added_with_its_button_and_usual_words(browser, workflow):
    """Name, kind and from where: the rest is made, in one edit."""
    typed = STEP | {"reached_from": ["new"], "button_fr": "Visiter", "button_en": ""}
    response = browser.post(f"{HOME}etapes/nouvelle/", typed | {"based_on": token(browser)})

    assert response.status_code == 303
    added = named(draft(workflow), "steps", "visite_sur_place")
    assert added["citizen_label"]["en"] == "Being dealt with"
    way = transition(draft(workflow), "visiter")
    assert (way["from"], way["to"], way["functions"]) == (
        ["new"],
        "visite_sur_place",
        ["agent", "supervisor"],
    )
    assert workflow.pending_draft.revision == 1


def test_a_transition_is_added_and_changed(browser, workflow):
    """Every key of it is in the form; what belongs to another trigger is left out."""
    address = f"{HOME}transitions/nouvelle/"
    response = browser.post(address, WAY | {"based_on": token(browser)})
    assert response.headers["Location"] == f"{HOME}transitions/envoyer_en_visite/"
    way = transition(draft(workflow), "envoyer_en_visite")
    assert way["label"] == "Envoyer en visite"
    assert (way["reason"], way.get("message")) == ("required", None)

    timer = {"trigger": "timer", "amount": "3", "unit": "working_days", "since": "arrival"}
    named_by_kind = {"origin": "kinds", "kinds": ["new"], "sources": ["in_progress"], "to": "<"}
    typed = WAY | timer | named_by_kind | {"based_on": token(browser)}
    browser.post(f"{HOME}transitions/envoyer_en_visite/", typed)

    way = transition(draft(workflow), "envoyer_en_visite")
    assert way["after"] == {"since": "arrival", "working_days": 3}
    assert way["from"] == {"kinds": ["new"], "except": ["in_progress"]}
    assert way["returns"] is True
    assert not {"to", "functions", "reason"} & set(way)


@pytest.mark.parametrize("code", ["take", "send", "still_working", "citizen_contested", "close"])
def test_a_transition_that_is_saved_as_it_was_stays_as_it_was(browser, workflow, code):
    """The form reads and writes every transition without changing it."""
    address = f"{HOME}transitions/{code}/"
    form = browser.get(address).context["form"]
    typed = {bound.html_name: bound.value() for bound in form if bound.value() is not None}
    typed = {name: value for name, value in typed.items() if value is not False}
    browser.post(address, typed)

    assert workflow.pending_draft is None


def test_a_thing_is_removed_after_what_it_brings_was_read(browser, workflow):
    """The page says what goes with a step; the removal is one edit that can be taken back."""
    said = page(browser.get(f"{HOME}etapes/to_validate/"))
    assert "“Approve the answer” goes with it." in said

    browser.post(f"{HOME}etapes/to_validate/retirer/", {"based_on": token(browser)})
    assert "approve" not in [way["code"] for way in draft(workflow)["transitions"]]
    said = page(browser.get(HOME))
    assert "Step “Answer to validate” removed, with “Submit the answer, " in said

    browser.post(f"{HOME}annuler/", {"number": 1})
    assert draft(workflow) == workflow.published.definition
    browser.post(f"{HOME}retablir/", {"number": 1})
    assert "approve" not in [way["code"] for way in draft(workflow)["transitions"]]


def test_an_undo_of_what_is_no_longer_last_is_refused(browser, other, workflow):
    """A button that was drawn before a colleague's edit does not take that edit back."""
    version = workflow.open_draft(by=other)
    version.edit(Change(Thing.STEP, "new", {"label": "Arrivée"}), by=other)
    version.edit(Change(Thing.STEP, "closed", {"label": "Finie"}), by=other)

    response = browser.post(f"{HOME}annuler/", {"number": 1})
    assert response.status_code == 409
    assert "The last change is another one by now" in page(response)
    assert "Alice Autre" in page(response)


def test_steps_move_and_requests_begin_where_one_says(browser, workflow):
    """Up and down by buttons, and another first step."""
    browser.post(f"{HOME}etapes/closed/placer/", {"by": "-1", "based_on": token(browser)})
    browser.post(f"{HOME}etapes/in_progress/debut/", {"based_on": token(browser)})

    assert [step["code"] for step in draft(workflow)["steps"]][-2:] == ["closed", "answered"]
    assert draft(workflow)["start"] == "in_progress"


def test_functions_are_added_and_removed(browser, workflow):
    """A function gets its code from its name."""
    typed = {"label_fr": "Juriste", "label_en": "", "based_on": token(browser)}
    browser.post(f"{HOME}fonctions/nouvelle/", typed)
    assert draft(workflow)["functions"][-1] == {"code": "juriste", "label": "Juriste"}

    browser.post(f"{HOME}fonctions/juriste/retirer/", {"based_on": token(browser)})
    assert len(draft(workflow)["functions"]) == 3


def test_a_whole_piece_is_added_by_one_button(browser, workflow):
    """A second stage adds its validator; the same again is refused with a sentence."""
    typed = {"what": "validation-2", "based_on": token(browser)}
    browser.post(f"{HOME}completer/", typed)
    assert draft(workflow)["functions"][-1]["code"] == "second_validator"

    response = browser.post(f"{HOME}completer/", typed | {"based_on": token(browser)})
    assert response.status_code == 422
    assert "Answers are already validated" in page(response)


def test_numbers_of_thousands_of_digits_are_no_numbers(browser):
    """Whatever an address or a hidden field holds, the page answers with a sentence."""
    endless = "9" * 5_000
    typed = {"based_on": f"2.{endless}"}
    assert browser.post(f"{HOME}etapes/new/debut/", typed).status_code == 409
    at = {"at": f"/effects/{endless}"}
    assert browser.get(f"{HOME}transitions/take/effets/", at).status_code == 404
