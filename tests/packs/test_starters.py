# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""What towns start from: sound, whole, in both languages, in words that people use."""

from __future__ import annotations

import json
import re
from importlib import resources
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from jsonschema import Draft202012Validator

from grc.answers.circuits.reading import parse as parse_circuit
from grc.packs import starters
from grc.packs.starters import CODES, load
from grc.service_requests.facts import own_placeholders, vocabulary
from grc.service_requests.placeholders import VALUES, FormFields
from grc.service_requests.placeholders import check as check_text
from grc.service_requests.versions.rehearsing import rehearsal_of
from workflows.fields import FIELDS_SCHEMA, parse_fields
from workflows.machine import Machine
from workflows.parsing import WORKFLOW_SCHEMA, definition_to_data
from workflows.playing import coverage_of, play
from workflows.sentences import sentence
from workflows.soundness import check
from workflows.text import resolve

BOTH = {"fr", "en"}
# Words of the trade that a resident should not have to learn.
JARGON = re.compile(
    r"\b(saisine|usager|pétitionnaire|administré|instruction|diligent|susvisé|courriel officiel|"
    r"récépissé|idoine|requérant|implicite|cas échéant|présente demande|veuillez|agréer|"
    r"requester|petitioner|hereby|herewith|aforementioned)",
    re.IGNORECASE,
)
# What tells a time: a length, a date, or the event that one waits for.
WHEN = {
    "fr": re.compile(r"jour|semaine|mois|dès qu|date|aujourd’hui"),
    "en": re.compile(r"day|week|month|as soon as|date|today"),
}
LONGEST_SENTENCE = 30
NAMES_THAT_LACK = {"unknown_circuit", "unknown_text", "untranslated_text"}


def texts_in(data: Any) -> list[dict[str, str]]:
    """Return every text of some data that is written in languages."""
    if isinstance(data, list):
        return [text for item in data for text in texts_in(item)]
    if not isinstance(data, dict):
        return []
    if set(data) & BOTH and all(isinstance(value, str) for value in data.values()):
        return [data]
    return [text for value in data.values() for text in texts_in(value)]


def said_to_citizens(starter: Any) -> list[dict[str, str]]:
    definition = starter.workflow
    found = [step[key] for step in definition["steps"] for key in ("citizen_label", "citizen_help")]
    for way in definition["transitions"]:
        found += [way["citizen_label"]] if "citizen_label" in way else []
        found += [e["text"] for e in way.get("effects", ()) if e["do"] == "tell"]
    own = starter.service
    found += [own[key] for key in ("acknowledgement", "recourse") if key in own]
    found += [own["name"], own["description"], *texts_in(own["fields"])]
    return found + [text["body"] for text in starter.texts]


def test_only_a_starter_is_read():
    """Never another file."""
    with pytest.raises(LookupError):
        load("../street_report")


def test_every_folder_is_listed():
    """Whoever adds a folder adds its name."""
    folder = Path(str(resources.files(starters)))
    assert sorted(path.parent.name for path in folder.glob("*/workflow.json")) == sorted(CODES)


def test_nothing_is_to_be_said_of_it(starter):
    """No error and no warning, in both languages, with the facts and texts of its own form."""
    words = vocabulary(starter.fields)
    names = own_placeholders() | {VALUES + field.code for field in starter.fields}
    world = rehearsal_of(starter.definition, fields=starter.fields)

    findings = check(starter.definition, vocabulary=words, placeholders=names, world=world)

    assert [(f.place, sentence(f, words)) for f in findings] == []


def test_its_scenarios_go_through_all_of_it(starter):
    """Each as it is told; together every step, every way, every condition both ways."""
    definition = starter.definition
    world = rehearsal_of(definition, fields=starter.fields)

    plays = [play(Machine(definition), one, world) for one in definition.scenarios]

    assert [(p.scenario.code, f.move, f.finding) for p in plays for f in p.failures] == []
    coverage = coverage_of(definition, plays)
    assert coverage.is_whole, coverage


