# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Back to where it came from: what a request remembers, and what the graph says of it."""

from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.making import back, changed, transition
from tests.workflows.strategies import definitions, patient
from workflows.graph import Graph
from workflows.machine import LONGEST_TRAIL, Machine
from workflows.parsing import parse_definition


def with_a_way_back(data):
    data["transitions"].append(back("resume", ["asking", "working", "checking"]))
    transition(data, "ask")["from"].append("sending")


MACHINE = Machine(parse_definition(changed(with_a_way_back)))
WAYS = {way.code: way for way in MACHINE.definition.transitions}


def walk(*codes: str) -> tuple[str, tuple[str, ...]]:
    """Take these ways from the start; return the step and what is remembered."""
    step, trail = "new", ()
    for code in codes:
        way = WAYS[code]
        assert step in way.sources
        step, trail = MACHINE.target(way, step, trail), MACHINE.trail_after(way, step, trail)
    return step, trail


def test_back_is_where_one_came_from():
    """From the same step, back to two different ones."""
    assert walk("take", "ask", "resume") == ("working", ("new",))
    came = ("take", "submit", "approve", "ask", "resume")
    assert walk(*came) == ("sending", ("new", "working"))


def test_back_and_back_again():
    """Further back each time, until the start."""
    assert walk("take", "ask", "resume", "resume") == ("new", ())


def test_a_validation_is_passed_over():
    """No request goes back to wait for a round that is over."""
    assert walk("take", "submit", "return", "resume") == ("working", ("new",))


def test_an_end_begins_remembering_anew():
    """What was reopened does not go back behind its end."""
    step, trail = walk("take", "close", "reopen")
    assert (step, trail) == ("working", ())
    assert MACHINE.target(WAYS["resume"], step, trail) == "working"


def test_a_step_that_the_workflow_lost_is_forgotten():
    """A request that was moved to another edition remembers what that one knows."""
    resume = WAYS["resume"]
    assert MACHINE.target(resume, "asking", ("working", "gone")) == "working"
    assert MACHINE.trail_after(resume, "asking", ("new", "working", "gone")) == ("new",)


@patient
@given(definitions, st.data())
def test_whatever_is_walked_the_graph_knew_it(definition, data):
    """Each step of a random walk is a target that the graph names; memory stays short."""
    machine, graph = Machine(definition), Graph(definition)
    codes = [step.code for step in definition.steps]
    step, trail = data.draw(st.sampled_from(codes)), ()
    for _ in range(12):
        ways = [way for way in definition.transitions if step in way.sources]
        ways = [way for way in ways if way.to in ("", *codes)]
        if not ways:
            return
        way = data.draw(st.sampled_from(ways))
        to = machine.target(way, step, trail)
        if not way.returns or trail:
            assert to in graph.targets(way, step)
        trail = machine.trail_after(way, step, trail)
        step = to
        assert len(trail) <= LONGEST_TRAIL
        assert all(machine.step(code).is_remembered for code in trail)
