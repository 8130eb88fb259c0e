# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Circuits of validation: a draft of several people, published; rules that choose them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grc.answers.circuits import editing
from grc.answers.circuits.definition import Who, Whose
from grc.answers.configuring import drafting
from grc.answers.configuring.rules import RuleContent, begin_rule, change_rule, move_rule
from grc.answers.models import Circuit, CircuitDraft, CircuitRule
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.journal.models import Event
from tests.answers.circuits import circuit, person, role, stage, submitted
from tests.cast import file_request
from tests.studio.conftest import page
from tests.threads import losers, together, winners

pytestmark = pytest.mark.django_db
USUAL = "/studio/circuits/usual/"
FIRST = f"{USUAL}etapes/first/"


@pytest.fixture
def usual(town, team, agent):
    """A circuit that every answer of the town takes: the head, then the agent's opinion."""
    stages = stage("first", role(team)), stage("second", person(agent), kind="opinion")
    return circuit(town, *stages, name={"fr": "Toutes"})


def draft():
    return CircuitDraft.objects.get()


def typed_in(browser, address):
    """What the form of the page holds, as a browser would send it."""
    form = browser.get(address).context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    return {
        name: value for name, value in values.items() if value is not None and value is not False
    }


def test_a_supervisor_reads_circuits_and_changes_none(studio, town, usual, supervisor):
    """The desk shows them; the studio and the commands refuse."""
    assert studio(supervisor).get("/bureau/circuits/").status_code == 200
    with pytest.raises(NotAllowed):
        drafting.begin_circuit({"fr": "X"}, by=supervisor)
    with pytest.raises(NotAllowed):
        drafting.edit("usual", "removed", "first", lambda now: now, by=supervisor)
    content = RuleContent(name={"fr": "X"}, circuit=usual.pk)
    with pytest.raises(NotAllowed):
        begin_rule(content, by=supervisor)


def test_looking_begins_no_draft(studio, usual, administrator):
    """A page that is only read writes nothing."""
    browser = studio(administrator)
    for address in ("/studio/circuits/", USUAL, FIRST, f"{USUAL}publier/"):
        assert browser.get(address).status_code == 200
    assert not CircuitDraft.objects.exists()


def test_a_circuit_is_made_with_a_name(studio, town, team, service, supervisor, administrator):
    """It begins with one validation; published, a rule leads answers to it."""
    browser = studio(administrator)
    response = browser.post("/studio/nouveau-circuit/", {"name_fr": "Chef de service"})
    assert response.headers["Location"] == "/studio/circuits/chef-de-service/"
    assert not Circuit.objects.exists()
    assert "a supervisor of the team in charge" in page(browser.get(response.headers["Location"]))
    address = "/studio/circuits/chef-de-service/publier/"
    assert "Rules can then lead answers to it." in page(browser.get(address))
    assert browser.post(address, {"revision": 0}).status_code == 303
    made = Circuit.objects.get()
    assert not CircuitDraft.objects.exists()
    rule = {"name_fr": "Toutes", "circuit": made.pk, "sample_percent": "0"}
    response = browser.post("/studio/regles/nouvelle/", rule)
    pk = CircuitRule.objects.get().pk
    assert response.headers["Location"] == f"/studio/regles/{pk}/"
    said = page(browser.get(response.headers["Location"]))
    assert "It never holds yet" in said
    seen = RuleContent.of(CircuitRule.objects.get()).fingerprint
    browser.post(f"/studio/regles/{pk}/condition/", {"do": "always", "based_on": seen})
    assert CircuitRule.objects.get().condition is None
    names = Event.objects.filter(name__startswith="rule").in_order().values_list("name", flat=True)
    assert list(names) == ["rule_begun", "rule_changed"]


def test_published_copies_stay(studio, town, service, usual, agent, supervisor, administrator):
    """Nothing moves before the publication, nor afterwards for answers under way."""
    answer = submitted(file_request(service), agent)
    browser = studio(administrator)
    seen = editing.fingerprint(usual.parsed.stage("first"))
    response = browser.post(f"{FIRST}geste/", {"do": "remove", "based_on": seen})
    assert response.status_code == 303
    usual.refresh_from_db()
    assert len(usual.parsed.stages) == 2
    said = page(browser.get(f"{USUAL}publier/"))
    assert "1 answer under way keeps its copy." in said
    assert browser.post(f"{USUAL}publier/", {"revision": draft().revision}).status_code == 303
    usual.refresh_from_db()
    assert [one.code for one in usual.parsed] == ["second"]
    assert len(answer.rounds.get().circuit["stages"]) == 2


def test_what_nobody_looked_at_is_not_published(studio, usual, administrator):
    """A draft that changed since its effect was read waits to be read again."""
    browser = studio(administrator)
    browser.post(f"{FIRST}geste/", {"do": "later"})
    revision = draft().revision
    browser.post(f"{FIRST}geste/", {"do": "earlier"})
    assert browser.post(f"{USUAL}publier/", {"revision": revision}).status_code == 409
    assert Circuit.objects.get().parsed.index("first") == 0


