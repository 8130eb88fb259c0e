# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Workflows write with the town's standard texts, as they read on that day."""

from __future__ import annotations

import pytest

from grc.answers.library import workflows_naming
from grc.answers.models import Circuit, StandardText
from grc.service_requests.models import ServiceRequest
from notifications.models import Delivery
from tests.answers.naming import BEGIN, NOTIFY, TELL, direction, lived, names, texts, way
from tests.answers.texts import a_text
from workflows.library import load
from workflows.vocabularies import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
__all__ = ["direction", "lived", "texts"]


def test_the_requester_is_told_in_their_language(lived, texts, agent):
    """Without a mark of Markdown; what has no value is left out; no use is counted."""
    request = lived(TELL)
    done = request.perform("hurry", by=agent)
    assert done.messages.get().body == "Bonjour Marie Dupont,\n\nBientôt, à 12 rue des Fleurs."
    row = ServiceRequest.objects.filter(pk=request.pk)
    row.update(language="en", requester_name="*A* {today} <b>")
    request.lock().perform("hurry", by=agent)
    assert request.messages.last().body == "Hello *A* {today} <b>,\n\nSoon."
    row.update(language="de", requester_name="")
    request.lock().perform("hurry", by=agent)
    assert request.messages.last().body.startswith("Bonjour ,")
    assert StandardText.objects.get(pk=texts["fr"].pk).usage_count == 0


def test_it_says_what_it_says_today(lived, texts, supervisor, agent):
    """The current edition, not that of the day the workflow was published."""
    request = lived(TELL)
    content = a_text(supervisor, code="soon", body="Demain.")
    texts["fr"].rewrite(content, based_on=1, by=supervisor)
    assert request.perform("hurry", by=agent).messages.get().body == "Demain."


def test_colleagues_read_the_first_language_of_the_town(lived, texts, supervisor, agent):
    """In a mail, whatever the requester speaks."""
    request = lived(NOTIFY)
    ServiceRequest.objects.filter(pk=request.pk).update(language="en")
    request.lock().perform("hurry", by=agent)
    (notice,) = Delivery.objects.filter(notification="workflow_notice")
    assert "Bientôt, à 12 rue des Fleurs." in notice.text


def test_without_the_text_nobody_is_written_to(lived, supervisor, agent):
    """The transition is taken, the history says twice what was not written."""
    done = lived(TELL, NOTIFY).perform("hurry", by=agent)
    assert names(done)[-3:] == ["not_written", "not_written", "performed"]
    assert not done.messages.exists()
    assert not Delivery.objects.filter(notification="workflow_notice").exists()


@pytest.mark.parametrize("is_there", [True, False])
def test_an_end_without_its_words_is_told_all_the_same(is_there, lived, texts, supervisor, agent):
    """The word that a workflow sends stands for the mail of the end, if it was written."""
    for text in texts.values() if not is_there else ():
        text.retire(by=supervisor)
    request = lived(TELL, to="closed", outcomes=["done"]).perform("hurry", by=agent)
    kinds = list(Delivery.objects.about(request).values_list("notification", flat=True))
    assert ("ended" in kinds) is not is_there
    assert ("word_from_town" in kinds) is is_there


@pytest.mark.parametrize("tell", [TELL, {"do": "tell", "text": " {request.place}"}])
def test_an_end_whose_words_come_to_nothing_is_told_all_the_same(tell, lived, supervisor, agent):
    """Without their values nothing is left to say: the requester learns of the end by its mail."""
    content = a_text(supervisor, code="soon", body="{request.place}")
    StandardText.objects.begin(content, by=supervisor)
    request = lived(tell, to="closed", outcomes=["done"])
    ServiceRequest.objects.filter(pk=request.pk).update(place="")
    request = request.perform("hurry", by=agent)
    kinds = list(Delivery.objects.about(request).values_list("notification", flat=True))
    assert not request.messages.exists()
    assert "ended" in kinds


def test_the_town_says_what_may_be_named(lived, texts, direction, supervisor):
    """Living circuits, living texts with their languages; a draft is judged by them."""
    request = lived()
    workflow = request.service.workflow
    words = words_of(workflow)
    assert words.circuits == {"usual", "direction"}
    assert words.texts == {"soon": {"fr", "en"}}
    texts["en"].retire(by=supervisor)
    data = load("report")
    data["transitions"].append(
        way("hurry", "button", BEGIN | {"circuit": "x"}, functions=["agent"])
    )
    found = {one.code for one in workflow.draft(data, by=None).findings}
    assert {"unknown_circuit", "untranslated_text"} <= found


def test_the_pages_of_what_is_named_say_by_which_workflows(
    lived, texts, direction, client, administrator, supervisor
):
    """Before somebody retires a circuit or a text; what no workflow names says nothing."""
    lived(BEGIN)
    usual = Circuit.objects.get(code="usual")
    assert workflows_naming(direction) == workflows_naming(texts["en"]) == ["report"]
    assert workflows_naming(usual) == []
    client.force_login(administrator)
    client.cookies["language"] = "en"
    said = "Workflows that name it: report."
    assert said in client.get(f"/bureau/textes/{texts['fr'].pk}/").text
    assert said in client.get("/studio/circuits/direction/").text
    assert said not in client.get("/studio/circuits/usual/").text
