# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What a validator does beside approving and returning, and what each page then says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from grc.answers.models import Annotation, Round, Visa
from tests.answers.circuits import circuit, person, role, stage, submitted
from tests.desk.conftest import page

pytestmark = pytest.mark.django_db


def of(name, answer, number=1):
    return reverse(f"desk:{name}", args=[answer.pk, int(number)])


@pytest.fixture
def lawyer(town, other_team):
    from tests.cast import make_member

    return make_member(town, other_team, "agent", "law@chalons.example", "Léo Juriste")


def test_whoever_is_asked_for_an_opinion_gives_one(
    desk, town, service_request, agent, team, supervisor, lawyer
):
    """One form, one sentence; an opinion against it needs its reasons and keeps what was typed."""
    circuit(town, stage("law", person(lawyer), kind="opinion"), stage("head", role(team)))
    answer = submitted(service_request, agent)
    browser = desk(lawyer)
    shown = page(browser.get(of("round", answer)))
    assert "Give my opinion" in shown
    assert of("approve", answer) not in shown
    response = browser.post(of("opine", answer), {"opinion": "unfavourable", "remark": " "})
    assert response.status_code == 422
    assert "Say why" in page(response)
    data = {"opinion": "reserved", "remark": "Citez l’arrêté."}
    assert "Your opinion is recorded" in page(browser.post(of("opine", answer), data, follow=True))
    shown = page(desk(supervisor).get(of("round", answer)))
    assert "Citez l’arrêté." in shown
    assert "opinion with reservations" in shown


def test_handing_over_asks_somebody_else(desk, submitted, supervisor, outsider, agent):
    """To whom and why; the author is not in the list."""
    browser = desk(supervisor)
    shown = page(browser.get(of("round", submitted)))
    assert "Oscar Ailleurs" in shown
    data = {"hand_over-person": agent.pk, "hand_over-reason": "À vous."}
    assert browser.post(of("hand_over", submitted), data).status_code == 422
    data = {"hand_over-person": outsider.pk, "hand_over-reason": "Il connaît ce lieu."}
    response = browser.post(of("hand_over", submitted), data, follow=True)
    assert "Handed over to Oscar Ailleurs" in page(response)
    assert "Il connaît ce lieu." in page(desk(outsider).get(of("round", submitted)))


def test_a_corrected_text_waits_for_its_author(desk, submitted, supervisor, agent):
    """The correction is a version of its own; the author sees what changed, and agrees."""
    browser = desk(supervisor)
    unchanged = {"amend-body": Round.objects.get().body}
    response = browser.post(of("amend", submitted), unchanged)
    assert response.status_code == 422
    assert "You changed nothing" in page(response)
    data = {"amend-body": "Bonjour,\n\nNous passerons mercredi."}
    response = browser.post(of("amend", submitted), data, follow=True)
    assert "Your correction is version 2. Asked now: Alice Agent." in page(response)
    shown = page(desk(agent).get(of("round", submitted, 2)))
    assert "Sonia Superviseure corrected the text" in shown
    assert "mercredi" in shown
    assert desk(agent).post(of("approve", submitted, 2)).status_code == 303
    assert submitted.lock().state == "approved"


def test_other_words_are_proposed_for_a_passage(desk, submitted, supervisor):
    """The passage must be there as it is written; the proposal stands beside the text."""
    browser = desk(supervisor)
    data = {"suggest-quoted": "vendredi", "suggest-replacement": "jeudi"}
    response = browser.post(of("suggest", submitted), data)
    assert response.status_code == 422
    assert "jeudi" in page(response)
    data = {"suggest-quoted": "mardi", "suggest-replacement": "jeudi", "suggest-remark": "Férié."}
    response = browser.post(of("suggest", submitted), data, follow=True)
    assert response.redirect_chain == [(of("round", submitted), 303)]
    assert "Férié." in page(response)
    assert Annotation.objects.get().quoted == "mardi"


def test_the_author_asks_for_an_opinion_in_four_gestures(desk, submitted, agent, lawyer):
    """Who, why: already there; the circuit shows them first."""
    browser = desk(agent)
    data = {"consult-person": lawyer.pk, "consult-reason": "For your opinion."}
    response = browser.post(of("consult", submitted), data, follow=True)
    assert "Léo Juriste is asked for an opinion first." in page(response)


def test_a_stage_is_left_out_with_a_reason(desk, town, service_request, agent, team, supervisor):
    """Without a reason nothing changes; the last validation stays."""
    circuit(town, stage("law", role(team), kind="opinion"), stage("head", role(team)))
    answer = submitted(service_request, agent)
    browser = desk(supervisor)
    data = {"stage-stage": "law", "stage-change": "skip", "stage-reason": ""}
    assert browser.post(of("change_circuit", answer), data).status_code == 422
    data["stage-reason"] = "Avis déjà donné."
    response = browser.post(of("change_circuit", answer), data, follow=True)
    assert "This stage is left out." in page(response)
    assert "Avis déjà donné." in page(response)
    data["stage-stage"] = "head"
    response = browser.post(of("change_circuit", answer), data)
    assert response.status_code == 409
    assert "At least one person must approve" in page(response)


def test_a_visa_is_undone_while_the_answer_has_not_left(desk, submitted, supervisor, settings):
    """For a minute the inbox proposes it; then the answer is there again, to be decided."""
    settings.ANSWER_UNDO = timedelta(seconds=60)
    browser = desk(supervisor)
    browser.post(of("approve", submitted))
    shown = page(browser.get(of("round", submitted)))
    assert "it leaves in less than a minute" in shown
    response = browser.post(of("undo", submitted), follow=True)
    assert response.status_code == 200
    assert "Asked now: Validation." in page(response)
    assert list(Visa.objects.values_list("decision", flat=True)) == ["approved", "taken_back"]
    assert browser.post(of("undo", submitted)).status_code == 409


def test_words_that_came_too_late_are_shown_to_be_copied(desk, submitted, supervisor, deputy):
    """Somebody approved while a correction was typed: nothing of it is lost."""
    submitted.approve(round_number=1, by=deputy)
    data = {"amend-body": "Ma longue correction."}
    response = desk(supervisor).post(of("amend", submitted), data)
    assert response.status_code == 409
    assert "Ma longue correction." in page(response)
