# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""How deeply an answer is validated: the town's rules decide, in order, and say why."""

from __future__ import annotations

import pytest
from django.utils import translation

from grc.answers.choosing import reason_words
from grc.answers.facts import facts_about, vocabulary_for
from grc.answers.models import CircuitRule, SpotCheck, StandardText
from grc.answers.models import spot_check as spot_checks
from grc.answers.models.drafting import Decided
from grc.answers.rounds.ahead import circuit_ahead
from grc.core.refusals import NotAllowed, NotNow, NotValid
from tests.answers.circuits import asked, circuit, draft, role, stage, submitted
from tests.answers.texts import a_text
from workflows.rules import check_facts

pytestmark = pytest.mark.django_db


def when(fact, op, value=None):
    test = {"fact": fact, "op": op}
    return test if value is None else test | {"value": value}


@pytest.fixture
def rules(town, team, other_team):
    """Refusals see the lawyers; dangerous words see the head; the rest leaves, some looked at."""
    law = stage("law", role(other_team, "agent"), kind="opinion")
    head = stage("head", role(team))
    circuit(town, law, head, code="refusal", condition=when("kind", "one_of", ["refusal"]))
    words = when("text.words", "contains_any", ["amiante", "danger de mort"])
    circuit(town, head, code="careful", condition=words)
    circuit(town, code="none", sample_percent=5)


def test_the_first_rule_that_holds_decides_and_says_why(
    rules, service_request, agent, supervisor, outsider
):
    """Author and validator read the same reason, in words."""
    answer = submitted(service_request, agent, text="Attention, Amiante présente.")
    assert answer.open_round.circuit_code == "careful"
    assert asked(answer) == [("head", "supervisor Voirie")]
    with translation.override("en"):
        assert "the text of the answer contains" in reason_words(answer.open_round)


def test_a_refusal_goes_where_refusals_go(rules, service_request, agent, outsider, supervisor):
    """A refusal without grounds goes nowhere (law R1.32)."""
    bare = Decided(kind="refusal")
    answer = draft(service_request, agent, outcome="refused", decided=bare)
    with pytest.raises(NotValid, match=r"[Gg]rounds|[Mm]otiv"):
        answer.submit(based_on=answer.revision, by=agent)
    assert [point.who for point in circuit_ahead(answer).points] == [
        "quelqu’un du service État civil",
        "un responsable du service Voirie",
    ]


def test_what_no_rule_names_leaves_and_some_is_drawn(
    rules, service_request, service, agent, monkeypatch
):
    """The lot falls by the percentage of the rule, on nobody's choice."""
    monkeypatch.setattr(spot_checks, "is_drawn", lambda percent: percent == 5)
    answer = submitted(service_request, agent)
    assert answer.state == "approved"
    assert SpotCheck.objects.get().round == answer.approved_round


@pytest.mark.parametrize(("lot", "drawn"), [(0.0499, True), (0.05, False), (0.9, False)])
def test_five_percent_are_five_in_a_hundred(lot, drawn, monkeypatch):
    """Neither more nor fewer."""
    monkeypatch.setattr(spot_checks.SystemRandom, "random", lambda self: lot)
    assert spot_checks.is_drawn(5) is drawn


def test_what_was_found_is_recorded_once(
    rules, service_request, agent, supervisor, deputy, monkeypatch
):
    """By another supervisor than the author, with words; what was sent does not change."""
    monkeypatch.setattr(spot_checks, "is_drawn", lambda percent: True)
    submitted(service_request, agent)
    check = SpotCheck.objects.get()
    with pytest.raises(NotAllowed):
        check.record("fine", by=agent)
    with pytest.raises(NotValid):
        check.record("finding", finding=" ", by=supervisor)
    check.record("finding", finding="Trop bref.", by=supervisor)
    with pytest.raises(NotNow):
        check.record("fine", by=deputy)
    assert SpotCheck.objects.get().finding == "Trop bref."


def test_a_template_that_changes_leaves_what_runs_as_it_was(
    town, team, other_team, service_request, agent, supervisor, outsider
):
    """An answer that comes back keeps its own copy; the next one takes the new circuit."""
    made = circuit(town, stage("head", role(team)))
    answer = submitted(service_request, agent)
    made.definition = {"format": 1, "stages": [stage("other", role(other_team, "agent"))]}
    made.save()
    answer.return_to_author(round_number=1, reason="Date ?", by=supervisor)
    answer.submit(based_on=answer.lock().revision, by=agent)
    assert asked(answer) == [("head", "supervisor Voirie")]


def test_a_text_that_becomes_a_refusal_changes_circuit(
    rules, service_request, agent, supervisor, outsider
):
    """Rules look at the text as it is submitted, each time."""
    answer = submitted(service_request, agent, text="Présence d’amiante.")
    answer.return_to_author(round_number=1, reason="Refusez.", by=supervisor)
    refusal = Decided(kind="refusal", grounds_law="Art. 1", grounds_fact="Hors délai.")
    answer.save_draft("Non, amiante.", outcome="refused", based_on=1, by=agent, decided=refusal)
    first = circuit_ahead(answer.lock()).points[0]
    assert first.who.endswith("État civil")


def test_facts_are_of_the_types_that_rules_expect(service_request, agent, supervisor, service):
    """And the share of a standard text that is unchanged is among them."""
    answer = draft(service_request, agent, text="Nous passerons mardi matin.")
    assert check_facts(facts_about(answer), vocabulary_for(service_request)) == []
    assert facts_about(answer)["text.unchanged"] is None
    text = StandardText.objects.begin(
        a_text(supervisor, title="Passage", body="Nous passerons mardi."), by=supervisor
    )
    text.insert_into(answer, "", based_on=answer.revision, by=agent)
    assert facts_about(answer.lock())["text.unchanged"] == 100.0


def test_rules_are_asked_in_their_order(rules, town):
    """A retired circuit is passed over."""
    assert [rule.circuit.code for rule in CircuitRule.objects.in_order()] == [
        "refusal",
        "careful",
        "none",
    ]
