# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Parts that transitions share: unknown ones and loops refused, worked out, written back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.making import NEWS, both, changed, transition
from tests.workflows.strategies import damaged
from tests.workflows.test_schemas import accepts, faults_of_form, thorough
from workflows.effects import Assign, SetPriority, Tell, Urgency, Whom
from workflows.findings import DefinitionError
from workflows.parsing import WORKFLOW_SCHEMA, definition_to_data, parse_definition
from workflows.rules import All, Not, Op, Test
from workflows.soundness import check

DEAR = {"fact": "values.amount", "op": "is_filled"}
HURRY = [{"do": "assign", "to": "nobody"}, {"do": "set_priority", "priority": "urgent"}]


def part(code, key, what):
    return {"code": code, "label": both(code), key: what}


def with_parts(data):
    data["parts"] = {
        "conditions": [
            part("dear", "when", DEAR),
            part("cheap", "when", {"not": {"part": "dear"}}),
        ],
        "effects": [
            part("hurry", "effects", list(HURRY)),
            part("told", "effects", [{"do": "part", "part": "hurry"}, NEWS]),
        ],
    }
    transition(data, "close")["when"] = {"all": [{"part": "cheap"}]}
    transition(data, "ask")["effects"] = [{"do": "part", "part": "told"}]


def way(data, code):
    definition = parse_definition(data)
    return next(way for way in definition.transitions if way.code == code)


def faults(change):
    def both_changes(data):
        with_parts(data)
        change(data)

    with pytest.raises(DefinitionError) as refusal:
        parse_definition(changed(both_changes))
    return [(f.code, f.place, f.sentence) for f in refusal.value.findings]


@pytest.mark.parametrize(
    ("change", "code", "place", "sentence"),
    [
        (
            lambda d: transition(d, "close").update(when={"part": "moon"}),
            "unknown_part",
            "/transitions/8/when/part",
            "“moon” is not a part of this workflow: add it first.",
        ),
        (
            lambda d: d["parts"]["conditions"][0].update(when={"any": [{"part": "cheap"}]}),
            "part_in_itself",
            "/parts/conditions/1/when/not/part",
            "The part “cheap” uses itself: take it out of here.",
        ),
        (
            lambda d: d["parts"]["effects"][0]["effects"].append({"do": "part", "part": "told"}),
            "part_in_itself",
            "/parts/effects/1/effects/0/part",
            "The part “told” uses itself: take it out of here.",
        ),
        (
            lambda d: d["parts"]["effects"].append(part("hurry", "effects", [])),
            "duplicate_code",
            "/parts/effects/2/code",
            "Another part has the code “hurry”: choose a new one.",
        ),
        (
            lambda d: d["parts"]["conditions"][0].update(when={"fact": "x", "op": "moon"}),
            "unknown_value",
            "/parts/conditions/0/when/op",
            None,
        ),
    ],
)
def test_what_cannot_be_worked_out_is_refused_at_its_place(change, code, place, sentence):
    """Unknown parts, loops of parts and broken parts are told once, where they are."""
    found = faults(change)

    if sentence is None:
        assert (code, place) in [(c, p) for c, p, _ in found]
    else:
        assert any(c == code and s == sentence for c, _, s in found)
        assert any(c == code for c, p, _ in found if p == place or code == "part_in_itself")


def test_few_lines_never_become_a_million():
    """Parts that double each other are stopped."""

    def doubling(data):
        data["parts"]["conditions"] = [
            part(f"p{at}", "when", {"all": [{"part": f"p{at + 1}"}] * 4}) for at in range(40)
        ] + [part("p40", "when", DEAR)]
        transition(data, "close")["when"] = {"part": "p0"}

    assert {"parts_too_large"} <= {code for code, _, _ in faults(doubling)}


def test_everything_behind_the_parser_sees_plain_conditions_and_effects():
    """A use of a part is what the part says."""
    data = changed(with_parts)

    assert way(data, "close").when == All((Not(Test("values.amount", Op.IS_FILLED)),))
    ask = way(data, "ask")
    assert ask.effects[:2] == (Assign(Whom.NOBODY), SetPriority(Urgency.URGENT))
    assert isinstance(ask.effects[2], Tell)


def test_what_was_read_is_written_back():
    """A definition keeps its parts and their uses; it can be hashed and compared."""
    data = changed(with_parts)
    definition = parse_definition(data)

    again = definition_to_data(definition)

    assert again["parts"] == data["parts"]
    assert parse_definition(again) == definition
    assert hash(definition) == hash(parse_definition(again))


def test_a_finding_points_at_the_use():
    """What soundness says of an effect that a part brings stands where the part is used."""

    def undone(data):
        with_parts(data)
        transition(data, "ask")["effects"].append({"do": "assign", "to": "actor"})

    (finding,) = [f for f in check(parse_definition(changed(undone))) if f.code == "undone"]

    assert finding.place == "/transitions/1/effects/0"


def test_a_part_that_nothing_uses_is_a_warning():
    """What was made to be shared, and is not, is told."""

    def unused(data):
        with_parts(data)
        data["parts"]["effects"].append(part("spare", "effects", [NEWS]))

    (finding,) = [f for f in check(parse_definition(changed(unused))) if f.severity == "warning"]

    assert (finding.code, finding.place) == ("unused_part", "/parts/effects/2")
    assert finding.sentence == "Nothing uses the part “spare”: use it, or remove it."


@thorough
@given(st.data())
def test_schema_and_parser_agree_about_parts(data):
    """What one refuses the other does, but for names, loops and sizes."""
    whole = changed(with_parts)
    assert accepts(WORKFLOW_SCHEMA, whole)
    broken = data.draw(damaged(whole))

    assert accepts(WORKFLOW_SCHEMA, broken) == (not faults_of_form(parse_definition, broken))


def test_what_would_take_too_long_or_stand_too_deep_is_refused():
    """A workflow made to be slow, or to fall over, is refused like any other."""

    def deep(data):
        when = {"fact": "assigned", "op": "is_true"}
        for _ in range(900):
            when = {"not": when}
        transition(data, "close")["when"] = when

    def long(data):
        tests = [{"fact": "assigned", "op": "is_true"}] * 2_000
        data["parts"]["conditions"].append(part("long", "when", {"all": tests}))
        transition(data, "close")["when"] = {"all": [{"part": "long"}] * 200}

    for change in (deep, long):
        assert "too_large" in {code for code, _place, _sentence in faults(change)}
