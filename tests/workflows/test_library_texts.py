# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Circuits and standard texts that a workflow names: read, judged by what the town has, played."""

from __future__ import annotations

import pytest
from django.utils import translation

from tests.workflows.making import add, both, button, changed, step, transition, way
from workflows.comparing import compare
from workflows.effects import BeginAnswer, Library, Nature, Tell
from workflows.findings import DefinitionError
from workflows.machine import Machine
from workflows.parsing import definition_to_data, parse_definition
from workflows.playing import PlainWorld, play
from workflows.sentences import sentence
from workflows.soundness import check

BEGIN = {"do": "begin_answer", "kind": "refusal", "circuit": "mayor", "text": "not-founded"}
TELL = {"do": "tell", "library": "soon"}
NOTIFY = {"do": "notify", "functions": ["chief"], "library": "soon"}
FRENCH, BOTH = frozenset({"fr"}), frozenset({"fr", "en"})
TOWN = {"circuits": {"mayor"}, "texts": {"soon": BOTH, "not-founded": BOTH}}


def with_effects(*effects, on="take"):
    return changed(lambda data: transition(data, on).update(effects=list(effects)))


def found(*effects, on="take", **town):
    definition = parse_definition(with_effects(*effects, on=on))
    return [
        (one.code, one.place.partition("/effects")[2], one.severity)
        for one in check(definition, **town)
        if one.code != "quiet"
    ]


def failures(*moves, effects=(BEGIN,), change=lambda data: None):
    def whole(data):
        transition(data, "take")["effects"] = list(effects)
        change(data)

    data = changed(whole)
    data["scenarios"] = [{"code": "s", "label": "s", "play": list(moves)}]
    definition = parse_definition(data)
    played = play(Machine(definition), definition.scenarios[0], PlainWorld())
    return [(failure.move, failure.finding.code) for failure in played.failures]


@pytest.mark.parametrize(
    ("effect", "code", "place"),
    [
        ({"do": "tell"}, "not_one_text", ""),
        ({"do": "tell", "text": "x", "library": "soon"}, "not_one_text", ""),
        ({"do": "notify", "functions": ["chief"]}, "not_one_text", ""),
        (NOTIFY | {"text": "x"}, "not_one_text", ""),
        ({"do": "tell", "library": "Bientôt"}, "bad_name", "/library"),
        ({"do": "tell", "library": {"fr": "x"}}, "bad_name", "/library"),
        ({"do": "begin_answer"}, "missing_key", ""),
        ({"do": "begin_answer", "kind": "maybe"}, "unknown_value", "/kind"),
        (BEGIN | {"circuit": ""}, "bad_name", "/circuit"),
        (BEGIN | {"text": both("x")}, "bad_name", "/text"),
        (BEGIN | {"library": "x"}, "unknown_key", "/library"),
        (BEGIN | {"functions": ["chief"]}, "unknown_key", "/functions"),
    ],
)
def test_a_fault_of_form_is_told_at_its_place(effect, code, place):
    """Words of its own or a text of the library, never both, never none: one sentence."""
    with pytest.raises(DefinitionError) as refusal:
        parse_definition(with_effects(effect))
    (finding,) = refusal.value.findings
    assert (finding.code, finding.place) == (code, f"/transitions/0/effects/0{place}")


def test_what_is_read_is_written_out_again():
    """With all that may be said, and with the least."""
    effects = [BEGIN, TELL, NOTIFY, {"do": "tell", "text": both("Soon.")}]
    data = with_effects(*effects)
    definition = parse_definition(data)
    assert definition_to_data(definition) == data
    read = definition.transitions[0].effects
    assert read[:2] == (
        BeginAnswer(Nature.REFUSAL, circuit="mayor", text="not-founded"),
        Tell(Library("soon")),
    )
    least = with_effects({"do": "begin_answer", "kind": "information"})
    assert definition_to_data(parse_definition(least)) == least


def test_without_a_town_no_name_is_judged():
    """A file does not know which town will read it."""
    assert found(BEGIN, TELL, NOTIFY) == []
    assert found(BEGIN, TELL, NOTIFY, placeholders={"requester.name"}, **TOWN) == []


