# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Circuits and rules that come as data: what makes no sense in the town is refused in words."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from grc.answers.circuits.lengths import longest_through
from grc.answers.circuits.standing import Link, Power
from grc.answers.configuring.town_facts import town_vocabulary
from grc.answers.models import Circuit, CircuitRule
from tests.answers.circuits import person, role, stage
from tests.cast import make_service

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def load(town, *stages, **more):
    fields = {"code": "usual", "name": {"en": "Usual"}} | more
    definition = fields.pop("definition", {"format": 1, "stages": list(stages)})
    return Circuit.objects.load(town, definition=definition, **fields)


def said(refused):
    return " ".join(refused.value.messages)


def test_data_that_is_no_circuit(town):
    """The place and the fault are told."""
    with pytest.raises(ValidationError) as refused:
        load(town, {"code": "head", "kind": "validation", "who": []})
    assert "At /stages/0/who: Name at least one person" in said(refused)
    with pytest.raises(ValidationError):
        load(town, definition=["head"])
    assert not Circuit.objects.exists()


def test_the_fault_is_told_in_the_reader_s_language(town):
    """The whole sentence is, with what to do: nothing of it stays in another language."""
    french = "Ce format n’est pas connu\u00a0: écrivez 1."
    with override("fr"), pytest.raises(ValidationError) as refused:
        load(town, definition={"format": 9, "stages": []})
    assert french in said(refused)


def test_people_and_teams_of_another_town(town, team, stranger, agent):
    """A circuit names those of its own town only."""
    elsewhere = role(team) | {"team": team.pk + 1000}
    with pytest.raises(ValidationError) as refused:
        load(town, stage("a", person(stranger), elsewhere, role(team, "king")))
    assert "/stages/0/who/0: this person does not work in this town." in said(refused)
    assert "/stages/0/who/1: this town has no such team." in said(refused)
    assert "/stages/0/who/2: this role is not known." in said(refused)


def test_a_condition_that_nobody_could_decide(town, team, service):
    """Unknown facts, wrong types, data that is no condition: of stages and of rules alike."""
    unknown = {"fact": "moon", "op": "is", "value": "full"}
    with pytest.raises(ValidationError) as refused:
        load(town, stage("a", role(team), skip_when=unknown))
    assert "/stages/0/skip_when" in said(refused)
    made = load(town, stage("a", role(team)))
    for condition in (unknown, {"op": "is"}, {"fact": "service", "op": "is", "value": "moon"}):
        with pytest.raises(ValidationError):
            CircuitRule.objects.load(made, position=1, name={"en": "x"}, condition=condition)
    good = {"fact": "service", "op": "is", "value": "pothole"}
    assert CircuitRule.objects.load(made, position=1, name={"en": "x"}, condition=good).pk


def test_only_what_nobody_approves_is_looked_at_afterwards(town, team):
    """A percentage beside a validation would never be drawn: it is refused."""
    made = load(town, stage("a", role(team)))
    with pytest.raises(ValidationError, match="leave without a visa"):
        CircuitRule.objects.load(made, position=1, name={"en": "x"}, sample_percent=5)
    none = load(town, code="none")
    assert CircuitRule.objects.load(none, position=1, name={"en": "x"}, sample_percent=5).pk


def test_rules_may_speak_of_every_form_of_the_town(town, team, workflow, service):
    """A code that two forms ask for with different types is left out: no rule could decide it."""
    other = make_service(town, team, workflow, code="claim")
    number = {"code": "amount", "kind": "number", "label": {"en": "Amount"}, "required": True}
    other.publish_form([number, number | {"code": "what"}], by=None)
    words = town_vocabulary()
    assert "values.amount" in words
    assert "values.place" in words
    assert "values.what" not in words


def test_a_town_without_services_has_facts(town):
    """The page of circuits opens before the first service is made."""
    assert "kind" in town_vocabulary()
    assert "service" not in town_vocabulary()


@pytest.mark.parametrize(
    ("links", "longest"),
    [([], 1), ([(1, 2)], 2), ([(3, 4), (4, 5), (1, 2)], 4), ([(1, 2), (2, 1)], 2)],
)
def test_the_longest_chain_through_a_link(links, longest):
    """What leads to its giver, itself, what leads on from its holder; circles end."""
    made = [Link(power=Power.VALIDATION, id=0, principal=a, to=b) for a, b in links]
    new = Link(power=Power.VALIDATION, id=0, principal=2, to=3)
    assert longest_through(made, new) == longest
    signing = Link(power=Power.SIGNATURE, id=0, principal=2, to=3)
    assert longest_through(made, signing) == 1
