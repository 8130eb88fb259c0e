# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""A starter becomes a service of the town, once, with all that it needs, or not at all."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from grc.accounts.models import Membership
from grc.answers.models import Circuit, CircuitRule, StandardText
from grc.catalog.models import FunctionMapping, Service
from grc.core.refusals import NotAllowed, NotNow, NotValid
from grc.journal.models import Event
from grc.packs.codes import named_here
from grc.packs.guards import can_install
from grc.packs.installing import install
from grc.packs.starters import CODES, load
from tests.answers.circuits import circuit, role, stage
from tests.cast import make_service, make_team, make_workflow
from workflows.effects import BeginAnswer, Nature
from workflows.models import Workflow

pytestmark = pytest.mark.django_db
LETTER = load("letter_to_the_mayor")
REPORT = load("street_report")
CIVIL = load("civil_status_copy")


def rules():
    return [(rule.position, rule.circuit.code) for rule in CircuitRule.objects.in_order()]


def nothing_is_there():
    models = (Workflow, Service, StandardText, Circuit, CircuitRule, FunctionMapping)
    return not any(model.objects.exists() for model in models)


def test_who_does_not_administer_the_town_sets_up_nothing(town, team, agent, supervisor, stranger):
    """Agents and supervisors are refused, and people of other towns."""
    for person in (agent, supervisor, stranger):
        assert not can_install(person)
        with pytest.raises(NotAllowed):
            install(LETTER, town, team, by=person)
    assert nothing_is_there()


def test_a_code_that_is_taken_is_refused(town, team, administrator):
    """The sentence says what to do: another code."""
    make_service(town, team, make_workflow(town), code="lettre-au-maire")
    with pytest.raises(NotNow, match=r"lettre-au-maire.*(choose another code|autre code)"):
        install(LETTER, town, team, by=administrator)
    with pytest.raises(NotNow, match=r"report"):
        install(LETTER, town, team, by=administrator, code="report")


def test_a_name_that_is_taken_is_refused(town, team, administrator):
    """Accents and capitals do not make another name."""
    make_service(town, team, make_workflow(town), name={"fr": "ecrire au Maire"})
    with pytest.raises(NotNow, match=r"Écrire au maire"):
        install(LETTER, town, team, by=administrator)
    named = {"fr": "Écrire à la maire", "en": "Write to Ms Mayor"}
    assert install(LETTER, town, team, by=administrator, name=named).service.name == named


@pytest.mark.parametrize("code", ["Été", "a b", "-x", "x" * 61, "../x"])
def test_a_code_that_is_none_is_refused(town, team, administrator, code):
    """It stands in addresses."""
    with pytest.raises(NotValid):
        install(LETTER, town, team, by=administrator, code=code)


def test_what_is_no_function_or_no_team_of_the_town_is_refused(
    town, team, other_town, administrator
):
    """Nothing is half done: the refusal undoes it all."""
    foreign = make_team(other_town, "Ailleurs")
    for teams in ({"pilot": team}, {"legal": foreign}):
        with pytest.raises(NotValid):
            install(LETTER, town, team, by=administrator, teams=teams)
    with pytest.raises(NotValid):
        install(LETTER, town, foreign, by=administrator)
    assert nothing_is_there()


def test_a_form_that_another_service_contradicts_leaves_nothing(town, team, administrator):
    """Where “claimed” is a text elsewhere, the rule would mean nothing: refused whole."""
    service = make_service(town, team, make_workflow(town))
    service.publish_form(
        [{"code": "claimed", "kind": "boolean", "label": {"fr": "Quoi ?", "en": "What?"}}], by=None
    )
    with pytest.raises(NotValid, match="claimed"):
        install(LETTER, town, team, by=administrator)
    assert not StandardText.objects.exists()
    assert Service.objects.count() == 1


def test_each_is_installed_whole(starter, town, team, agent, supervisor, administrator):
    """Service, published form and workflow, functions, texts of both languages, circuits, rules."""
    made = install(starter, town, team, by=administrator)

    service = made.service
    assert made.is_new
    assert service.workflow.published.findings == ()
    assert [f["code"] for f in service.form_version.fields] == [f.code for f in starter.fields]
    assert (service.team, service.is_offered) == (team, False)
    assert StandardText.objects.filter(services=service).count() == 2 * len(starter.texts)
    circuits = starter.circuits.get("circuits", [])
    kept = set(Circuit.objects.values_list("code", flat=True))
    assert kept == {f"{service.code}-{one['code']}" for one in circuits}
    assert CircuitRule.objects.count() == len(starter.circuits.get("rules", []))
    told = Event.objects.about(service).get(name="installed")
    assert told.actor_id == administrator.pk
    assert told.data["starter"] == starter.code


