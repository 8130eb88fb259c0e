# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
import json
from pathlib import Path

import pytest

from workflows.definition import StepKind
from workflows.library import NAMES, load
from workflows.machine import Machine
from workflows.parsing import definition_to_data, parse_definition
from workflows.soundness import check


@pytest.mark.parametrize("name", NAMES)
def test_ready_made_workflows_are_sound(name):
    """What a town starts from has no finding, not even a warning."""
    assert check(parse_definition(load(name))) == ()


@pytest.mark.parametrize("name", NAMES)
def test_ready_made_workflows_are_written_as_the_studio_writes_them(name):
    """Saving a ready-made workflow untouched changes nothing in it."""
    assert definition_to_data(parse_definition(load(name))) == load(name)


@pytest.mark.parametrize("name", NAMES)
def test_the_citizen_is_told_what_happens_now(name):
    """Every step has a sentence for the citizen, who is never told of the town's inner words."""
    for step in parse_definition(load(name)).steps:
        for language in ("fr", "en"):
            assert step.citizen_help[language].endswith(".")
            told = f"{step.citizen_label[language]} {step.citizen_help[language]}".lower()
            assert not {"usager", "workflow", "tiers", "!"} & set(told.replace("’", " ").split())


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_can_be_written_at_any_open_step(name):
    """Wherever a request stands, sending its answer ends it."""
    machine = Machine(parse_definition(load(name)))

    assert all(machine.carries_answer(step.code) for step in machine.definition.steps)


@pytest.mark.parametrize("name", NAMES)
def test_the_citizen_can_contest_an_end(name):
    """The citizen's word reopens what was ended."""
    machine = Machine(parse_definition(load(name)))

    for step in machine.definition.steps:
        if step.is_end:
            assert machine.step(machine.by_citizen(step.code).to).kind is StepKind.IN_PROGRESS


def test_an_unknown_name_is_refused():
    """Only ready-made workflows are read, never another file."""
    with pytest.raises(LookupError):
        load("../schema/workflow-1.schema")


def test_the_documented_example_is_sound():
    """What builders are shown is a workflow without a finding."""
    page = Path(__file__).resolve().parents[2] / "docs" / "builders" / "workflows.md"
    example = page.read_text(encoding="utf-8").partition("```json\n")[2].partition("```")[0]

    assert check(parse_definition(json.loads(example))) == ()