def test_stages_are_added_asked_and_undone(studio, town, usual, team, agent, administrator):
    """In few gestures; each can be taken back, newest first."""
    browser = studio(administrator)
    before = usual.definition
    added = {"quick-kind": "signature", "quick-who": "signatory::"}
    assert browser.post(f"{USUAL}etapes/", added).status_code == 303
    typed = {"ask-who": f"person::{agent.pk}"}
    assert browser.post(f"{FIRST}qui/", typed).status_code == 303
    assert browser.post(f"{FIRST}geste/", {"do": "later"}).status_code == 303
    now = draft().parsed
    assert [one.code for one in now] == ["second", "first", "signature"]
    assert now.stage("first").who[-1] == Who(whose=Whose.PERSON, person=agent.pk)
    seen = editing.fingerprint(now.stage("first"))
    assert browser.post(f"{FIRST}qui/", {"remove": "0", "based_on": seen}).status_code == 303
    assert len(draft().parsed.stage("first").who) == 1
    for _ in range(4):
        answer = browser.post(f"{USUAL}annuler/", {"revision": draft().revision})
        assert answer.status_code == 303
    assert draft().parsed == usual.parsed
    assert usual.definition == before
    assert browser.post(f"{USUAL}annuler/", {"revision": draft().revision}).status_code == 409


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"then": "go_on", "hours": "8"}, "Silence never approves"),
        ({"then": "escalate", "hours": ""}, "after how many working hours"),
        ({"need": "3"}, "How many must decide"),
    ],
)
def test_a_stage_that_makes_no_sense_comes_back(change, words, studio, usual, administrator):
    """As it was typed, with what to do."""
    browser = studio(administrator)
    response = browser.post(FIRST, typed_in(browser, FIRST) | {"grace": "3"} | change)
    assert response.status_code == 422
    assert words in page(response)
    assert 'value="3"' in page(response)
    assert not CircuitDraft.objects.exists()


def test_nothing_is_asked_after_a_signature(studio, usual, administrator):
    """A stage that is moved there is refused with the sentence."""
    browser = studio(administrator)
    browser.post(f"{USUAL}etapes/", {"quick-kind": "signature", "quick-who": "signatory::"})
    response = browser.post(f"{USUAL}etapes/signature/geste/", {"do": "earlier"})
    assert response.status_code == 422
    assert "Nothing is asked after a signature" in page(response)


def test_two_who_edit_one_stage_read_each_other(studio, usual, administrator):
    """The second reads what it says now, keeps theirs, and may save it knowingly."""
    browser = studio(administrator)
    opened = typed_in(browser, FIRST)
    assert browser.post(FIRST, opened | {"hours": "16"}).status_code == 303
    response = browser.post(FIRST, opened | {"hours": "24"})
    assert response.status_code == 409
    assert "<dd>16</dd>" in page(response)
    assert 'value="24"' in page(response)
    again = opened | {"hours": "24"}
    again["based_on"] = response.context["form"]["based_on"].value()
    assert browser.post(FIRST, again).status_code == 303
    assert draft().parsed.stage("first").hours == 24


def test_a_stage_is_left_out_by_a_list_of_tests(studio, usual, administrator):
    """Each test is chosen in lists and read as a sentence; all or one of them may be asked for."""
    browser = studio(administrator)
    add = f"{FIRST}condition/nouvelle/?fact="
    for fact, typed in (
        ("outcome", {"op": "one_of", "value": ["refused"]}),
        ("priority", PRIORITY),
    ):
        based_on = browser.get(add + fact).context["form"]["based_on"].value()
        assert browser.post(add + fact, typed | {"based_on": based_on}).status_code == 303
    skip_when = draft().parsed.stage("first").skip_when
    assert [part["fact"] for part in skip_when["all"]] == ["outcome", "priority"]
    seen = editing.fingerprint(draft().parsed.stage("first"))
    change = f"{FIRST}condition/"
    assert browser.post(change, {"do": "any", "based_on": seen}).status_code == 303
    assert "When one of these is so:" in page(browser.get(FIRST))
    assert browser.post(change, {"do": "all", "based_on": seen}).status_code == 409
    for _ in range(2):
        seen = editing.fingerprint(draft().parsed.stage("first"))
        browser.post(change, {"do": "remove", "index": "0", "based_on": seen})
    assert draft().parsed.stage("first").skip_when is None


PRIORITY = {"op": "at_least", "value": "30"}


def test_a_rule_is_written_before_the_one_that_always_holds(town, usual, administrator):
    """Otherwise nothing would ever read it."""
    content = RuleContent(
        name={"fr": "Refus"},
        circuit=usual.pk,
        condition={"fact": "outcome", "op": "is", "value": "refused"},
    )
    rule = begin_rule(content, by=administrator)
    assert CircuitRule.objects.order_by("position").first() == rule
    move_rule(rule, 1, by=administrator)
    assert CircuitRule.objects.order_by("position").last() == rule


