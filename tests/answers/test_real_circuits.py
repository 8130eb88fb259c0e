# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Circuits of real town halls: each validates as its town means it to."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from grc.answers.models import Turn, Visa
from grc.answers.models.drafting import Decided
from grc.answers.rounds.timing import time_out
from grc.answers.rounds.waiting import waiting_for
from grc.core.refusals import NotAllowed, NotValid
from notifications.models import Delivery
from tests.answers.circuits import (
    asked,
    away,
    circuit,
    delegate,
    draft,
    names,
    person,
    role,
    signatory,
    stage,
    submitted,
    today,
)
from tests.cast import make_member

pytestmark = pytest.mark.django_db


def test_none(town, service_request, agent):
    """Nobody is asked: the answer leaves as it was written, and says that the rule let it."""
    circuit(town)
    answer = submitted(service_request, agent)
    assert answer.state == "approved"
    assert not Turn.objects.exists()
    assert Delivery.objects.about(answer).get().text.startswith("Nous passerons mardi.")


def test_head_of_service(town, service_request, agent, team, supervisor):
    """One validation by whoever supervises the team."""
    circuit(town, stage("head", role(team)))
    answer = submitted(service_request, agent)
    assert asked(answer) == [("head", "supervisor Voirie")]
    assert answer.approve(round_number=1, by=supervisor).state == "approved"


def test_head_then_director_then_mayors_signature(
    town, service_request, agent, team, supervisor, cabinet, director, mayor
):
    """One after the other; nobody is asked before their time, the last one lets it leave."""
    circuit(
        town,
        stage("head", role(team)),
        stage("director", role(cabinet)),
        stage("mayor", {"whose": "signatory"}, kind="signature", delegable=False),
    )
    signs = signatory(town, mayor, "Maire", holds_office=True)
    answer = draft(
        service_request,
        agent,
        decided=Decided(kind="favourable", signatory_id=signs.pk, signature_mode="handwritten"),
    )
    answer.submit(based_on=answer.revision, by=agent)
    with pytest.raises(NotAllowed):
        answer.approve(round_number=1, by=director)
    answer.approve(round_number=1, by=supervisor)
    assert asked(answer) == [("director", "supervisor Direction générale")]
    with pytest.raises(NotAllowed):
        answer.approve(round_number=1, by=supervisor)
    answer.approve(round_number=1, by=director)
    assert asked(answer) == [("mayor", "Maud Maire")]
    assert answer.approve(round_number=1, by=mayor).state == "approved"
    kinds = list(Visa.objects.values_list("kind", "stage"))
    assert kinds == [("validation", "head"), ("validation", "director"), ("signature", "mayor")]


@pytest.mark.parametrize("first", ["supervisor", "director"])
def test_two_heads_in_parallel_any(
    first, town, service_request, agent, team, supervisor, cabinet, director, request
):
    """Both are asked at once; the first decides for both."""
    circuit(town, stage("heads", role(team), role(cabinet), need=1))
    answer = submitted(service_request, agent)
    assert len(asked(answer)) == 2
    answer = answer.approve(round_number=1, by=request.getfixturevalue(first))
    assert answer.state == "approved"
    assert set(Turn.objects.values_list("ended_by", flat=True)) == {"decided", "not_needed"}


def test_two_heads_in_parallel_both(
    town, service_request, agent, team, supervisor, cabinet, director
):
    """Both are asked at once, and both must agree, in any order."""
    circuit(town, stage("heads", role(team), role(cabinet), need=0))
    answer = submitted(service_request, agent)
    answer = answer.approve(round_number=1, by=director)
    assert answer.state == "submitted"
    with pytest.raises(NotAllowed):
        answer.approve(round_number=1, by=director)
    assert answer.approve(round_number=1, by=supervisor).state == "approved"


def test_two_of_three(town, service_request, agent, team):
    """Every holder has a seat of their own; two of them are enough."""
    heads = [
        make_member(town, team, "supervisor", f"h{n}@chalons.example", f"Hé Chef{n}")
        for n in range(3)
    ]
    circuit(town, stage("board", role(team, each=True), need=2))
    answer = submitted(service_request, agent)
    assert len(asked(answer)) == 3
    assert answer.approve(round_number=1, by=heads[2]).state == "submitted"
    assert answer.approve(round_number=1, by=heads[0]).state == "approved"


def test_elected_member_for_opinion_then_goes_on(
    town, service_request, agent, team, supervisor, mayor
):
    """Eight working hours for an opinion; it goes on without it, and says so. Never an approval."""
    circuit(
        town,
        stage("elected", person(mayor), kind="opinion", hours=8, then="go_on"),
        stage("head", role(team)),
    )
    with time_machine.travel("2026-11-20 13:30:00+00:00", tick=False) as clock:
        answer = submitted(service_request, agent)
        turn = Turn.objects.get()
        # Friday 14:30 in town: three hours that day, three and a half and one and a half on Monday.
        assert turn.timer_at.isoformat() == "2026-11-23T14:00:00+00:00"
        time_out(turn.pk)
        assert asked(answer) == [("elected", "Maud Maire")]
        clock.move_to(turn.timer_at)
        time_out(turn.pk)
        time_out(turn.pk)
    assert asked(answer) == [("head", "supervisor Voirie")]
    assert not Visa.objects.exists()
    assert names(answer).count("opinion_lapsed") == 1
    with pytest.raises(NotAllowed):
        answer.give_opinion("favourable", round_number=1, by=mayor)
    assert answer.approve(round_number=1, by=supervisor).state == "approved"


