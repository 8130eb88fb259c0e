# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a button asks: checked, kept, told in the history, known to conditions and to texts."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from grc.catalog.models import Service
from grc.core.refusals import NotNow, NotValid
from grc.desk.history import events_of, names_in, told
from grc.journal.models import Event
from grc.service_requests.facts import facts_about
from grc.service_requests.models import FilledForm, ServiceRequest
from tests.cast import file_request, make_service, make_workflow
from workflows.library import load

pytestmark = pytest.mark.django_db

COST = {"code": "cost", "kind": "number", "label": {"fr": "Coût ?", "en": "Cost?"}, "minimum": 0}
WHY = {
    "code": "why",
    "kind": "short_text",
    "label": {"fr": "Pourquoi ?", "en": "Why?"},
    "required": True,
}
PHOTO = {"code": "proof", "kind": "file", "label": {"fr": "Photo", "en": "Photo"}}
CEILING = {
    "field": {"code": "ceiling", "kind": "number", "label": {"fr": "Plafond", "en": "Ceiling"}},
    "default": "100",
}
WORDS = {"fr": "Chiffrer", "en": "Estimate"}
DEAR = {"fact": "filled.cost", "op": "more_than", "value": 500}


def button(code, form=None, **more):
    move = {"code": code, "from": {"anywhere": True}, "trigger": "button", "label": WORDS}
    return move | {"functions": ["agent"]} | ({"form": form} if form else {}) | more


@pytest.fixture
def asked(town, team, agent):
    """Return a request taken by Alice, whose button “estimate” asks this."""

    def make(form, *others, effects=()):
        data = load("report")
        estimate = button("estimate", form)
        if effects:
            estimate["effects"] = list(effects)
        data["transitions"] += [estimate, *others]
        data["options"] = [CEILING]
        workflow = make_workflow(town, "report")
        workflow.draft(data, by=None).publish(by=None)
        return file_request(make_service(town, team, workflow)).take(by=agent)

    return make


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"cost": "12"}, "Why?: Answer this question."),
        ({"why": "x", "cost": "-1"}, "Cost?: Write a number that is 0 or more."),
        ({"why": "x", "cost": "dear"}, "Cost?: Write a number, with at most 15 digits"),
        ({}, "Why?: Answer this question."),
    ],
)
def test_what_does_not_fit_is_refused_by_its_name(asked, agent, values, sentence):
    """A missing or wrong answer names its question, and nothing happens at all."""
    request = asked({"fields": [WHY, COST]})
    before = Event.objects.about(request).count()

    with translation.override("en"), pytest.raises(NotValid) as refusal:
        request.perform("estimate", by=agent, values=values)

    assert str(refusal.value).startswith(sentence)
    assert Event.objects.about(request).count() == before
    assert ServiceRequest.objects.get(pk=request.pk).filled == {}


def test_what_was_answered_is_kept_and_told(asked, agent):
    """The request knows the last answers, its history each of them, who and when."""
    request = asked({"fields": [WHY, COST]})
    request.perform("estimate", by=agent, values={"why": "Deux dalles", "cost": "120"})
    fresh = request.perform("estimate", by=agent, values={"why": "Trois dalles", "cost": "180,5"})

    assert fresh.filled == {"why": "Trois dalles", "cost": "180.5"}
    assert [form.values["cost"] for form in FilledForm.objects.all()] == ["120", "180.5"]
    events = events_of(fresh, [])
    with translation.override("en"):
        lines = [line.sentence for line in told(fresh, events, names_in(events))]
        assert fresh.presented_filled("en") == [("Why?", "Trois dalles"), ("Cost?", "180.5")]
    assert "Why? Deux dalles · Cost? 120" in lines
    assert not any("dalles" in str(event.data) for event in events)


def test_what_is_not_kept_leaves_the_last_answer_only(asked, agent):
    """A form whose history is not kept is known as it is today."""
    request = asked({"fields": [COST], "kept": False})
    fresh = request.perform("estimate", by=agent, values={"cost": "3"})

    assert fresh.filled == {"cost": "3"}
    assert not FilledForm.objects.exists()


def test_a_file_is_kept_for_colleagues(asked, agent):
    """A file that a button asks for stands with the request, not in its values."""
    request = asked({"fields": [PHOTO]})
    upload = SimpleUploadedFile("devis.txt", b"Deux dalles : 120 euros.", "text/plain")
    fresh = request.perform("estimate", by=agent, files={"proof": [upload]})

    (kept,) = fresh.attachments.all()
    assert (kept.name, kept.field, kept.internal) == ("devis.txt", "proof", True)
    assert fresh.filled == {}


def test_conditions_ask_for_what_was_filled_in(asked, agent):
    """A button opens by what another asked; the refusal says it in the words of the question."""
    request = asked({"fields": [COST]}, button("vote", when=DEAR, reason="optional"))
    with translation.override("en"), pytest.raises(NotNow) as refusal:
        request.perform("vote", by=agent)
    assert str(refusal.value) == "Possible once this holds: the field “Cost?” is more than 500."

    request.perform("estimate", by=agent, values={"cost": "501"})
    request.perform("vote", by=agent)


def test_texts_and_conditions_know_the_options_of_the_service(asked, agent):
    """What a service chooses, or the default of its workflow, is a fact and a placeholder."""
    said = {"do": "tell", "text": {"fr": "{options.ceiling} · {filled.cost}", "en": "-"}}
    request = asked({"fields": [COST]}, effects=[said])
    assert facts_about(request, ["options.ceiling"]) == {"options.ceiling": 100}
    Service.objects.filter(pk=request.service_id).update(options={"ceiling": "250"})

    fresh = request.perform("estimate", by=agent, values={"cost": "7"})

    assert fresh.messages.get(kind="to_requester").body == "250 · 7"


def test_pages_ask_nothing_more_for_it(asked, agent):
    """Facts, options and last answers come with the row: no statement of their own."""
    request = asked({"fields": [COST]}, button("vote", when=DEAR, reason="optional"))
    request.perform("estimate", by=agent, values={"cost": "501"})
    found = ServiceRequest.objects.with_context().get(pk=request.pk)
    found.available_to(agent)

    with CaptureQueriesContext(
        connection,
    ) as statements:
        found.facts()
        found.presented_filled("fr")

    assert len(statements) == 0


def test_the_desk_asks_and_gives_back_what_was_typed(asked, agent, client):
    """The form comes back as it was typed with a sentence at its question, then does its work."""
    request = asked(
        {"fields": [WHY, COST]},
    )
    client.force_login(agent)
    path = f"/bureau/demandes/{request.display_reference}/etapes/estimate/"

    page = client.get(path)
    assert page.status_code == 200
    assert 'name="ask-why"' in page.text
    refused = client.post(path, {"ask-why": "Deux dalles", "ask-cost": "cher"})
    assert refused.status_code == 422
    assert 'value="Deux dalles"' in refused.text
    assert 'value="cher"' in refused.text
    done = client.post(path, {"ask-why": "Deux dalles", "ask-cost": "12"}, follow=True)

    assert done.status_code == 200
    assert "Deux dalles" in done.text
    assert ServiceRequest.objects.get(pk=request.pk).filled["cost"] == "12"