@pytest.mark.parametrize(
    "content",
    [
        {"name": {}},
        {"circuit": 0},
        {"condition": {"fact": "nothing", "op": "is", "value": "x"}},
        {"sample_percent": 10},
    ],
)
def test_a_rule_that_nobody_could_read_is_refused(content, town, usual, administrator):
    """No name, no circuit, an unknown fact, a sample of what somebody approved."""
    with pytest.raises(NotValid):
        begin_rule(
            RuleContent(**{"name": {"fr": "X"}, "circuit": usual.pk} | content), by=administrator
        )


def test_a_rule_that_another_changed_is_not_written_over(studio, usual, administrator):
    """What was typed stays beside what is there now."""
    browser = studio(administrator)
    rule = CircuitRule.objects.get()
    address = f"/studio/regles/{rule.pk}/"
    opened = typed_in(browser, address)
    assert browser.post(address, opened | {"name_fr": "Toujours"}).status_code == 303
    response = browser.post(address, opened | {"name_fr": "Sinon"})
    assert response.status_code == 409
    assert "Toujours" in page(response)
    assert 'value="Sinon"' in page(response)


def test_a_rule_takes_tests_and_is_removed(studio, usual, administrator):
    """Its condition is a list like a stage's; removed, the town's own default counts."""
    browser = studio(administrator)
    rule = CircuitRule.objects.get()
    add = f"/studio/regles/{rule.pk}/condition/nouvelle/?fact=outcome"
    based_on = browser.get(add).context["form"]["based_on"].value()
    typed = {"op": "one_of", "value": ["refused"], "based_on": based_on}
    assert browser.post(add, typed).status_code == 303
    rule.refresh_from_db()
    assert rule.condition == {"fact": "outcome", "op": "is", "value": "refused"}
    assert "the outcome is" in page(browser.get("/studio/circuits/"))
    gesture = f"/studio/regles/{rule.pk}/geste/"
    assert browser.post(gesture, {"do": "remove", "based_on": based_on}).status_code == 409
    seen = RuleContent.of(rule).fingerprint
    assert browser.post(gesture, {"do": "remove", "based_on": seen}).status_code == 303
    assert not CircuitRule.objects.exists()


def test_a_circuit_that_a_rule_names_is_not_retired(studio, usual, administrator):
    """Without a rule it is, and no rule can lead to it; then it may be taken up again."""
    browser = studio(administrator)
    response = browser.post(f"{USUAL}retirer/")
    assert response.status_code == 409
    assert "leads to this circuit" in page(response)
    CircuitRule.objects.all().delete()
    assert browser.post(f"{USUAL}retirer/").status_code == 303
    content = RuleContent(name={"fr": "X"}, circuit=usual.pk)
    with pytest.raises(NotValid, match="Choose the circuit"):
        begin_rule(content, by=administrator)
    assert browser.post(f"{USUAL}reprendre/").status_code == 303
    begin_rule(content, by=administrator)


def test_a_circuit_without_stages_warns(studio, town, administrator):
    """Nobody is asked: the page that publishes says so."""
    browser = studio(administrator)
    browser.post("/studio/nouveau-circuit/", {"name_fr": "Sans visa"})
    seen = editing.fingerprint(draft().parsed.stage("validation"))
    browser.post(
        "/studio/circuits/sans-visa/etapes/validation/geste/", {"do": "remove", "based_on": seen}
    )
    assert "Nobody is asked" in page(browser.get("/studio/circuits/sans-visa/publier/"))
    browser.post("/studio/circuits/sans-visa/abandonner/", {"revision": draft().revision})
    assert not CircuitDraft.objects.exists()


def test_the_list_costs_the_same_however_long(studio, town, team, usual, administrator):
    """Its queries do not grow with circuits and rules."""
    browser = studio(administrator)
    browser.get("/studio/circuits/")
    with CaptureQueriesContext(connection) as few:
        browser.get("/studio/circuits/")
    for number in range(8):
        circuit(town, stage("a", role(team)), code=f"c{number}", name={"fr": f"Règle {number}"})
        drafting.begin_circuit({"fr": f"Brouillon {number}"}, by=administrator)
    with CaptureQueriesContext(connection) as many:
        browser.get("/studio/circuits/")
    assert len(few) == len(many) <= 20


@pytest.mark.django_db(transaction=True)
def test_two_who_change_one_rule_at_once_do_not_overwrite(town, team, administrator):
    """One of the two is told."""
    with town.scope():
        made = circuit(town, stage("first", role(team)), name={"fr": "Toutes"})
        rule = CircuitRule.objects.get()
        now = RuleContent.of(rule)

    def change(name):
        content = RuleContent(name={"fr": name}, circuit=made.pk)
        return change_rule(rule, content, based_on=now.fingerprint, by=administrator)

    results = together(town, lambda: change("Une"), lambda: change("Deux"))
    assert len(winners(results)) == 1, results
    assert isinstance(losers(results)[0], NotNow)