def test_all_of_them_live_in_one_town(town, team, agent, supervisor, administrator):
    """Eleven codes, eleven names; a form of one does not trouble a rule of another."""
    for code in CODES:
        install(load(code), town, team, by=administrator)
    assert Service.objects.count() == len(CODES)
    assert [p for p, _code in rules()] == list(range(1, len(rules()) + 1))
    for service in Service.objects.select_related("workflow"):
        assert service.workflow.published.findings == ()


def test_twice_is_once(town, team, administrator):
    """The second time finds the first, and changes nothing."""
    first = install(LETTER, town, team, by=administrator)
    events = Event.objects.count()

    again = install(LETTER, town, team, by=administrator, offered=True)

    assert (again.service, again.is_new) == (first.service, False)
    assert Event.objects.count() == events
    assert not Service.objects.get().is_offered


def test_under_another_code_it_is_another_service(town, team, administrator):
    """Two teams may each have their own."""
    install(LETTER, town, team, by=administrator)
    named = {"fr": "Écrire à l’adjoint", "en": "Write to the deputy"}
    other = install(LETTER, town, team, by=administrator, code="adjoint", name=named, offered=True)
    assert (other.is_new, other.service.is_offered) == (True, True)
    assert Circuit.objects.filter(code="adjoint-signature").exists()
    assert set(StandardText.objects.values_list("code", flat=True)) >= {
        "lettre-au-maire-opening",
        "adjoint-opening",
    }


def test_its_workflow_names_its_own_in_this_town(town, team, agent, supervisor, administrator):
    """The codes of the starter become those of the town, whatever the service is called there."""
    made = install(LETTER, town, team, by=administrator, code="adjoint").service.workflow.published
    take = next(way for way in made.machine.definition.transitions if way.code == "take")
    assert take.effects == (
        BeginAnswer(Nature.INFORMATION, circuit="adjoint-signature", text="adjoint-opening"),
    )
    assert made.findings == ()
    assert LETTER.workflow["transitions"][0]["effects"][0]["circuit"] == "signature"


def test_named_effects_are_found_wherever_they_stand(town, team, administrator):
    """Among shared effects too; an effect's own words are no code."""
    service = make_service(town, team, make_workflow(town), code="a-service")
    begin = {"do": "begin_answer", "kind": "refusal", "text": "not_founded"}
    told = [{"do": "tell", "library": "x"}, {"do": "tell", "text": "sorry"}]
    data = {
        "transitions": [{"code": "a"}, {"code": "b", "effects": told}],
        "parts": {"conditions": [], "effects": [{"code": "c", "effects": [begin]}]},
    }
    named = named_here(data, service)
    assert named["transitions"][1]["effects"] == [
        {"do": "tell", "library": "a-service-x"},
        {"do": "tell", "text": "sorry"},
    ]
    assert named["parts"]["effects"][0]["effects"] == [begin | {"text": "a-service-not-founded"}]
    assert named["parts"]["conditions"] == []
    assert begin["text"] == "not_founded"


def test_somebody_holds_each_function(town, team, other_team, administrator, supervisor, agent):
    """By role in the team in charge; in another team where that was said."""
    service = install(
        LETTER, town, team, by=administrator, teams={"legal": other_team, "agent": other_team}
    ).service
    found = {m.function: (m.team, m.role) for m in service.function_mappings.all()}
    assert found == {
        "agent": (other_team, "agent"),
        "cabinet": (None, "supervisor"),
        "legal": (other_team, "supervisor"),
    }


def test_its_rules_come_before_the_one_that_holds_always(town, team, administrator):
    """What the town says of sensitive matters goes first; “all others” stays last."""
    press = {"fact": "text.words", "op": "contains_any", "value": ["presse"]}
    circuit(town, stage("x", role(team)), code="sensitive", condition=press)
    circuit(town, stage("x", role(team)), code="others")

    install(CIVIL, town, team, by=administrator)

    assert rules() == [
        (1, "sensitive"),
        (2, "copie-acte-refus"),
        (3, "copie-acte-sans-visa"),
        (4, "others"),
    ]
    assert str(CircuitRule.objects.get(position=2).name["fr"]) == "Refus de copie"


def test_texts_have_an_owner_and_a_day(town, team, administrator):
    """Whoever installs answers for them; they are found for this service only."""
    service = install(REPORT, town, team, by=administrator).service
    for text in StandardText.objects.with_edition():
        assert (text.owner, text.is_for_all) == (administrator, False)
        assert list(text.services.all()) == [service]
        assert text.body


@pytest.mark.django_db(transaction=True)
def test_two_clicks_are_one_service(town, team, administrator):
    """At the same moment: one makes it, the other finds it."""
    found, start = [], threading.Barrier(2)

    def click():
        try:
            start.wait(10)
            with town.scope():
                made = install(CIVIL, town, team, by=type(administrator).objects.get())
                found.append((made.service.pk, made.is_new))
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sorted(is_new for _pk, is_new in found) == [False, True]
    assert len({pk for pk, _new in found}) == 1
    with town.scope():
        assert Service.objects.count() == 1
        assert Membership.objects.count() == 1