def test_anybodys_tools_accept_it(starter):
    """The published schemas know it, and it is written as the house would write it."""
    assert Draft202012Validator(WORKFLOW_SCHEMA).is_valid(starter.workflow)
    assert Draft202012Validator(FIELDS_SCHEMA).is_valid(starter.service["fields"])
    assert parse_fields(starter.service["fields"], languages=BOTH) == starter.fields
    assert definition_to_data(starter.definition).keys() == starter.workflow.keys()


@pytest.mark.parametrize("command", ["check_workflow", "run_scenarios"])
def test_the_commands_have_nothing_against_it(starter, command):
    """In a file of its own, without the form: exit 0; all scenarios pass, all is covered."""
    path = resources.files(starters).joinpath(starter.code, "workflow.json")
    out = StringIO()

    call_command(command, str(path), stdout=out)

    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert not [line for line in lines if line.get("level") == "error"]
    assert all(line["passed"] for line in lines if "passed" in line)
    covered = [share for line in lines for share in line.get("coverage", {}).values()]
    assert [share for share in covered if share["percent"] < 100] == []
    assert covered or command == "check_workflow"


def test_the_line_shows_the_usual_way(starter):
    """Wherever a request is, what is shown to come goes forward to an end."""
    machine = Machine(starter.definition)
    longest = len(machine.next_steps(machine.start.code))
    for step in starter.definition.steps:
        ahead = machine.next_steps(step.code)
        assert len(ahead) <= longest, (step.code, ahead)
        assert step.is_end or ahead[-1].is_end


def test_functions_are_those_of_its_workflow(starter):
    """Whoever installs it is asked for each of them, and no other."""
    assert starter.functions == tuple(one.code for one in starter.definition.functions)


def test_circuits_ask_functions_that_there_are(starter):
    """No team, no person: a circuit suits any town. Each is chosen by a rule."""
    data = starter.circuits or {"circuits": [], "rules": []}
    for circuit in data["circuits"]:
        parsed = parse_circuit({"format": 1, "stages": circuit["stages"]})
        asked = [who for stage in parsed for who in stage.who]
        assert {who.whose for who in asked} <= {"function", "signatory"}
        assert {who.function for who in asked if who.function} <= set(starter.functions)
    assert {rule["circuit"] for rule in data["rules"]} == {c["code"] for c in data["circuits"]}


def test_what_its_workflow_names_comes_with_it(starter):
    """Circuits and texts, by the codes of its own files; each text in both languages."""
    circuits = {one["code"] for one in starter.circuits.get("circuits", ())}
    texts = {one["code"]: set(one["body"]) for one in starter.texts}
    found = check(starter.definition, circuits=circuits, texts=texts)
    assert [one.code for one in found if one.code in NAMES_THAT_LACK] == []


def test_answers_that_somebody_checks_have_a_circuit(starter):
    """Where the workflow waits for a validation, it is said who validates."""
    waits = any(step.kind == "waiting_validation" for step in starter.definition.steps)
    assert bool(starter.circuits) == waits


def test_standard_texts_name_what_is_known(starter):
    """Two to five texts, whose placeholders the form of the service can fill."""
    assert 2 <= len(starter.texts) <= 5
    form = [FormFields("x", starter.fields)]
    for text in starter.texts:
        assert text.keys() >= {"code", "title", "body", "review_in_days"}
        for body in text["body"].values():
            assert check_text(body, form) == []


def test_blanks_of_standard_texts_are_in_sight(starter):
    """What an agent must write is between brackets, as often in one language as in the other."""
    for text in starter.texts:
        blanks = {language: body.count("[") for language, body in text["body"].items()}
        assert blanks["fr"] == blanks["en"], text["code"]
        for body in text["body"].values():
            assert not re.search(r"^-\s*$|(latest on|avant le|tard le)\s*:\s*$", body, re.MULTILINE)


def test_a_refusal_cites_the_law(starter):
    """A text that refuses says on which law (R1.32)."""
    for text in starter.texts:
        if "refused" in text.get("outcomes", ()):
            assert text.get("legal_basis"), text["code"]


