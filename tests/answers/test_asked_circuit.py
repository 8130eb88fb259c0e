# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A workflow may ask for a circuit: it goes before the rules of the town, and says so."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from grc.answers.choosing import reason_words
from grc.answers.models import Answer, Circuit
from grc.answers.rounds.ahead import circuit_ahead
from tests.answers.circuits import asked, circuit, draft, role, stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def two(town, team, cabinet):
    """The usual circuit asks the team, the other one the town's direction."""
    usual = circuit(town, stage("head", role(team)))
    other = Circuit.objects.create(
        municipality=town,
        code="direction",
        name={"fr": "Direction"},
        definition={"format": 1, "stages": [stage("director", role(cabinet))]},
    )
    return usual, other


def asking(service_request, agent, chosen):
    answer = draft(service_request, agent)
    Answer.objects.filter(pk=answer.pk).update(circuit=chosen)
    return answer.lock()


def test_a_circuit_of_another_town_is_refused(town, other_town, two, service_request, agent):
    """By the database, whoever writes there."""
    answer = draft(service_request, agent)
    with other_town.scope():
        foreign = Circuit.objects.create(
            municipality=other_town, code="x", definition={"format": 1, "stages": []}
        )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.filter(pk=answer.pk).update(circuit=foreign.pk)


def test_a_retired_one_leaves_the_usual_choice(two, service_request, agent, supervisor):
    """What was retired meanwhile validates nothing any more."""
    answer = asking(service_request, agent, two[1])
    Circuit.objects.filter(pk=two[1].pk).update(retired_at=timezone.now())
    answer = answer.lock()
    answer.submit(based_on=1, by=agent)
    assert asked(answer) == [("head", "supervisor Voirie")]
    assert reason_words(answer.rounds.get()) == ""


def test_it_is_taken_and_explained(two, service_request, agent, director):
    """Before it is submitted, and by the round that was frozen."""
    answer = asking(service_request, agent, two[1])
    ahead = circuit_ahead(answer)
    assert ahead.because == "the workflow asks for it"
    assert len(ahead.points) == 1
    answer.submit(based_on=1, by=agent)
    round_ = answer.rounds.get()
    assert asked(answer) == [("director", "supervisor Direction générale")]
    assert (round_.circuit_code, round_.chosen_by) == ("direction", {"workflow": True})
    assert reason_words(round_) == "the workflow asks for it"


def test_a_returned_one_keeps_its_own_copy(two, service_request, agent, director):
    """Whatever the template became meanwhile."""
    answer = asking(service_request, agent, two[1])
    answer.submit(based_on=1, by=agent)
    answer.return_to_author(round_number=1, reason="Non.", by=director)
    Circuit.objects.filter(pk=two[1].pk).update(definition={"format": 1, "stages": [
        {"code": "other", "kind": "validation", "who": [role_of_nobody()]}]})  # fmt: skip
    answer = answer.lock()
    answer.save_draft("Nous passerons jeudi.", based_on=answer.revision, by=agent)
    answer.submit(based_on=answer.lock().revision, by=agent)
    assert asked(answer.lock())[-1][0] == "director"


def role_of_nobody():
    return {"whose": "function", "function": "validator"}
