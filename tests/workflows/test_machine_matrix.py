# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Every step × transition × set of functions × fact, from the tables themselves.

The expectation is read from the JSON, by rules written a second time here.
"""

from itertools import chain, combinations, product

import pytest

from tests.workflows.making import back, button, changed, sound_data, without_target
from workflows.definition import AnswerEvent
from workflows.library import NAMES, load
from workflows.machine import Facts, Machine, NotAvailable
from workflows.parsing import parse_definition

# A button that leaves a validation step, which only an open round closes.
WAY_OUT = button("give_up", ["checking", "working"], "working", functions=["chief"])
DANGER = {"fact": "values.danger", "op": "is_true"}


def every_part(data):
    """Ways from kinds and from anywhere, back, nowhere; conditions on each trigger."""
    data["transitions"] += [
        button("park", {"kinds": ["in_progress", "new"], "except": ["sending"]}, "asking"),
        button("drop", {"anywhere": True}, "closed", outcomes=["cancelled"], when=DANGER),
        without_target("note", {"anywhere": True, "except": ["new"]}, reason="required"),
        back("resume", ["asking", "checking", "closed"]),
    ]
    told = next(each for each in data["transitions"] if each["code"] == "told")
    data["transitions"].insert(0, told | {"code": "told_first", "to": "new", "when": DANGER})


TABLES = {
    "every_part": changed(every_part),
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


FACTS = [
    Facts(answer_pending=pending, known={"values.danger": danger}, trail=trail)
    for pending in (False, True)
    for danger in (False, True)
    for trail in ((), ("gone", "working"))
]


def begins(table, step, transition):
    """Whether the table lets this way begin at this step."""
    source = transition["from"]
    if isinstance(source, list):
        return step["code"] in source
    if step["code"] in source.get("except", []) or step["kind"] in ("answered", "closed"):
        return False
    if source.get("anywhere"):
        stays = "to" not in transition and not transition.get("returns")
        return stays or step["kind"] != "waiting_validation"
    return step["kind"] in source["kinds"]


def expected(table, step, transition, functions, facts):
    """What the table says: allowed, unknown, not_allowed or not_now."""
    kinds = {each["code"]: each["kind"] for each in table["steps"]}
    if transition["trigger"] != "button":
        return "unknown"
    if not begins(table, step, transition):
        return "not_now"
    if not any(code in functions for code in transition["functions"]):
        return "not_allowed"
    if "when" in transition and not facts.known["values.danger"]:
        return "not_now"
    if "to" not in transition:
        returns = transition.get("returns")
        cut = facts.answer_pending and step["kind"] == "waiting_validation"
        return "not_now" if returns and (cut or not facts.trail) else "allowed"
    ends = kinds[transition["to"]] in ("answered", "closed")
    if facts.answer_pending and (ends or step["kind"] == "waiting_validation"):
        return "not_now"
    return "allowed"


@pytest.mark.parametrize(("name", "step", "transition"), PAIRS)
def test_a_transition_is_allowed_exactly_where_the_table_says(name, step, transition):
    """From each step each transition is allowed to whom the table says, and to nobody else."""
    table, machine = TABLES[name], MACHINES[name]
    for functions in every_set_of_functions(table):
        for facts in FACTS:
            wanted = expected(table, step, transition, functions, facts)
            case = (step["code"], transition["code"], functions, facts)
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
    shown_here = transition["trigger"] == "button" and begins(table, step, transition)
    for functions in every_set_of_functions(table):
        for facts in FACTS:
            buttons = {
                availability.transition.code: availability
                for availability in machine.available(step["code"], functions, facts)
            }
            assert (transition["code"] in buttons) == shown_here
            if shown_here:
                wanted = expected(table, step, transition, functions, facts)
                assert buttons[transition["code"]].allowed == (wanted == "allowed")


@pytest.mark.parametrize("name", TABLES)
def test_buttons_come_in_the_order_of_the_table(name):
    """The order of the buttons is the town's."""
    for step in TABLES[name]["steps"]:
        shown = MACHINES[name].available(step["code"], (), Facts())
        assert [availability.transition.code for availability in shown] == [
            transition["code"]
            for transition in TABLES[name]["transitions"]
            if transition["trigger"] == "button" and begins(TABLES[name], step, transition)
        ]


def listening(table, step, facts, heard):
    """The code of the first way that the table opens for what was heard, None for none."""
    return next(
        (
            way["code"]
            for way in table["transitions"]
            if heard(way) and begins(table, step, way)
            if "when" not in way or facts.known["values.danger"]
        ),
        None,
    )


@pytest.mark.parametrize("name", TABLES)
def test_the_answer_and_the_citizen_move_a_request_as_the_table_says(name):
    """An event of the answer, or the citizen's word, opens the first way that may be taken."""
    table, machine = TABLES[name], MACHINES[name]
    for step, facts in product(table["steps"], FACTS):
        code = step["code"]
        found = machine.by_citizen(code, facts)
        wanted = listening(table, step, facts, lambda way: way["trigger"] == "citizen")
        assert (found and found.code) == wanted
        for event in AnswerEvent:
            found = machine.by_answer(code, event, facts)
            wanted = listening(table, step, facts, lambda way, event=event: way.get("on") == event)
            assert (found and found.code) == wanted
