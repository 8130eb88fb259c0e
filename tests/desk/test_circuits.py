# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""How the town validates, read in words; what left without a visa, looked at afterwards."""

from __future__ import annotations

import pytest
from django.urls import reverse

from grc.answers.models import SpotCheck
from tests.answers.circuits import circuit, person, role, stage, submitted
from tests.cast import file_request
from tests.desk.conftest import page

pytestmark = pytest.mark.django_db
HERE = "/bureau/circuits/"
REFUSALS = {"fact": "outcome", "op": "is", "value": "refused"}


@pytest.fixture
def check(town, service, agent, supervisor):
    """An answer of Alice's that left without a visa, and was drawn."""
    circuit(town, sample_percent=100)
    submitted(file_request(service), agent)
    return SpotCheck.objects.get()


def test_agents_are_told_why_not(desk, agent):
    """403: the circuits of the town are for those who supervise."""
    response = desk(agent).get(HERE)
    assert response.status_code == 403
    assert "Circuits of validation" not in page(desk(agent).get("/bureau/absences/"))


def test_a_function_bears_the_name_that_workflows_give_it(desk, town, supervisor, workflow):
    """Readers know no code; what no workflow names any more keeps its own."""
    gone = {"whose": "function", "function": "mayor"}
    held = {"whose": "function", "function": "validator"}
    circuit(town, stage("a", held), stage("b", gone))
    browser = desk(supervisor)
    seen = page(browser.get(HERE))
    assert "Validation: whoever is “validator” for this service." in seen
    assert "Validation: whoever is “mayor” for this service." in seen
    browser.cookies["language"] = "fr"
    assert "« valideur »" in page(browser.get(HERE))


def test_in_words(desk, town, supervisor, team, other_team, agent):
    """Rules in their order with their conditions, stages with whom they ask and for how long."""
    circuit(
        town,
        stage("opinion", person(agent), kind="opinion", hours=8, then="go_on", skip_when=REFUSALS),
        stage("heads", role(team), role(other_team), need=1, delegable=False),
        stage("all", role(team, each=True), need=0, amendable=False),
        stage(
            "here", {"whose": "role", "role": "agent"}, {"whose": "manager"}, person(agent), need=2
        ),
        code="heads",
        condition=REFUSALS,
        name={"en": "Refusals"},
    )
    circuit(town, code="none", sample_percent=5, name={"en": "The rest"})
    seen = page(desk(supervisor).get(HERE))
    for words in (
        "When the outcome is “Refused”.",
        "In every other case.",
        "5 % are looked at afterwards",
        "Opinion: Alice Agent. After 8 working hours: the answer goes on without this opinion."
        " Left out when the outcome is “Refused”.",
        "Validation: a supervisor of Voirie or a supervisor of État civil. Cannot be delegated.",
        "Validation: every supervisor of Voirie. The text cannot be corrected at this stage.",
        "Validation: 2 of these 3: somebody of the team in charge, the author’s manager, Alice"
        " Agent.",
        "Nobody is asked: the answer leaves as soon as it is submitted.",
    ):
        assert words in seen
    assert seen.index("When the outcome") < seen.index("In every other case.")


@pytest.mark.parametrize("who", ["agent", "administrator", "outsider"])
def test_a_check_is_not_for_everybody(who, desk, check, request):
    """Its author, an administrator who supervises no team, another team: not found."""
    address = reverse("desk:spot_check", args=[check.pk])
    assert desk(request.getfixturevalue(who)).get(address).status_code == 404


def test_a_check_is_looked_at(desk, check, supervisor):
    """Listed, read, refused without words for a finding, recorded once."""
    browser, address = desk(supervisor), reverse("desk:spot_check", args=[check.pk])
    assert address in page(browser.get(HERE))
    assert "Nous passerons mardi." in page(browser.get(address))
    assert browser.post(address, {"verdict": "finding", "finding": ""}).status_code == 422
    assert browser.post(address, {}).status_code == 422
    response = browser.post(address, {"verdict": "finding", "finding": "Sans date."}, follow=True)
    assert "What you found is recorded." in page(response)
    assert "Nothing waits to be looked at." in page(response)
    assert browser.post(address, {"verdict": "fine"}).status_code == 409
    assert "Sans date." in page(browser.get(address))


def test_the_page_costs_the_same_with_ten_circuits(
    desk, town, supervisor, team, django_assert_max_num_queries
):
    """Names of teams and people are read once."""
    for number in range(10):
        circuit(town, stage("head", role(team), person(supervisor)), code=f"c{number}")
    browser = desk(supervisor)
    browser.get(HERE)
    with django_assert_max_num_queries(20):
        browser.get(HERE)
