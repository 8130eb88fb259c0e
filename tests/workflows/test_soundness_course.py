# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The request and its answer never drift apart: lived through, in any workflow without errors."""

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.workflows.making import sound_data
from workflows.definition import AnswerEvent, StepKind, parse_definition
from workflows.library import NAMES, load
from workflows.machine import Facts, Machine
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


@st.composite
def machines_without_errors(draw):
    """A sound workflow, bent at one or two places, that the check still lets pass."""
    data = draw(st.sampled_from([sound_data, *[lambda name=name: load(name) for name in NAMES]]))()
    codes = [step["code"] for step in data["steps"]]
    for _ in range(draw(st.integers(0, 2))):
        way = draw(st.sampled_from(data["transitions"]))
        code = draw(st.sampled_from(codes))
        how = draw(st.sampled_from(["lead elsewhere", "leave from there too", "remove"]))
        if how == "lead elsewhere":
            way["to"] = code
        elif how == "leave from there too" and code not in way["from"]:
            way["from"].append(code)
        elif how == "remove":
            data["transitions"].remove(way)
    definition = parse_definition(data)
    assume(not any(finding.severity == "error" for finding in check(definition)))
    return Machine(definition)


def moves(machine, step, answer):
    """Everything that can happen now: the way it opens, if any, and what becomes of the answer."""
    facts = Facts(answer_pending=answer == "open")
    for button in machine.available(step, EVERYBODY, facts):
        if button.allowed:
            yield button.transition, answer
    if answer != "open":
        yield machine.by_citizen(step), answer
    for event in EVENTS[answer]:
        listens = machine.by_answer(step, AnswerEvent.SUBMITTED) or machine.by_answer(
            step, AnswerEvent.SENT
        )
        if event is not AnswerEvent.SUBMITTED or listens is not None:
            yield machine.by_answer(step, event), BECOMES[event]


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(machines_without_errors(), st.data())
def test_a_validation_step_holds_an_open_round(machine, data):
    """A request waits for a validation only while one is under way, and never ends during one."""
    step, answer = machine.start.code, "draft"
    for _ in range(15):
        way, becomes = data.draw(st.sampled_from(list(moves(machine, step, answer))))
        if way is not None:
            assert not (machine.step(way.to).is_end and becomes == "open")
            step = way.to
        answer = becomes
        if machine.step(step).kind is StepKind.WAITING_VALIDATION:
            assert answer == "open"