def test_all_of_it_speaks_both_languages(starter):
    """Nobody meets a text in another's language."""
    data = [starter.workflow, starter.service, starter.texts, starter.circuits]
    for text in texts_in(data):
        assert set(text) == BOTH
        assert all(said.strip() for said in text.values())


def test_citizens_read_plain_words(starter):
    """No word of the trade, no exclamation, no sentence without an end; « vous »."""
    for text in said_to_citizens(starter):
        for said in text.values():
            assert not JARGON.search(said), said
            assert "!" not in said, said
            for part in re.split(r"[.?:;]\s|\n", said):
                assert len(part.split()) <= LONGEST_SENTENCE, part
        assert not re.search(r"\b(tu|ton|ta|tes|toi)\b", text["fr"]), text["fr"]


def test_each_step_says_what_happens_and_when(starter):
    """A citizen reads by when to expect something, wherever the request waits."""
    for step in starter.definition.steps:
        assert step.citizen_help, step.code
        if not step.is_end:
            for language, when in WHEN.items():
                said = resolve(step.citizen_help, language)
                assert when.search(said), said


def test_dates_of_scenarios_are_those_of_the_service(starter):
    """Where the service promises a day, every story has one: its timers are played."""
    own = starter.service
    for scenario in starter.definition.scenarios:
        assert (scenario.given.due is not None) == ("target_days" in own), scenario.code
        has_law = "legal_months" in own or "legal_days" in own
        assert (scenario.given.legal is not None) == has_law, scenario.code


@pytest.mark.parametrize("page", ["administrators/starting.md", "administrateurs/demarrer.md"])
def test_the_page_of_administrators_lists_it(starter, page):
    """Its name, its code, the paragraphs of the law that it follows, the days that it promises."""
    text = (Path(__file__).parents[2] / "docs" / page).read_text("utf-8")
    language = "fr" if "administrateurs" in page else "en"
    row = next(line for line in text.splitlines() if f"| `{starter.code}` |" in line)
    own = starter.service
    assert own["name"][language] in row
    assert all(number in row for number in own["law"]), own["law"]
    assert f" {own['target_days']} " in row
    law = own.get("legal_months", own.get("legal_days"))
    assert law is None or f" {law} " in row


LEGAL_TIMES = {
    "document_access": {"legal_months": 1},
    "personal_data": {"legal_months": 1},
    "accessibility": {"legal_days": 7},
    "gracious_appeal": {"legal_months": 2},
    "complaint": {"legal_months": 2},
    "public_space": {"legal_months": 2},
}


def test_the_law_gives_these_times(starter):
    """The presets that must exist (law R1.21), and the regimes of silence (law R1.20)."""
    own = starter.service
    times = {key: own[key] for key in ("legal_months", "legal_days") if key in own}
    assert times == LEGAL_TIMES.get(starter.code, {})
    # No law makes a decision of our silence there: an authority is turned to instead.
    decides_nothing = starter.code in ("personal_data", "accessibility")
    assert own.get("silence", "rejection") == ("nothing" if decides_nothing else "rejection")


def test_it_acknowledges_in_its_own_words(starter):
    """In both languages; its placeholders are known; no two say the same (law R1.21)."""
    forms = [FormFields("it", starter.fields)]
    for key in {"acknowledgement", "recourse"} & starter.service.keys():
        assert starter.service[key].keys() == BOTH
        for text in starter.service[key].values():
            assert [sentence(finding) for finding in check_text(text, forms)] == []
    others = [load(code) for code in CODES if code != starter.code]
    assert starter.service["acknowledgement"] not in [
        other.service["acknowledgement"] for other in others
    ]


def test_nobody_is_surprised_by_the_law(starter):
    """Alerts come before silence decides, and the requester is told what it means (law R1.28)."""
    since = [
        (way.after.amount, way.after.before)
        for way in starter.definition.transitions
        if way.after is not None and way.after.since == "legal_date"
    ]
    if starter.code not in LEGAL_TIMES:
        assert since == []
    elif "legal_days" in LEGAL_TIMES[starter.code]:
        assert since == [(3, True), (1, True), (1, False)]
    else:
        assert since == [(15, True), (7, True), (1, True), (1, False)]
