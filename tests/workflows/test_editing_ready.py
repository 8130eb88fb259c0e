# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Pieces that are ready to use are sound from the start, in both languages."""

import pytest

from tests.workflows.making import both, sound_data
from workflows.definition import StepKind
from workflows.editing import AddValidation, AddWaiting, apply, blank, staged, touched
from workflows.library import load
from workflows.parsing import definition_to_data, parse_definition
from workflows.soundness import check

WAITINGS = [StepKind.WAITING_CITIZEN, StepKind.WAITING_THIRD_PARTY]
BEGINNINGS = {
    "blank": blank(),
    "none": staged(0),
    "one": staged(1),
    "two": staged(2),
    "three": staged(3),
    "report": load("report"),
    "other": sound_data(),
}


def findings(data):
    return [finding.sentence for finding in check(parse_definition(data))]


@pytest.mark.parametrize("name", BEGINNINGS)
def test_beginnings_have_nothing_to_be_said_of_them(name):
    """Whoever begins with a ready-made workflow can publish it as it is."""
    assert findings(BEGINNINGS[name]) == []


@pytest.mark.parametrize("kind", WAITINGS)
@pytest.mark.parametrize("name", BEGINNINGS)
def test_a_waiting_step_is_added_whole(name, kind):
    """A step to wait at comes with the way to it, the ways back, and the ways of the answer."""
    data = apply(BEGINNINGS[name], AddWaiting(kind))
    twice = apply(data, AddWaiting(kind))

    assert findings(data) == []
    assert findings(twice) == []


@pytest.mark.parametrize("name", ["blank", "none"])
@pytest.mark.parametrize("stages", [1, 2, 3])
def test_a_validation_is_added_whole(name, stages):
    """A validation comes with its steps, every way of the answer, and one function a stage."""
    before = definition_to_data(parse_definition(BEGINNINGS[name]))
    data = apply(before, AddValidation(stages))

    assert findings(data) == []
    codes = ["validator", "second_validator", "third_validator"][:stages]
    added = [f["code"] for f in data["functions"] if f not in before["functions"]]
    assert added == codes


def test_a_validation_is_added_between_waiting_steps():
    """Whatever waits already takes part in the course of the answer, in any order of edits."""
    edits = [AddWaiting(WAITINGS[0]), AddValidation(2), AddWaiting(WAITINGS[1])]
    data = blank()
    for edit in edits:
        data = apply(data, edit)

    assert findings(data) == []


def test_a_stage_is_added_to_a_validation():
    """Asking for two stages where there is one adds the second validator, and nothing else."""
    before = definition_to_data(parse_definition(staged(1)))
    after = apply(before, AddValidation(2))

    assert touched(before, after) == ("functions/second_validator",)


def test_a_validation_follows_ways_that_begin_anywhere():
    """A way that already follows the sending from anywhere is not made twice."""
    data = blank()
    data["transitions"][0]["from"] = {"anywhere": True}
    data["functions"][0]["label"] = both("agent")

    assert findings(apply(data, AddValidation(1))) == []
