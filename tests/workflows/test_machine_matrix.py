# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Every step × transition × set of functions × fact, from the tables themselves.

The expectation is read from the JSON, by rules written a second time here.
"""

from itertools import chain, combinations

import pytest

from tests.workflows.making import button, changed, sound_data
from workflows.definition import AnswerEvent, parse_definition
from workflows.library import NAMES, load
from workflows.machine import Facts, Machine, NotAvailable

# A button that leaves a validation step, which only an open round closes.
WAY_OUT = button("give_up", ["checking", "working"], "working", functions=["chief"])
TABLES = {
    **{name: load(name) for name in NAMES},
    "sound": sound_data(),
    "way_out": changed(lambda data: data["transitions"].append(WAY_OUT)),
}
MACHINES = {name: Machine(parse_definition(table)) for name, table in TABLES.items()}
PAIRS = [
    pytest.param(name, step, transition, id=f"{name}-{step['code']}-{transition['code']}")
    for name, table in TABLES.items()
    for step in table["steps"]
    for transition in table["transitions"]
]


def every_set_of_functions(table):
    codes = [function["code"] for function in table["functions"]] + ["nobody_knows"]
    return chain.from_iterable(combinations(codes, size) for size in range(len(codes) + 1))


def expected(table, step, transition, functions, pending):
    """What the table says: allowed, unknown, not_allowed or not_now."""
    kinds = {each["code"]: each["kind"] for each in table["steps"]}
    if transition["trigger"] != "button":
        return "unknown"
    if step["code"] not in transition["from"]:
        return "not_now"
    if not any(code in functions for code in transition["functions"]):
        return "not_allowed"
    ends = kinds[transition["to"]] in ("answered", "closed")
    if pending and (ends or step["kind"] == "waiting_validation"):
        return "not_now"
    return "allowed"


@pytest.mark.parametrize(("name", "step", "transition"), PAIRS)
def test_a_transition_is_allowed_exactly_where_the_table_says(name, step, transition):
    """From each step each transition is allowed to whom the table says, and to nobody else."""
    table, machine = TABLES[name], MACHINES[name]
    for functions in every_set_of_functions(table):
        for pending in (False, True):
            wanted = expected(table, step, transition, functions, pending)
            case = (step["code"], transition["code"], functions, Facts(answer_pending=pending))
            try:
                found = machine.check(*case)
            except NotAvailable as refusal:
                assert refusal.kind == wanted  # noqa: PT017 - each case has its own answer
                assert refusal.finding.sentence  # noqa: PT017
            else:
                assert (wanted, found.code) == ("allowed", transition["code"])


@pytest.mark.parametrize(("name", "step", "transition"), PAIRS)
def test_the_buttons_and_the_post_agree(name, step, transition):
    """A button is shown at its steps only, and pressed if and only if it is shown as allowed."""
    table, machine = TABLES[name], MACHINES[name]
    shown_here = transition["trigger"] == "button" and step["code"] in transition["from"]
    for functions in every_set_of_functions(table):
        for pending in (False, True):
            facts = Facts(answer_pending=pending)
            buttons = {
                availability.transition.code: availability
                for availability in machine.available(step["code"], functions, facts)
            }
            assert (transition["code"] in buttons) == shown_here
            if shown_here:
                wanted = expected(table, step, transition, functions, pending)
                assert buttons[transition["code"]].allowed == (wanted == "allowed")


@pytest.mark.parametrize("name", TABLES)
def test_buttons_come_in_the_order_of_the_table(name):
    """The order of the buttons is the town's."""
    for step in TABLES[name]["steps"]:
        shown = MACHINES[name].available(step["code"], (), Facts())
        assert [availability.transition.code for availability in shown] == [
            transition["code"]
            for transition in TABLES[name]["transitions"]
            if transition["trigger"] == "button" and step["code"] in transition["from"]
        ]


@pytest.mark.parametrize(("name", "step", "transition"), PAIRS)
def test_the_answer_and_the_citizen_move_a_request_as_the_table_says(name, step, transition):
    """An event of the answer, or the citizen's word, opens its own way and no other."""
    machine, code = MACHINES[name], step["code"]
    here = code in transition["from"]
    by_citizen = machine.by_citizen(code)
    wanted = here and transition["trigger"] == "citizen"
    assert (by_citizen is not None and by_citizen.code == transition["code"]) == wanted
    for event in AnswerEvent:
        by_answer = machine.by_answer(code, event)
        wanted = here and transition.get("on") == event
        assert (by_answer is not None and by_answer.code == transition["code"]) == wanted