@pytest.mark.parametrize(
    ("effect", "town", "code", "place"),
    [
        (BEGIN, TOWN | {"circuits": {"other"}}, "unknown_circuit", "/0/circuit"),
        (BEGIN, TOWN | {"texts": {}}, "unknown_text", "/0/text"),
        (TELL, TOWN | {"texts": {}}, "unknown_text", "/0/library"),
        (NOTIFY, TOWN | {"texts": {}}, "unknown_text", "/0/library"),
        (BEGIN, TOWN | {"texts": {"not-founded": FRENCH}}, "untranslated_text", "/0/text"),
        (TELL, TOWN | {"texts": {"soon": FRENCH}}, "untranslated_text", "/0/library"),
        (NOTIFY, TOWN | {"texts": {"soon": {"en"}}}, "untranslated_text", "/0/library"),
    ],
)
def test_what_the_town_has_not_is_a_warning(effect, town, code, place):
    """Nothing fails at run time; whoever publishes is told."""
    assert found(effect, **town) == [(code, place, "warning")]


def test_colleagues_read_the_first_language_only():
    """A text for them needs no translation; that of Québec is read in France's French."""
    assert found(NOTIFY, **TOWN | {"texts": {"soon": FRENCH}}) == []
    assert found(TELL, languages=["fr-CA"], **TOWN | {"texts": {"soon": FRENCH}})[-1:] != [
        ("untranslated_text", "/0/library", "warning")
    ]


def test_an_answer_is_begun_where_it_can_be_submitted():
    """A step that listens to no answer leaves its author before a closed door."""

    def change(data):
        data["steps"].append(step("asleep", "waiting_third_party"))
        add(data, button("sleep", ["working"], "asleep", effects=[BEGIN]))
        add(data, button("wake", ["asleep"], "working"))

    definition = parse_definition(changed(change))
    assert "not_submitted" in [one.code for one in check(definition)]
    assert found(BEGIN) == []


@pytest.mark.parametrize(
    ("effects", "on", "finding"),
    [
        ([BEGIN, BEGIN], "take", ("begun_twice", "/1", "error")),
        ([BEGIN], "close", ("after_the_end", "/0", "warning")),
    ],
)
def test_what_begins_nothing_is_found(effects, on, finding):
    """A second answer, and one of a request that has ended."""
    assert finding in found(*effects, on=on)


def test_it_is_begun_before_the_request_is_passed_on():
    """Afterwards who did it may write no more, and nobody else has it; unless it was given away."""
    away = {"do": "pass_on", "function": "chief"}
    given = {"do": "assign", "to": "least_busy", "function": "chief"}
    assert found(away, BEGIN) == [("nobody_to_write", "/1", "warning")]
    assert found(BEGIN, away) == []
    assert found(away, given, BEGIN) == []


def test_a_scenario_sees_the_draft():
    """Begun by whoever takes the request, handed in, back with its author."""
    drafting = {"expect": {"answer": "drafting"}}
    take = {"press": "take", "as": ["agent"]}
    assert failures(drafting) == [(0, "not_so")]
    assert failures(take, drafting) == []
    assert failures(take, drafting, effects=()) == [(1, "not_so")]
    moves = (take, {"answer": "submitted"}, drafting)
    assert failures(*moves) == [(2, "not_so")]
    assert failures(*moves[:2], {"answer": "returned"}, drafting) == []


def test_what_nobody_is_there_to_write_is_not_begun():
    """A timer of a request that nobody took."""

    def change(data):
        timer = way("late", ["new"], "", "timer", after={"since": "arrival", "days": 2})
        add(data, timer | {"effects": [BEGIN]})

    moves = ({"wait": {"days": 3}}, {"expect": {"answer": "drafting"}})
    assert failures(*moves, effects=(), change=change) == [(1, "not_so")]


def test_a_difference_is_told():
    """In a sentence, whatever the key."""
    before, after = (parse_definition(with_effects(*some)) for some in ([], [BEGIN]))
    with translation.override("en"):
        (said,) = [sentence(one) for one in compare(before, after)]
    assert said == "“take” has one effect more: begin an answer."
