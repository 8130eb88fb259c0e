# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
from itertools import pairwise

import pytest
from hypothesis import given

from tests.workflows.making import changed, named, sound_definition
from tests.workflows.strategies import definitions, patient
from workflows.graph import Graph
from workflows.machine import Machine
from workflows.parsing import parse_definition

MACHINE = Machine(sound_definition())


def codes(steps):
    return [step.code for step in steps]


@pytest.mark.parametrize(
    ("step", "likely"),
    [
        ("new", ["working", "checking", "sending", "answered"]),
        ("asking", ["working", "checking", "sending", "answered"]),
        ("checking", ["sending", "answered"]),
        ("sending", ["answered"]),
        ("answered", []),
        ("closed", []),
    ],
)
def test_the_line_shows_the_likely_way(step, likely):
    """What comes next is the way most requests take: primary first, then as written, no detour."""
    assert codes(MACHINE.next_steps(step)) == likely


def test_a_primary_move_comes_first():
    """The town says which way is the likely one."""
    data = changed(lambda data: named(data, "transitions", "close").update(primary=True))

    assert codes(Machine(parse_definition(data)).next_steps("new")) == ["working", "closed"]


def test_no_way_to_an_end_is_no_way():
    """Where no end can be reached nothing is promised."""
    data = changed(lambda data: data.update(transitions=data["transitions"][:3]))

    assert Machine(parse_definition(data)).next_steps("new") == ()


@patient
@given(definitions)
def test_a_way_is_made_of_transitions_and_ends(definition):
    """Any promised way follows transitions, passes nowhere twice, and ends at the first end."""
    machine = Machine(definition)
    graph = Graph(definition)
    moves = {
        (source, to)
        for way in definition.transitions
        for source in way.sources
        for to in graph.targets(way, source)
    }
    for step in definition.steps:
        likely = codes(machine.next_steps(step.code))
        walked = [step.code, *likely]
        assert all(pair in moves for pair in pairwise(walked))
        assert len(set(walked)) == len(walked)
        assert [machine.step(code).is_end for code in walked].count(True) <= 1
        if likely:
            assert machine.step(walked[-1]).is_end


@patient
@given(definitions)
def test_a_way_is_found_where_there_is_one(definition):
    """A step from which an end can be reached always has a likely way."""
    machine = Machine(definition)
    for step in definition.steps:
        here = machine.step(step.code)
        if not here.is_end and set(machine_ends(machine, here.code)):
            assert machine.next_steps(here.code)


def machine_ends(machine, start):
    """Ends that can be reached, by trying every walk that is no longer than the graph."""
    known = {step.code for step in machine.definition.steps}
    found = {start}
    for _ in known:
        ways = machine.definition.transitions
        found |= {way.to for way in ways if found & set(way.sources)} & known
    return [code for code in found if machine.step(code).is_end]


def test_what_can_be_reached_from_the_start():
    """Reachable steps are those a request can come to, the start among them."""
    data = changed(lambda data: named(data, "transitions", "approve").update(to="working"))

    reachable = Machine(parse_definition(data)).reachable()

    assert reachable == {"new", "working", "asking", "checking", "closed"}
    assert Machine(parse_definition(data | {"start": "gone"})).reachable() == frozenset()


@pytest.mark.parametrize("step", ["new", "working", "asking", "sending", "answered", "closed"])
def test_an_answer_is_carried_to_an_end(step):
    """Where an answer may be written, its sending ends the request."""
    assert MACHINE.carries_answer(step)


def test_an_answer_may_leave_a_request_open():
    """A step that does not listen to the answer leaves the request where it is."""
    data = changed(lambda data: named(data, "transitions", "submit").update({"from": ["working"]}))

    machine = Machine(parse_definition(data))

    assert machine.carries_answer("working")
    assert not machine.carries_answer("asking")
