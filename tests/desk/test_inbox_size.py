# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""An inbox with thousands of answers opens with as many questions as one with ten."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from grc.answers.models import Answer, Round, Turn
from grc.answers.models.turn import NO_DUE_DATE
from tests.answers.circuits import away, role, stage
from tests.cast import make_member, make_team
from tests.desk.crowd import crowd

CONTENT = {
    "body": "Oui.",
    "kind": "information",
    "outcome": "done",
    "grounds": {"law": "", "fact": ""},
    "signatory": None,
    "recipient": {"name": "Zoé", "email": "zoe@example.org", "address": ""},
    "channel": "email",
    "copies": [],
    "files": [],
}

pytestmark = pytest.mark.django_db


def waiting(town, service, team, agent, count):
    """Let so many answers wait for a supervisor of the team: rows, as the verbs write them."""
    from grc.service_requests.models import ServiceRequest

    known = Answer.objects.values("service_request")
    requests = list(ServiceRequest.objects.exclude(pk__in=known)[:count])
    answers = Answer.objects.bulk_create(
        Answer(municipality=town, service_request=one, author=agent, body="Oui.", state="submitted")
        for one in requests
    )
    rounds = Round.objects.bulk_create(
        Round(
            municipality=town,
            answer=answer,
            number=1,
            revision=1,
            body="Oui.",
            content=CONTENT,
            content_hash="0" * 64,
            circuit={"format": 1, "stages": [stage("head", role(team))]},
            author=agent,
            writers=[agent.pk],
            submitted_at=timezone.now(),
        )
        for answer in answers
    )
    ask(town, rounds, service, team)


def ask(town, rounds, service, team):
    Turn.objects.bulk_create(
        Turn(
            municipality=town,
            round=round_,
            stage="head",
            kind="validation",
            seat=0,
            team=team,
            role="supervisor",
            service=service.code,
            answer_kind="information",
            due_on=NO_DUE_DATE,
            asked_at=timezone.now(),
        )
        for round_ in rounds
    )


def cost(browser, address):
    browser.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = browser.get(address, follow=True)
    assert response.status_code == 200
    return len(captured.captured_queries), len(response.content)


def test_five_thousand_cost_what_ten_cost(desk, town, service, team, agent, supervisor):
    """The same number of questions, under a substitute's rights too; the page stays small."""
    other = make_team(town, "Ailleurs")
    substitute = make_member(town, other, "agent", "sub@chalons.example", "Suzanne Suppléante")
    away(town, supervisor, substitute, timezone.now().astimezone(town.zone).date())
    crowd(service, 10)
    waiting(town, service, team, agent, 10)
    few = {who: cost(desk(who), "/bureau/a-valider/") for who in (supervisor, substitute)}
    crowd(service, 4_990)
    waiting(town, service, team, agent, 4_990)
    for who, (questions, _size) in few.items():
        many, size = cost(desk(who), "/bureau/a-valider/")
        assert many == questions
        assert size < 250_000
