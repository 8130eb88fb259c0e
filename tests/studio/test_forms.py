# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The form of a service: a draft of several people, then published, its effect said first."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grc.catalog import drafting
from grc.catalog.form_editing import field_of, fingerprint
from grc.catalog.models import FormDraft, FormEdit
from grc.core.refusals import NotAllowed, NotNow
from grc.journal.models import Event
from tests.cast import file_request
from tests.studio.conftest import page
from tests.threads import losers, together, winners
from workflows.fields import Field, FieldKind
from workflows.text import LocalisedText

pytestmark = pytest.mark.django_db
FORM = "/studio/demarches/pothole/formulaire/"
WHAT = f"{FORM}questions/what/"


def question(label: str, **more: object) -> Field:
    return Field("x", FieldKind.SHORT_TEXT, LocalisedText({"fr": label}), **more)  # type: ignore[arg-type]


def typed_in(browser, address):
    """What the form of the page holds, as a browser would send it."""
    form = browser.get(address).context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    return {name: value for name, value in values.items() if value not in (None, False)}


def test_a_supervisor_changes_no_form(town, service, supervisor):
    """The commands refuse by themselves whoever does not administer the town."""
    with pytest.raises(NotAllowed):
        drafting.open_draft(service, by=supervisor)


def test_looking_begins_no_draft(studio, service, administrator):
    """A page that is only read writes nothing."""
    browser = studio(administrator)
    for address in (FORM, WHAT, f"{FORM}publier/", f"{FORM}apercu/"):
        assert browser.get(address).status_code == 200
    assert not FormDraft.objects.exists()


@pytest.mark.parametrize(
    ("kind", "typed", "words"),
    [
        ("choice", {"label_fr": "Lequel ?"}, "Choices, one a line"),
        ("choice", {"label_fr": "Lequel ?", "choices_fr": "A\nB", "choices_en": "A"}, "as many"),
        ("number", {"label_fr": "Combien ?", "minimum": "9", "maximum": "1"}, "above the maximum"),
        ("short_text", {"label_fr": "Nom", "max_length": "900"}, "250"),
        ("short_text", {"label_fr": ""}, "Question"),
    ],
)
def test_what_makes_no_question_comes_back(kind, typed, words, studio, service, administrator):
    """The field at fault is named, what was typed stays, nothing is kept."""
    response = studio(administrator).post(f"{FORM}nouvelle/{kind}/", typed)
    assert response.status_code == 422
    assert words in page(response)
    assert all(f'value="{v}"' in page(response) for n, v in typed.items() if n == "label_fr" and v)
    assert not FormDraft.objects.exists()


def test_a_question_is_added_in_two_gestures(studio, service, administrator):
    """What it asks and the kind of answer; citizens see nothing before it is published."""
    browser = studio(administrator)
    data = {"quick-label": "Depuis quand ?", "quick-kind": "date", "quick-required": "on"}
    response = browser.post(FORM, data)
    assert response.headers["Location"] == f"{FORM}#question-depuis_quand"
    assert "Depuis quand ?" in page(browser.get(FORM))
    assert "Depuis quand ?" not in page(browser.get("/demarches/pothole/"))
    added = FormDraft.objects.get().parsed[-1]
    assert (added.kind, added.required) == (FieldKind.DATE, True)


def test_a_list_is_asked_for_its_choices(studio, service, administrator):
    """Added by its label alone, a choice leads to the page where its choices are written."""
    browser = studio(administrator)
    response = browser.post(FORM, {"quick-label": "Lequel ?", "quick-kind": "choice"})
    assert response.status_code == 200
    form = response.context["form"]
    assert (form["label_fr"].value(), "choices_fr" in form.fields) == ("Lequel ?", True)
    typed = {"label_fr": "Lequel ?", "choices_fr": "Le premier\nLe second\n", "required": "on"}
    assert browser.post(f"{FORM}nouvelle/choice/", typed).status_code == 303
    choices = FormDraft.objects.get().parsed[-1].choices
    assert [(c.code, dict(c.label)) for c in choices] == [
        ("le_premier", {"fr": "Le premier"}),
        ("le_second", {"fr": "Le second"}),
    ]


