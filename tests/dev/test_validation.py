# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""How the demo town validates comes from files that anybody can read and edit."""

from __future__ import annotations

import shutil

import pytest
from django.utils import timezone

from grc.accounts.models import Absence, User
from grc.answers.legality import power_to_sign
from grc.answers.models import (
    Answer,
    Circuit,
    CircuitChange,
    CircuitRule,
    Delegation,
    Signatory,
    SpotCheck,
)
from grc.dev.town.build import build_town
from grc.dev.town.people import FIRST, SECOND
from grc.dev.town.scenes import SCENES, play_scenes
from grc.dev.town.story import tell_story
from grc.dev.town.validation import FOLDER, PaperRefused, write_validation

pytestmark = pytest.mark.django_db
STATIONERY = FOLDER / FIRST.slug


@pytest.fixture
def valbruyere(db):
    return build_town(FIRST)


@pytest.fixture
def empty(valbruyere):
    """The town without what its files say."""
    with valbruyere.scope():
        for model in (CircuitRule, Circuit, Delegation, Absence, Signatory):
            model.objects.all().delete()
    return valbruyere


def person(name):
    return User.objects.get(email=f"{name}@valbruyere.example")


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        (
            "circuits.toml",
            "claire@valbruyere.example",
            "clara@valbruyere.example",
            "circuits.toml, circuit deux-sur-trois, stage 1, person: nobody in this town signs in"
            " as “clara@valbruyere.example”.",
        ),
        (
            "circuits.toml",
            'team = "Espaces verts"',
            'team = "Espaces bleus"',
            "circuits.toml, circuit les-deux-chefs, stage 1, team: this town has no team “Espaces"
            " bleus”.",
        ),
        (
            "circuits.toml",
            'circuit = "relecture"',
            'circuit = "lecture"',
            "circuits.toml, rule First answers of an agent, circuit: this file has no circuit"
            " “lecture”.",
        ),
        (
            "circuits.toml",
            'value = "depot-sauvage"',
            'value = "depot"',
            "circuits.toml, rule Fly-tipping: /value: ",
        ),
        (
            "circuits.toml",
            '"values.amount"',
            '"values.sum"',
            "circuits.toml, circuit avis-juridique: /stages/1/skip_when/any/1",
        ),
        ("circuits.toml", 'then = "go_on"', 'then = "approve"', "circuit avis-elu: "),
        ("circuits.toml", "need = 1", "wish = 1", "circuit un-des-deux-chefs: "),
        ("circuits.toml", "sample_percent = 5", "sample = 5", "“sample” is not known here"),
        ("circuits.toml", "[[rule]]", "[[rule]", "circuits.toml: "),
        (
            "delegations.toml",
            '["domaine-public", "indemnisation"]',
            '["lune"]',
            "delegations.toml, delegation 1: ",
        ),
        (
            "delegations.toml",
            'principal = "claire@',
            'principal = "jeanne@',
            "delegations.toml, delegation 4: ",
        ),
        ("absences.toml", "first_day = -3", 'first_day = "hier"', "write a date"),
        ("absences.toml", "first_day = -3\n", "", "absences.toml, absence 1: add “first_day”."),
        ("signatories.toml", 'capacity = "Responsable de la voirie"', 'capacity = ""', "signatory"),
    ],
)
def test_a_fault_is_told_with_its_place(file, before, after, said, empty, tmp_path):
    """An unknown name, a stage or condition that makes no sense: the file and the key are named."""
    folder = tmp_path / "papers"
    shutil.copytree(STATIONERY, folder)
    text = (folder / file).read_text("utf-8")
    assert before in text
    (folder / file).write_text(text.replace(before, after), "utf-8")
    with empty.scope(), pytest.raises(PaperRefused) as refused:
        write_validation(empty, folder)
    assert said in str(refused.value)


def test_the_files_say_how_the_town_validates(valbruyere):
    """Ten circuits, chosen by ordered rules; teams below one another; somebody is away."""
    with valbruyere.scope():
        assert Circuit.objects.count() == 10
        rules = CircuitRule.objects.in_order()
        assert {rule.circuit.code for rule in rules} == {c.code for c in Circuit.objects.all()}
        assert [rule.sample_percent for rule in rules if rule.circuit.code == "sans-visa"] == [5]
        assert rules.last().condition is None
        absence = Absence.objects.get(person=person("paul"))
        assert (absence.substitute, absence.team.name) == (person("nadia"), "Espaces verts")
        above, team = [], absence.team
        while team is not None:
            above.append(team.name)
            team = team.parent
        assert above == ["Espaces verts", "Direction générale", "Élus"]


def test_a_chain_of_three_delegations(valbruyere):
    """The head of roads signs for the mayor, through the deputy and the general management."""
    with valbruyere.scope():
        play_scenes(valbruyere)
        answer = Answer.objects.filter(kind="favourable").first()
        signatory = Signatory.objects.get(person=person("sophie"))

        chain = power_to_sign(answer, signatory, at=timezone.now())
    assert [link.act_number for link in chain] == ["2026-12", "2026-31", "2026-58"]


def test_each_circuit_is_taken_by_a_living_answer(valbruyere):
    """Whoever opens the demo finds every circuit at work, at different stages."""
    play_scenes(valbruyere)
    with valbruyere.scope():
        living = [answer.rounds.last() for answer in Answer.objects.living()]
        taken = {round_.circuit_code for round_ in living}
        assert taken == set(Circuit.objects.values_list("code", flat=True))
        assert max(round_.number for round_ in living) == 3
        asked = {turn.stage for r in living for turn in r.turns.all() if turn.is_open}
        assert {"elu", "juridique", "accord", "signature", "chefs"} <= asked
        assert CircuitChange.objects.filter(kind="added").exists()
        visas = [visa for r in living for visa in r.visas.all()]
        assert any(v.by == person("nadia") and v.for_person == person("paul") for v in visas)
        sent = Answer.objects.get(state="sent")
        assert len(sent.rounds.get().visas.last().chain) == 2
        assert SpotCheck.objects.open_to(person("marc")).waiting().exists()
    assert len(SCENES) >= 10


def test_the_story_is_told_through_any_circuit(valbruyere):
    """Random requests are answered whatever circuit their answers take."""
    tell_story(valbruyere, count=60)
    with valbruyere.scope():
        states = set(Answer.objects.values_list("state", flat=True))
    assert {"draft", "submitted", "sent"} <= states


def test_a_town_without_files_has_no_circuit():
    """The second town keeps what its workflows ask for."""
    town = build_town(SECOND)
    play_scenes(town)
    with town.scope():
        assert not Circuit.objects.exists()
        assert not Answer.objects.exists()
