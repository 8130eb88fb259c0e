# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Random graphs, judged a second time by brute force."""

import inspect
from itertools import product

from hypothesis import given, settings

from tests.figures import examples
from tests.workflows.strategies import definitions, patient
from workflows.definition import AnswerEvent, StepKind, Trigger
from workflows.soundness import (
    RULES,
    answer,
    check,
    conditions,
    contributions,
    effects,
    forms,
    items,
    library,
    people,
    scenarios,
    shape,
    timers,
    ways,
    wording,
)

ENDS = (StepKind.ANSWERED, StepKind.CLOSED)


def places(findings, code):
    return sorted(finding.place for finding in findings if finding.code == code)


def first_steps(definition):
    """Steps by code, with their place; of two with one code, the first."""
    found = {}
    for index, step in enumerate(definition.steps):
        found.setdefault(step.code, (step, f"/steps/{index}"))
    return found


def memories(definition):
    """What a request may remember last at each step: by passing it on until nothing is new."""
    known = {code: step for code, (step, _) in first_steps(definition).items()}
    found = {code: set() for code in known}
    moves = [
        (source, way.to)
        for way in definition.transitions
        for source in way.sources
        if {source, way.to} <= set(known) and source != way.to
    ]
    moves = [(source, to) for source, to in moves if known[source].kind not in ENDS]
    for _ in known:
        for source, to in moves:
            rests = known[source].kind is not StepKind.WAITING_VALIDATION
            found[to] |= {source} if rests else found[source]
    return found


def connected(definition):
    """Every pair of steps joined by some way, by Warshall's matrix."""
    known = first_steps(definition)
    joined = {(code, code) for code in known}
    remembered = memories(definition)
    for way in definition.transitions:
        for source in set(way.sources) & set(known):
            targets = remembered[source] if way.returns else {way.to or source}
            joined |= {(source, to) for to in targets if to in known}
    for middle, begin, end in product(known, known, known):
        if (begin, middle) in joined and (middle, end) in joined:
            joined.add((begin, end))
    return joined


@settings(patient, max_examples=examples(600))
@given(definitions)
def test_the_graph_is_judged_as_by_brute_force(definition):
    """Steps that no request reaches, and steps from which none ends, are exactly those."""
    findings = check(definition)
    known, joined = first_steps(definition), connected(definition)
    ends = [code for code, (step, _) in known.items() if step.kind in ("answered", "closed")]

    assert (definition.start not in known) == bool(places(findings, "unknown_start"))
    unreachable = [
        place
        for code, (_, place) in known.items()
        if definition.start in known and (definition.start, code) not in joined
    ]
    assert places(findings, "unreachable") == sorted(unreachable)
    assert bool(places(findings, "no_end")) == (not ends)
    stuck = [
        place
        for code, (_, place) in known.items()
        if ends and not any((code, end) in joined for end in ends)
    ]
    assert places(findings, "cannot_end") == sorted(stuck)


@settings(patient, max_examples=examples(600))
@given(definitions)
def test_the_answers_ways_are_judged_as_by_brute_force(definition):
    """Every step has one way for each event, and a validation step has those it must."""
    findings = check(definition)
    for code, (step, place) in first_steps(definition).items():
        exits = [way for way in definition.transitions if code in way.sources]
        counts = {event: sum(way.on is event for way in exits) for event in AnswerEvent}
        if step.kind is StepKind.WAITING_VALIDATION:
            for event in ("returned", "approved", "recalled"):
                missing = place in places(findings, f"missing_{event}")
                assert missing == (counts[AnswerEvent(event)] == 0)
    unconditional = [way for way in definition.transitions if way.when is None]
    pairs = sum(
        max(0, sum(way.on is event and code in way.sources for way in unconditional) - 1)
        for code, event in product(first_steps(definition), AnswerEvent)
    )
    assert len(places(findings, "two_by_answer")) == pairs
    crowds = sum(
        max(
            0,
            sum(way.trigger is Trigger.CITIZEN and code in way.sources for way in unconditional)
            - 1,
        )
        for code in first_steps(definition)
    )
    assert len(places(findings, "two_by_citizen")) == crowds


PLACES = ("/start", "/steps", "/transitions", "/functions", "/options", "/scenarios")
MODULES = (
    *(answer, conditions, contributions, effects, forms, items, library, people),
    *(scenarios, shape, timers, ways, wording),
)


@patient
@given(definitions)
def test_every_finding_is_a_sentence_at_a_place(definition):
    """Whatever parses is judged without an accident, in sentences that point into the data."""
    for finding in check(definition):
        assert finding.sentence
        assert "%(" not in finding.message % dict.fromkeys(finding.params, "")
        assert finding.place.startswith(PLACES)
        assert hash(finding) == hash(finding)


def test_every_rule_is_asked():
    """A rule that is written is asked."""
    written = {
        rule
        for module in MODULES
        for name, rule in inspect.getmembers(module, inspect.isfunction)
        if rule.__module__ == module.__name__
        and not name.startswith("_")
        and inspect.signature(rule).parameters.keys() == {"survey"}
    }

    assert written == set(RULES)