def test_every_gesture_can_be_undone(studio, service, administrator):
    """Moved, duplicated, removed: undone one after the other, the published form is there again."""
    browser = studio(administrator)
    assert browser.post(f"{WHAT}descendre/").status_code == 303
    assert browser.post(f"{WHAT}dupliquer/").status_code == 303
    draft = FormDraft.objects.get()
    based_on = fingerprint(field_of(draft.parsed, "place"))
    assert (
        browser.post(f"{FORM}questions/place/retirer/", {"based_on": based_on}).status_code == 303
    )
    draft.refresh_from_db()
    assert [field.code for field in draft.parsed] == ["what", "what_2", "photo"]
    assert "“Where?” removed" in page(browser.get(FORM))
    for _ in range(3):
        revision = FormDraft.objects.get().revision
        assert browser.post(f"{FORM}defaire/", {"revision": revision}).status_code == 303
    draft.refresh_from_db()
    assert draft.fields == service.form_version.fields
    assert not FormEdit.objects.exists()
    assert browser.post(f"{FORM}defaire/", {"revision": draft.revision}).status_code == 409


def test_two_who_edit_different_questions_do_not_meet(studio, service, administrator):
    """Both changes are there."""
    browser = studio(administrator)
    first = typed_in(browser, WHAT) | {"label_fr": "Quoi ?"}
    second = typed_in(browser, f"{FORM}questions/place/") | {"label_fr": "À quel endroit ?"}
    assert browser.post(WHAT, first).status_code == 303
    assert browser.post(f"{FORM}questions/place/", second).status_code == 303
    labels = [field.label["fr"] for field in FormDraft.objects.get().parsed]
    assert labels == ["Quoi ?", "À quel endroit ?", "Photo"]


def test_two_who_edit_one_question_read_each_other(studio, service, administrator):
    """The second reads what it says now, keeps their words, and may save them knowingly."""
    browser = studio(administrator)
    opened = typed_in(browser, WHAT)
    assert browser.post(WHAT, opened | {"label_fr": "Quoi ?"}).status_code == 303
    response = browser.post(WHAT, opened | {"label_fr": "Qu'avez-vous vu ?"})
    assert response.status_code == 409
    assert "Quoi ?" in page(response)
    assert 'value="Qu\'avez-vous vu ?"' in page(response)
    again = opened | {"label_fr": "Qu'avez-vous vu ?"}
    again["based_on"] = response.context["form"]["based_on"].value()
    assert browser.post(WHAT, again).status_code == 303


def test_what_was_typed_about_a_removed_question_is_not_lost(studio, service, administrator):
    """It comes back, to be asked anew."""
    browser = studio(administrator)
    typed = typed_in(browser, WHAT) | {"label_fr": "Quoi ?", "kind": "long_text"}
    drafting.remove_field(
        drafting.open_draft(service, by=administrator),
        "what",
        based_on=typed["based_on"],
        by=administrator,
    )
    response = browser.post(WHAT, typed)
    assert response.status_code == 409
    assert 'value="Quoi ?"' in page(response)
    assert f'action="{FORM}nouvelle/long_text/"' in page(response)
    assert browser.get(WHAT).status_code == 404


def test_publishing_says_its_effect_first(studio, service, administrator, agent):
    """How many questions, how many requests keep theirs, what differs; then new requests follow."""
    filed = file_request(service)
    browser = studio(administrator)
    browser.post(FORM, {"quick-label": "Depuis quand ?", "quick-kind": "date"})
    draft = FormDraft.objects.get()
    drafting.change_field(
        draft,
        "photo",
        Field(
            "photo", FieldKind.FILE, LocalisedText({"fr": "Photo", "en": "Photo"}), required=True
        ),
        based_on=fingerprint(field_of(draft.parsed, "photo")),
        by=administrator,
    )
    said = page(browser.get(f"{FORM}publier/"))
    assert "New requests will ask 4 questions. 1 open request keeps its own." in said
    assert "“Depuis quand ?” is asked anew." in said
    assert "“Photo” changes: it must be answered." in said
    revision = FormDraft.objects.get().revision
    response = browser.post(f"{FORM}publier/", {"revision": revision})
    assert response.status_code == 303
    service.refresh_from_db()
    assert len(service.form_version.parsed) == 4
    assert not FormDraft.objects.exists()
    assert not FormEdit.objects.exists()
    assert len(type(filed).objects.get().form_version.parsed) == 3
    assert "Depuis quand ?" in page(browser.get("/demarches/pothole/"))
    assert Event.objects.about(service).filter(name="form_published", actor_id=administrator.pk)


def test_what_nobody_looked_at_is_not_published(studio, service, administrator):
    """A draft that changed since the effect was read waits to be read again."""
    browser = studio(administrator)
    browser.post(FORM, {"quick-label": "Depuis quand ?", "quick-kind": "date"})
    revision = FormDraft.objects.get().revision
    browser.post(FORM, {"quick-label": "Combien ?", "quick-kind": "number"})
    response = browser.post(f"{FORM}publier/", {"revision": revision})
    assert response.status_code == 409
    assert "“Combien ?” is asked anew." in page(response)
    service.refresh_from_db()
    assert len(service.form_version.parsed) == 3


