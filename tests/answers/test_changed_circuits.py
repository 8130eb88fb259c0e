# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A circuit under way: changed on one case, passed on, corrected, returned."""

from __future__ import annotations

import pytest
import time_machine
from django.utils import timezone

from grc.answers.models import Turn
from grc.answers.models.drafting import Decided
from grc.answers.rounds.timing import rescue, stranded, time_out
from grc.core.refusals import NotAllowed, NotNow, NotValid
from notifications.models import Delivery
from tests.answers.circuits import (
    asked,
    circuit,
    delegate,
    draft,
    names,
    person,
    role,
    signatory,
    stage,
    submitted,
)

pytestmark = pytest.mark.django_db


def test_circuit_changed_on_one_case(
    town, service_request, agent, team, supervisor, cabinet, director, lawyer, outsider
):
    """Somebody is asked for an opinion first, a stage is left out; each with its reason, kept."""
    circuit(town, stage("director", role(cabinet)), stage("head", role(team)))
    answer = submitted(service_request, agent)
    with pytest.raises(NotAllowed):
        answer.consult(lawyer, round_number=1, reason="Risque.", by=outsider)
    with pytest.raises(NotValid):
        answer.consult(lawyer, round_number=1, reason=" ", by=agent)
    answer.consult(lawyer, round_number=1, reason="Risque de recours.", by=agent)
    assert asked(answer) == [(f"opinion-{lawyer.pk}", "Léo Juriste")]
    with pytest.raises(NotAllowed):
        answer.approve(round_number=1, by=director)
    answer.give_opinion("favourable", round_number=1, by=lawyer)
    assert asked(answer) == [("director", "supervisor Direction générale")]
    with pytest.raises(NotAllowed):
        answer.skip_stage("director", round_number=1, reason="En congés.", by=agent)
    answer.skip_stage("director", round_number=1, reason="En congés.", by=supervisor)
    assert asked(answer) == [("head", "supervisor Voirie")]
    with pytest.raises(NotNow):
        answer.skip_stage("head", round_number=1, reason="Pressé.", by=supervisor)
    assert answer.approve(round_number=1, by=supervisor).state == "approved"
    changes = answer.rounds.get().circuit_changes.values_list("kind", "reason", "by")
    assert list(changes) == [
        ("added", "Risque de recours.", agent.pk),
        ("skipped", "En congés.", supervisor.pk),
    ]
    assert answer.rounds.get().pinned_circuit.has(f"opinion-{lawyer.pk}") is False


def test_what_is_not_done_yet_is_asked_in_another_order(
    town, service_request, agent, team, supervisor, cabinet, director
):
    """Who was asked is put off, and asked again when their time comes."""
    circuit(town, stage("director", role(cabinet)), stage("head", role(team)))
    answer = submitted(service_request, agent)
    answer.move_stage("head", before="director", round_number=1, reason="Urgent.", by=supervisor)
    assert asked(answer) == [("head", "supervisor Voirie")]
    answer.approve(round_number=1, by=supervisor)
    assert asked(answer) == [("director", "supervisor Direction générale")]
    assert answer.approve(round_number=1, by=director).state == "approved"


def test_returned_twice(town, service_request, agent, team, supervisor, cabinet, director):
    """Every round keeps its text, its visas, its reasons; each asks its circuit from the start."""
    circuit(town, stage("head", role(team)), stage("director", role(cabinet)))
    answer = submitted(service_request, agent)
    answer.approve(round_number=1, by=supervisor)
    answer.return_to_author(round_number=1, reason="Trop sec.", by=director)
    answer.save_draft("Nous passerons mardi matin.", based_on=1, by=agent)
    answer.submit(based_on=2, by=agent)
    answer.return_to_author(round_number=2, reason="Encore trop sec.", by=supervisor)
    answer.save_draft("Nous passerons mardi matin, promis.", based_on=2, by=agent)
    answer.submit(based_on=3, by=agent)
    answer.approve(round_number=3, by=supervisor)
    answer = answer.approve(round_number=3, by=director)
    assert answer.state == "approved"
    told = [
        (round_.number, round_.state, [visa.decision for visa in round_.visas.all()])
        for round_ in answer.rounds.order_by("number")
    ]
    assert told == [
        (1, "returned", ["approved", "returned"]),
        (2, "returned", ["returned"]),
        (3, "approved", ["approved", "approved"]),
    ]


def test_not_for_me(town, service_request, agent, team, supervisor, outsider, administrator):
    """To whom, and why: they are asked at the same seat, and told by mail."""
    circuit(town, stage("head", role(team)))
    answer = submitted(service_request, agent)
    with pytest.raises(NotValid):
        answer.hand_over(outsider, round_number=1, reason="", by=supervisor)
    with pytest.raises(NotValid):
        answer.hand_over(agent, round_number=1, reason="À elle.", by=supervisor)
    answer.hand_over(outsider, round_number=1, reason="Elle suit ce dossier.", by=supervisor)
    assert asked(answer) == [("head", "Oscar Ailleurs")]
    assert Delivery.objects.filter(notification="visa_asked", address=outsider.email).exists()
    with pytest.raises(NotAllowed):
        answer.approve(round_number=1, by=supervisor)
    assert answer.approve(round_number=1, by=outsider).state == "approved"


