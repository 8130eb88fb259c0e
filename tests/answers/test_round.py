# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Submitting freezes text, hash and circuit; the database keeps it frozen."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from grc.answers.models import Answer, Round
from grc.core.canonical import content_hash
from grc.core.refusals import NotAllowed, NotNow, NotValid
from notifications.models import Delivery
from tests.cast import file_request, make_service, make_workflow

pytestmark = pytest.mark.django_db


def test_an_empty_answer_is_not_submitted(service_request, agent):
    """There is nothing to validate."""
    answer = Answer.objects.draft_for(service_request.take(by=agent), by=agent)
    with pytest.raises(NotValid):
        answer.submit(based_on=0, by=agent)


def test_an_outsider_cannot_submit(answer, outsider):
    """Only the team in charge."""
    with pytest.raises(NotAllowed):
        answer.submit(based_on=1, by=outsider)


def test_a_text_that_changed_meanwhile_is_not_submitted_unread(answer, agent, colleague):
    """What is submitted is what the person saw."""
    answer.save_draft("Changé par Colin.", based_on=1, by=colleague)
    with pytest.raises(NotNow):
        answer.submit(based_on=1, by=agent)


def test_submitting_twice_makes_one_round(submitted, agent):
    """A double click reads that it is no longer a draft."""
    with pytest.raises(NotNow):
        submitted.submit(based_on=1, by=agent)
    assert submitted.rounds.count() == 1


def test_a_round_freezes_text_hash_and_circuit(submitted):
    """Its hash covers text, outcome and recipient in canonical form."""
    round_ = submitted.open_round
    assert round_.body == "Nous passerons mardi."
    assert round_.content_hash == content_hash(round_.content)
    assert round_.content["recipient"]["email"] == "marie@example.org"
    assert [stage.kind for stage in round_.pinned_circuit.stages] == ["validation"]
    assert round_.is_intact


def test_submitting_moves_the_request_to_validation(submitted):
    """The answer moves it, nobody else; the validating team sees it."""
    fresh = submitted.service_request.lock()
    assert fresh.step_kind == "waiting_validation"
    assert fresh.validating_team == fresh.team


@pytest.mark.parametrize("column", ["body", "content_hash", "number"])
def test_the_database_refuses_to_change_a_round(submitted, column):
    """Whatever code asks for it."""
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Round.objects.update(**{column: 9 if column == "number" else "x"})


def test_the_database_refuses_a_second_open_round(submitted):
    """One version at a time is before the validators."""
    round_ = submitted.open_round
    round_.pk, round_.number = None, 2
    with pytest.raises(IntegrityError, match="one_open"), transaction.atomic():
        round_.save(force_insert=True)


def test_where_no_visa_is_asked_the_answer_leaves(town, team, agent):
    """The simple workflow: submitted, approved by the rule, queued, in one gesture."""
    service = make_service(town, team, make_workflow(town, "simple"))
    answer = Answer.objects.draft_for(file_request(service).take(by=agent), by=agent)
    answer.save_draft("Voici.", based_on=0, by=agent)
    round_ = answer.submit(based_on=1, by=agent)
    assert round_.pinned_circuit.is_empty
    assert answer.lock().state == "approved"
    assert round_.visas.count() == 0


def test_no_answer_leaves_from_a_step_that_has_no_way_for_it(submitted, agent, supervisor):
    """While one answer waits to be sent there is no second one to submit."""
    submitted.approve(round_number=1, by=supervisor)
    with pytest.raises(NotNow):
        submitted.submit(based_on=1, by=agent)


def test_the_author_takes_a_round_back(submitted, agent):
    """The round stays, closed; the request is in progress again; the text can be edited."""
    answer = submitted.recall(by=agent)
    assert answer.state == "draft"
    assert answer.rounds.get().state == "recalled"
    fresh = answer.service_request.lock()
    assert (fresh.step_kind, fresh.validating_team) == ("in_progress", None)


def test_only_the_author_takes_a_round_back(submitted, colleague, supervisor):
    """A validator returns it instead."""
    for user in (colleague, supervisor):
        with pytest.raises(NotAllowed):
            submitted.recall(by=user)


def test_what_has_left_is_not_taken_back(submitted, agent, supervisor):
    """Too late, in words: a worker has the mail already."""
    answer = submitted.approve(round_number=1, by=supervisor)
    delivery = Delivery.objects.about(answer).get()
    delivery.claim(by="worker", at=timezone.now())
    with pytest.raises(NotNow):
        submitted.recall(by=agent)
    delivery.mark_sent(answer="250", at=timezone.now())
    with pytest.raises(NotNow):
        submitted.recall(by=agent)