def test_an_opinion_is_read_and_binds_nobody(
    town, service_request, agent, team, supervisor, lawyer
):
    """An unfavourable opinion needs its reasons, and the validator decides all the same."""
    circuit(town, stage("law", person(lawyer), kind="opinion"), stage("head", role(team)))
    answer = submitted(service_request, agent)
    with pytest.raises(NotValid):
        answer.approve(round_number=1, by=lawyer)
    with pytest.raises(NotValid):
        answer.give_opinion("unfavourable", round_number=1, by=lawyer)
    answer.give_opinion("unfavourable", round_number=1, by=lawyer, remark="Hors délai.")
    with pytest.raises(NotValid):
        answer.give_opinion("favourable", round_number=1, by=supervisor)
    assert answer.approve(round_number=1, by=supervisor).state == "approved"
    assert Visa.objects.get(kind="opinion").reason == "Hors délai."


def test_absent_head_with_substitute(town, service_request, agent, team, supervisor, outsider):
    """Whoever stands in decides in their place, and the visa says so; the absent one may too."""
    circuit(town, stage("head", role(team)))
    answer = submitted(service_request, agent)
    with pytest.raises(NotAllowed):
        answer.approve(round_number=1, by=outsider)
    away(town, supervisor, outsider, today(town))
    assert [turn.round.answer for turn in waiting_for(outsider, town)] == [answer]
    answer.approve(round_number=1, by=outsider)
    visa = Visa.objects.get()
    assert (visa.by, visa.for_person) == (outsider, supervisor)
    assert [link["power"] for link in visa.chain] == ["absence"]


def test_an_absence_of_another_team_opens_nothing(
    town, service_request, agent, team, other_team, supervisor, outsider
):
    """A substitute for one team does not decide for another."""
    circuit(town, stage("head", role(team)))
    answer = submitted(service_request, agent)
    away(town, supervisor, outsider, today(town), team=other_team)
    assert not waiting_for(outsider, town).exists()
    with pytest.raises(NotAllowed):
        answer.approve(round_number=1, by=outsider)


def test_a_delegation_chain_of_three(
    town, service_request, agent, team, supervisor, director, lawyer, outsider
):
    """A power goes from hand to hand; the visa names every link, and each scope counts."""
    circuit(town, stage("head", role(team)))
    answer = submitted(service_request, agent)
    delegate(town, supervisor, director, act_number="1")
    delegate(town, director, lawyer, act_number="2", services=["pothole"])
    delegate(town, lawyer, outsider, act_number="3")
    assert waiting_for(outsider, town).exists()
    answer.approve(round_number=1, by=outsider)
    visa = Visa.objects.get()
    assert [link["act"] for link in visa.chain] == ["1", "2", "3"]
    assert visa.for_person == supervisor


@pytest.mark.parametrize(
    "limit",
    [
        {"services": ["lighting"]},
        {"kinds": ["refusal"]},
        {"starts_on": timezone.now().date() + timedelta(days=2)},
        {"ends_on": timezone.now().date() - timedelta(days=2)},
        {"revoked_at": timezone.now()},
        {"power": "signature"},
    ],
    ids=lambda limit: next(iter(limit)),
)
def test_a_delegation_that_does_not_reach_opens_nothing(
    limit, town, service_request, agent, team, supervisor, outsider
):
    """Out of scope, out of dates, revoked, of another power: refused, and not in the inbox."""
    circuit(town, stage("head", role(team)))
    answer = submitted(service_request, agent)
    delegate(town, supervisor, outsider, **limit)
    assert not waiting_for(outsider, town).exists()
    with pytest.raises(NotAllowed):
        answer.approve(round_number=1, by=outsider)


def test_nobody_approves_their_own_text_through_a_chain(
    town, service_request, team, supervisor, outsider, administrator
):
    """The author's delegate would decide in the author's name: refused with a sentence."""
    deputy = make_member(town, team, "supervisor", "deputy@chalons.example", "Denis Adjoint")
    circuit(town, stage("head", role(team)))
    answer = submitted(service_request, supervisor)
    delegate(town, supervisor, outsider)
    assert not waiting_for(outsider, town).exists()
    with pytest.raises(NotAllowed, match=r"wrote|rédig|écrit"):
        answer.approve(round_number=1, by=outsider)
    assert answer.approve(round_number=1, by=deputy).state == "approved"


def test_a_stage_that_is_not_delegable_takes_a_substitute_but_no_delegate(
    town, service_request, agent, mayor, outsider, lawyer
):
    """The law replaces an absent mayor; a delegation reaches only what may be delegated."""
    circuit(town, stage("mayor", person(mayor), delegable=False))
    answer = submitted(service_request, agent)
    delegate(town, mayor, lawyer)
    away(town, mayor, outsider, today(town))
    assert not waiting_for(lawyer, town).exists()
    with pytest.raises(NotAllowed):
        answer.approve(round_number=1, by=lawyer)
    assert answer.approve(round_number=1, by=outsider).state == "approved"
