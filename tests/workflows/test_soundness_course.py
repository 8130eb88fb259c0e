# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The request and its answer never drift apart: lived through, in any workflow without errors."""

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.figures import examples
from tests.workflows.making import sound_data
from workflows.definition import AnswerEvent, StepKind
from workflows.library import NAMES, load
from workflows.machine import Facts, Machine
from workflows.parsing import parse_definition
from workflows.soundness import check

EVERYBODY = ["agent", "chief", "supervisor", "validator"]
# The state of the answer, and what may happen to it then.
EVENTS = {
    "draft": [AnswerEvent.SUBMITTED],
    "open": [AnswerEvent.RETURNED, AnswerEvent.RECALLED, AnswerEvent.APPROVED],
    "approved": [AnswerEvent.RECALLED, AnswerEvent.SENT],
}
BECOMES = {
    AnswerEvent.SUBMITTED: "open",
    AnswerEvent.RETURNED: "draft",
    AnswerEvent.RECALLED: "draft",
    AnswerEvent.APPROVED: "approved",
    AnswerEvent.SENT: "draft",
}


BASES = {"sound": sound_data} | {name: lambda name=name: load(name) for name in NAMES}


def changes(data):
    """Every way to bend one transition: remove it, lead it elsewhere, let it leave from more."""
    codes = [step["code"] for step in data["steps"]]
    for at, way in enumerate(data["transitions"]):
        yield at, None
        for code in codes:
            yield at, {"to": code}
            if code not in way["from"]:
                yield at, {"from": [*way["from"], code]}


def bent(data, at, change):
    ways = list(data["transitions"])
    ways[at : at + 1] = [] if change is None else [ways[at] | change]
    return data | {"transitions": ways}


def machine_without_errors(data):
    definition = parse_definition(data)
    if any(finding.severity == "error" for finding in check(definition)):
        return None
    return Machine(definition)


def moves(machine, step, answer):
    """Everything that can happen now: the way it opens, if any, and what becomes of the answer."""
    for button in machine.available(step, EVERYBODY, Facts(answer_pending=answer == "open")):
        if button.allowed:
            yield button.transition, answer
    if answer != "open":
        yield machine.by_citizen(step), answer
    for event in EVENTS[answer]:
        # An answer is submitted only where the workflow listens to it.
        heard = (AnswerEvent.SUBMITTED, AnswerEvent.SENT)
        if event is not AnswerEvent.SUBMITTED or any(machine.by_answer(step, on) for on in heard):
            yield machine.by_answer(step, event), BECOMES[event]


def live_through(machine):
    """Go everywhere a request and its answer can go, and check what must always hold."""
    found, lived = [(machine.start.code, "draft")], set()
    while found:
        step, answer = found.pop()
        if (step, answer) in lived:
            continue
        lived.add((step, answer))
        if machine.step(step).kind is StepKind.WAITING_VALIDATION:
            assert answer == "open"
        for way, becomes in moves(machine, step, answer):
            if way is not None and machine.step(way.to).is_end:
                assert becomes != "open"
                assert way.on not in (AnswerEvent.RETURNED, AnswerEvent.RECALLED)
            found.append((step if way is None else way.to, becomes))


@pytest.mark.parametrize("base", BASES)
def test_a_validation_step_holds_an_open_round(base):
    """A request waits for a validation only while one is under way, and never ends during one."""
    data = BASES[base]()
    machines = [machine_without_errors(bent(data, *change)) for change in changes(data)]

    for machine in filter(None, [machine_without_errors(data), *machines]):
        live_through(machine)
    assert 10 < machines.count(None) < len(machines) - 10


@settings(max_examples=examples(400), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(sorted(BASES)), st.data())
def test_several_changes_keep_the_promise(base, data):
    """The same holds in workflows that were changed several times."""
    workflow = BASES[base]()
    for _ in range(data.draw(st.integers(2, 3))):
        workflow = bent(workflow, *data.draw(st.sampled_from(list(changes(workflow)))))
    machine = machine_without_errors(workflow)
    assume(machine is not None)
    live_through(machine)