def test_a_draft_is_not_published_over_an_edition_that_nobody_looked_at(
    studio, service, administrator
):
    """What was published meanwhile is told and shown; sent again, the draft counts."""
    browser = studio(administrator)
    browser.post(FORM, {"quick-label": "Depuis quand ?", "quick-kind": "date"})
    shown = browser.get(f"{FORM}publier/")
    typed = {name: shown.context[name] for name in ("edition",)} | {
        "revision": FormDraft.objects.get().revision
    }
    service.publish_form(service.form_version.fields[:2], by=administrator)

    refused = browser.post(f"{FORM}publier/", typed)

    assert refused.status_code == 409
    assert "Another edition of this form was published meanwhile." in page(refused)
    assert "“Photo” is asked anew." in page(refused)
    assert FormDraft.objects.exists()
    typed["edition"] = refused.context["edition"]
    assert browser.post(f"{FORM}publier/", typed).status_code == 303
    service.refresh_from_db()
    assert len(service.form_version.parsed) == 4


def test_a_question_of_which_the_workflow_speaks_is_missed(studio, service, administrator):
    """Asked no more, the page says that the workflow speaks of it."""
    definition = service.workflow.published.definition
    way = next(one for one in definition["transitions"] if one["trigger"] == "button")
    way["when"] = {"any": [{"fact": "values.what", "op": op} for op in ("is_filled", "is_empty")]}
    service.workflow.draft(definition, by=administrator).publish(by=administrator)
    draft = drafting.open_draft(service, by=administrator)
    seen = fingerprint(field_of(draft.parsed, "what"))
    drafting.remove_field(draft, "what", based_on=seen, by=administrator)
    said = page(studio(administrator).get(f"{FORM}publier/"))
    assert "The workflow speaks of “What is the matter?”" in said


def test_a_draft_is_given_up(studio, service, administrator):
    """What is published stays, and the next change begins from it."""
    browser = studio(administrator)
    browser.post(FORM, {"quick-label": "Combien ?", "quick-kind": "number"})
    revision = FormDraft.objects.get().revision
    assert browser.post(f"{FORM}abandonner/", {"revision": revision}).status_code == 303
    assert not FormDraft.objects.exists()
    assert Event.objects.about(service).filter(name="form_draft_discarded").exists()


def test_the_preview_is_the_form_of_the_portal(studio, service, administrator):
    """The draft's questions and the contact details, under names that nothing can be sent with."""
    browser = studio(administrator)
    browser.post(FORM, {"quick-label": "Combien ?", "quick-kind": "number"})
    said = page(browser.get(f"{FORM}apercu/"))
    assert "Combien ?" in said
    assert "Your contact details" in said
    assert "<form" not in said.split("<main")[1].split("</main>")[0]


def test_the_page_costs_the_same_with_many_questions(studio, service, administrator):
    """Its queries do not grow with the form and its edits."""
    browser = studio(administrator)
    browser.post(FORM, {"quick-label": "Une", "quick-kind": "date"})
    with CaptureQueriesContext(connection) as few:
        browser.get(FORM)
    draft = FormDraft.objects.get()
    for number in range(20):
        drafting.add_field(draft, question(f"Question {number}"), by=administrator)
    with CaptureQueriesContext(connection) as many:
        browser.get(FORM)
    assert len(few) == len(many) <= 14


@pytest.mark.django_db(transaction=True)
def test_two_who_add_at_once_add_two_questions(town, service, administrator):
    """Even where there was no draft before either of them."""

    def add(label):
        draft = drafting.open_draft(service, by=administrator)
        return drafting.add_field(draft, question(label), by=administrator)

    results = together(town, lambda: add("Une"), lambda: add("Une"))
    assert sorted(results) == ["une", "une_2"]


@pytest.mark.django_db(transaction=True)
def test_two_who_save_one_question_at_once_do_not_overwrite(town, service, administrator):
    """One of the two is told."""
    with town.scope():
        draft = drafting.open_draft(service, by=administrator)
        seen = fingerprint(field_of(draft.parsed, "what"))

    def change(label):
        drafting.change_field(draft, "what", question(label), based_on=seen, by=administrator)

    results = together(town, lambda: change("Une"), lambda: change("Deux"))
    assert len(winners(results)) == 1, results
    assert isinstance(losers(results)[0], NotNow)


@pytest.mark.parametrize("revision", ["²", "-1", "9" * 5_000])
def test_a_revision_that_is_no_number_is_not_the_one_seen(revision, studio, administrator, service):
    """Signs that look like digits are refused as another revision is."""
    browser = studio(administrator)
    address = f"{FORM}defaire/"
    assert browser.post(address, {"revision": revision}).status_code == 409
