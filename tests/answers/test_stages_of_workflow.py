# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A workflow that names several validators asks each of them, where the town wrote no rule."""

import pytest

from grc.catalog.models import FunctionMapping
from tests.answers.circuits import asked, circuit, role, stage, submitted
from tests.cast import file_request, make_service
from workflows.editing import staged
from workflows.models import Workflow

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_two_stages(town, team, cabinet):
    """A request of a service whose answers two functions validate."""
    workflow = Workflow.objects.begin(
        {"fr": "Deux étapes"}, staged(2), municipality_id=town.pk, by=None
    )
    workflow.pending_draft.publish(by=None)
    service = make_service(town, team, workflow, code="two")
    FunctionMapping.objects.create(
        municipality=town,
        service=service,
        function="second_validator",
        team=cabinet,
        role="supervisor",
    )
    return file_request(service)


def test_a_rule_of_the_town_decides_first(town, team, in_two_stages, agent, supervisor):
    """Whoever writes rules for circuits is not asked more than they say."""
    circuit(town, stage("head", role(team)))
    answer = submitted(in_two_stages, agent)

    assert [code for code, _ in asked(answer)] == ["head"]


def test_the_validators_of_a_workflow_are_asked_one_after_another(
    in_two_stages, agent, supervisor, director
):
    """The answer leaves after the last; until then the request waits at its validation step."""
    answer = submitted(in_two_stages, agent)
    assert [code for code, _ in asked(answer)] == ["validation"]

    answer.approve(round_number=1, by=supervisor)
    assert [code for code, _ in asked(answer)] == ["second_validation"]
    assert answer.service_request.step == "to_validate"
    assert answer.approve(round_number=1, by=director).state == "approved"