def test_reminded_then_passed_to_somebody_above(
    town, service_request, agent, team, supervisor, cabinet, director
):
    """After its time a reminder, later somebody above as well: never an approval by silence."""
    team.parent = cabinet
    team.save()
    circuit(town, stage("head", role(team), hours=4, then="escalate", grace=2))
    with time_machine.travel("2026-11-23 08:00:00+00:00", tick=False) as clock:
        answer = submitted(service_request, agent)
        turn = Turn.objects.get()
        clock.move_to(turn.timer_at)
        time_out(turn.pk)
        turn.refresh_from_db()
        assert turn.reminded_at == timezone.now()
        assert Delivery.objects.filter(notification="visa_reminder").count() == 1
        clock.move_to(turn.timer_at)
        time_out(turn.pk)
        time_out(turn.pk)
    assert asked(answer) == [
        ("head", "supervisor Voirie"),
        ("head", "supervisor Direction générale"),
    ]
    assert answer.state == "submitted"
    assert answer.approve(round_number=1, by=director).state == "approved"
    assert names(answer).count("escalated") == 1


def test_a_validator_who_leaves_never_blocks(
    town, service_request, agent, team, supervisor, cabinet, director
):
    """What waited for them passes to somebody above, and the circuit says to whom."""
    team.parent = cabinet
    team.save()
    circuit(town, stage("head", person(supervisor)))
    answer = submitted(service_request, agent)
    assert stranded(Turn.objects.open()) == []
    supervisor.is_active = False
    supervisor.save()
    (alone,) = stranded(Turn.objects.open())
    rescue(alone)
    rescue(alone)
    assert asked(answer) == [
        ("head", "Sonia Superviseure"),
        ("head", "supervisor Direction générale"),
    ]
    assert answer.approve(round_number=1, by=director).state == "approved"


def test_a_corrected_text_is_approved_by_the_author_too(
    town, service_request, agent, team, supervisor
):
    """Whoever changed the text is never its only approver: the author agrees, or returns it not."""
    circuit(town, stage("head", role(team)))
    answer = submitted(service_request, agent)
    round_ = answer.amend("Nous passerons mercredi.", round_number=1, by=supervisor)
    answer = answer.lock()
    assert (round_.number, round_.is_amendment, answer.body) == (
        2,
        True,
        "Nous passerons mercredi.",
    )
    assert answer.state == "submitted"
    assert asked(answer) == [("accord", "Alice Agent")]
    with pytest.raises(NotAllowed):
        answer.approve(round_number=2, by=supervisor)
    answer = answer.approve(round_number=2, by=agent)
    assert answer.state == "approved"
    assert Delivery.objects.get(notification="answer_sent").text.startswith(
        "Nous passerons mercredi."
    )
    decisions = [[v.decision for v in r.visas.all()] for r in answer.rounds.order_by("number")]
    assert decisions == [["amended"], ["approved", "approved"]]


def test_a_correction_makes_those_before_approve_again(
    town, service_request, agent, team, supervisor, cabinet, director
):
    """A visa is bound to a text: the head sees what the director made of it."""
    circuit(town, stage("head", role(team)), stage("director", role(cabinet)))
    answer = submitted(service_request, agent)
    answer.approve(round_number=1, by=supervisor)
    answer.amend("Nous passerons jeudi.", round_number=1, by=director)
    assert asked(answer) == [("head", "supervisor Voirie")]
    answer = answer.approve(round_number=2, by=supervisor)
    assert answer.state == "approved"


def test_the_director_signs_what_a_deputy_may_not(
    town, service_request, agent, team, supervisor, mayor, lawyer
):
    """Law R1.31: out of scope a signatory is refused with a sentence, in scope accepted."""
    circuit(town, stage("head", role(team)))
    signatory(town, mayor, "Maire", holds_office=True)
    signs = signatory(town, lawyer, "Directeur juridique")
    decided = Decided(kind="favourable", signatory_id=signs.pk, signature_mode="handwritten")
    answer = draft(service_request, agent, decided=decided)
    with pytest.raises(NotValid, match="Léo Juriste"):
        answer.submit(based_on=answer.revision, by=agent)
    delegate(town, mayor, lawyer, power="signature", services=["lighting"])
    with pytest.raises(NotValid):
        answer.submit(based_on=answer.revision, by=agent)
    delegate(town, mayor, lawyer, power="signature", kinds=["favourable"], act_number="26-7")
    assert answer.submit(based_on=answer.revision, by=agent).state == "open"


def test_one_who_is_left_but_wrote_blocks_no_more_than_one_who_left(
    town, service_request, agent, team, supervisor, deputy, cabinet, director
):
    """The other supervisor of the team wrote in the text: once the deputy leaves, it goes above."""
    team.parent = cabinet
    team.save()
    circuit(town, stage("head", role(team)))
    answer = draft(service_request, agent)
    answer.save_draft("Retouché.", based_on=1, by=supervisor)
    answer.submit(based_on=2, by=agent)
    assert stranded(Turn.objects.open()) == []
    deputy.is_active = False
    deputy.save()
    (alone,) = stranded(Turn.objects.open())
    rescue(alone)
    assert answer.lock().approve(round_number=1, by=director).state == "approved"


def test_handed_over_then_put_off_is_asked_again(
    town, service_request, agent, team, supervisor, colleague, lawyer
):
    """Passing a turn on fills no seat: after somebody's opinion, the one it went to is asked."""
    circuit(town, stage("head", role(team)))
    answer = submitted(service_request, agent)
    answer.hand_over(colleague, round_number=1, reason="Son secteur.", by=supervisor)
    answer.consult(lawyer, round_number=1, reason="Risque.", by=agent)
    answer.give_opinion("favourable", round_number=1, by=lawyer)
    assert asked(answer) == [("head", str(colleague))]
    assert answer.approve(round_number=1, by=colleague).state == "approved"
